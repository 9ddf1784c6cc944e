package org.zhengyan.notification.push;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one HTTP/1.1 answer (RFC 9112) and no more octets than it was told. */
final class ReplyReader {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");
  private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,7})\\s*(;.*)?");
  private static final int MOST_INTERIM = 3;
  private static final int BAD_REQUEST = 400;

  private final InputStream in;
  private final int most;
  private int headLeft;

  ReplyReader(InputStream in, int most) {
    this.in = in;
    this.most = most;
    this.headLeft = most;
  }

  /**
   * @throws PushFailed when it is no HTTP/1.1 answer, or too large
   */
  PushReply read() throws IOException, PushFailed {
    int interim = 0;
    while (true) {
      Matcher line = STATUS.matcher(line());
      if (!line.matches()) {
        throw new PushFailed("the answer is not HTTP/1.1");
      }
      int status = Integer.parseInt(line.group(1));
      long length = -1;
      boolean chunked = false;
      for (String field = line(); !field.isEmpty(); field = line()) {
        String lower = field.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = length(lower.substring("content-length:".length()).strip());
        } else if (lower.startsWith("transfer-encoding:")) {
          chunked = true;
        }
      }
      if (status >= 200) {
        byte[] body = status == BAD_REQUEST ? body(length, chunked) : new byte[0];
        return new PushReply(status, body);
      }
      if (++interim > MOST_INTERIM) {
        throw new PushFailed("the receiver sends interim answers without end");
      }
    }
  }

  private static long length(String text) throws PushFailed {
    if (!LENGTH.matcher(text).matches()) {
      throw new PushFailed("the answer has no sound Content-Length");
    }
    return Long.parseLong(text);
  }

  private byte[] body(long length, boolean chunked) throws IOException, PushFailed {
    if (chunked) {
      return chunks();
    }
    byte[] body = in.readNBytes((int) Math.min(length < 0 ? most + 1L : length, most + 1L));
    if (body.length > most) {
      throw tooLarge();
    }
    return body;
  }

  private byte[] chunks() throws IOException, PushFailed {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      Matcher size = CHUNK.matcher(line());
      if (!size.matches()) {
        throw new PushFailed("the answer is not well chunked");
      }
      int octets = Integer.parseInt(size.group(1), 16);
      if (octets == 0) {
        return body.toByteArray();
      }
      if (body.size() + (long) octets > most) {
        throw tooLarge();
      }
      body.write(in.readNBytes(octets));
      line();
    }
  }

  private String line() throws IOException, PushFailed {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new PushFailed("the answer ended early");
      }
      if (--headLeft < 0) {
        throw tooLarge();
      }
      line.write(octet);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private PushFailed tooLarge() {
    return new PushFailed("the answer is larger than " + most + " octets");
  }
}
