package org.zhengyan.log.monitor;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.zhengyan.log.Sha256;
import org.zhengyan.log.TilePath;

/**
 * A log over HTTP (C2SP tlog-tiles). The server is not trusted: each answer is bounded in length and
 * in time, redirects are not followed, and what has not the length it must have is a {@link Finding}.
 */
final class LogSource implements AutoCloseable {
  private static final int MAX_TEXT = 256 * 1024;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int TRIES = 4;

  private final String prefix;
  private final Duration pause;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private long fetched;

  /**
   * @param url of the service, or of its log
   * @param pause after a failure, twice as long after each further one
   */
  LogSource(URI url, Duration pause) {
    String base = url.toString().replaceFirst("/+$", "");
    this.prefix = base.endsWith("/log") ? base : base + "/log";
    this.pause = pause;
  }

  private record Answer(int status, byte[] body) {}

  String prefix() {
    return prefix;
  }

  /** The answers that were used so far. */
  long fetched() {
    return fetched;
  }

  String checkpoint() throws Finding {
    return text("checkpoint");
  }

  String certificates() throws Finding {
    return text("certificates");
  }

  /** The hashes of a tile, one after the other. */
  byte[] hashes(int level, long index, int width) throws Finding {
    return tile(new TilePath(level, index, width), Sha256.LENGTH);
  }

  /** Consecutive entries, each 32 octets. */
  List<byte[]> entries(long index, int width) throws Finding {
    TilePath path = new TilePath(TilePath.ENTRIES, index, width);
    ByteBuffer bundle = ByteBuffer.wrap(tile(path, Short.BYTES + Sha256.LENGTH));
    List<byte[]> entries = new ArrayList<>();
    while (bundle.hasRemaining()) {
      if (bundle.getShort() != Sha256.LENGTH) {
        throw altered(path + " has an entry that is not 32 octets long");
      }
      byte[] entry = new byte[Sha256.LENGTH];
      bundle.get(entry);
      entries.add(entry);
    }
    return entries;
  }

  private byte[] tile(TilePath path, int each) throws Finding {
    int length = path.width() * each;
    Optional<byte[]> found = fetch(path.toString(), length);
    if (found.isEmpty() && !path.full()) {
      // A partial tile may go once the full one is there.
      TilePath full = new TilePath(path.level(), path.index(), TilePath.FULL);
      found =
          fetch(full.toString(), TilePath.FULL * each)
              .map(octets -> Arrays.copyOf(octets, Math.min(length, octets.length)));
    }
    if (found.isEmpty()) {
      throw altered(path + " is missing, and the checkpoint covers it");
    }
    if (found.get().length != length) {
      throw altered(path + " is " + found.get().length + " octets long and not " + length);
    }
    return found.get();
  }

  private String text(String name) throws Finding {
    byte[] octets = fetch(name, MAX_TEXT).orElseThrow(() -> unreachable(name, "there is none"));
    if (octets.length > MAX_TEXT) {
      throw altered("the " + name + " is longer than any");
    }
    return new String(octets, StandardCharsets.UTF_8);
  }

  /** The body, one octet more than {@code length} at most; empty when it is not found, also later. */
  private Optional<byte[]> fetch(String path, int length) throws Finding {
    String why = "";
    for (int i = 0; i < TRIES; i++) {
      if (i > 0) {
        pause(i - 1);
      }
      try {
        Answer answer = get(URI.create(prefix + '/' + path), length);
        if (answer.status() == 200) {
          fetched++;
          return Optional.of(answer.body());
        }
        why = "status " + answer.status();
      } catch (IOException e) {
        why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      }
    }
    if (why.equals("status 404")) {
      return Optional.empty();
    }
    throw unreachable(path, why);
  }

  private Answer get(URI uri, int length) throws IOException, Finding {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER).GET().build();
    Future<Answer> answer =
        threads.submit(
            () -> {
              HttpResponse<InputStream> response =
                  http.send(request, HttpResponse.BodyHandlers.ofInputStream());
              try (InputStream body = response.body()) {
                return new Answer(
                    response.statusCode(),
                    response.statusCode() == 200 ? body.readNBytes(length + 1) : new byte[0]);
              }
            });
    try {
      return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no whole answer within " + ANSWER.toSeconds() + " seconds");
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(uri.getPath(), "interrupted");
    }
  }

  /** Waits before something is asked again, twice as long each time. */
  void pause(int again) throws Finding {
    try {
      Thread.sleep(pause.multipliedBy(1L << again));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable("it", "interrupted");
    }
  }

  private static Finding altered(String message) {
    return new Finding(Finding.Kind.ALTERED, message);
  }

  private static Finding unreachable(String what, String why) {
    // What a server can make the client say is not for a terminal as it stands.
    String shown = why.replaceAll("\\p{C}", "?");
    return new Finding(
        Finding.Kind.UNREACHABLE,
        what + " cannot be had: " + shown.substring(0, Math.min(200, shown.length())));
  }

  @Override
  public void close() {
    threads.shutdownNow();
    http.shutdownNow();
  }
}
