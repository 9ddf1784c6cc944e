package org.zhengyan.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.WebUtils;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * A request whose body is read once, on demand, and never beyond its limit, however it is sent.
 *
 * <p>The bytes stay for those who come later: the digest of an idempotent request, and the look for
 * data that is not needed.
 */
final class BufferedRequest extends HttpServletRequestWrapper {
  static final int LIMIT = 128 * 1024;

  /** What a handler may allow with {@link org.zhengyan.principal.BodyLimit}. */
  static final int LARGEST = 2816 * 1024;

  private int limit = LIMIT;
  private byte @Nullable [] body;
  private boolean tooLarge;

  BufferedRequest(HttpServletRequest request) {
    super(request);
  }

  static @Nullable BufferedRequest in(HttpServletRequest request) {
    return WebUtils.getNativeRequest(request, BufferedRequest.class);
  }

  /** Lets the body be so large; before anything of it is read. */
  void allow(int kilobytes) {
    if (kilobytes > LARGEST / 1024 || body != null) {
      throw new IllegalStateException("too large a limit, or too late for one");
    }
    limit = kilobytes * 1024;
  }

  /**
   * The whole body.
   *
   * @throws Refusal {@code too-large} beyond the limit, {@code malformed} when it breaks off
   */
  byte[] body() {
    byte[] read = prefix();
    if (tooLarge) {
      throw Refusal.of(Problem.TOO_LARGE, "A body has at most " + limit / 1024 + " kB");
    }
    return read;
  }

  /** The body as far as the limit goes. */
  byte[] prefix() {
    if (body == null) {
      body = read();
    }
    return body;
  }

  private byte[] read() {
    try {
      InputStream in = getRequest().getInputStream();
      byte[] read = in.readNBytes(limit + 1);
      tooLarge = read.length > limit;
      return tooLarge ? Arrays.copyOf(read, limit) : read;
    } catch (IOException e) {
      throw Refusal.of(Problem.MALFORMED, "The body broke off or its transfer coding is broken");
    }
  }

  @Override
  public ServletInputStream getInputStream() {
    return new Replay(new ByteArrayInputStream(body()));
  }

  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
  }

  private static final class Replay extends ServletInputStream {
    private final ByteArrayInputStream bytes;

    Replay(ByteArrayInputStream bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return bytes.read(target, offset, length);
    }

    @Override
    public boolean isFinished() {
      return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException("the body is here already");
    }
  }
}
