package org.zhengyan.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * HTTP/1.1 over connections that are kept, with one write and as few reads as there are for a request.
 *
 * <p>The load shares its machine with the server. The JDK's own client hands each request through three threads and
 * costs as much as the server's part of it: it would take the cores away, and cool the caches, of what is measured.
 * This one knows what this server answers and nothing more: a length, or no body.
 */
final class KeptConnections {
  private static final int READ_AT_ONCE = 16_384;
  private static final Duration IDLE_AT_MOST = Duration.ofSeconds(5);
  private static final String LENGTH = "content-length:";

  private final URI base;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

  /**
   * @param base of the server, plain HTTP
   */
  KeptConnections(URI base) {
    this.base = base;
  }

  /** The status and the bytes of an answer. */
  record Answer(int status, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /**
   * Sends a request and reads its answer.
   *
   * @param headers lines that end with CRLF
   * @throws IOException when the server breaks off, or answers otherwise than it does
   */
  Answer send(String method, String path, String headers, byte[] body) throws IOException {
    String head =
        method + ' ' + path + " HTTP/1.1\r\nHost: " + base.getAuthority() + "\r\n" + headers
            + (body.length == 0 && method.equals("GET") ? "" : "Content-Length: " + body.length + "\r\n")
            + "\r\n";
    ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + body.length);
    request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    Connection connection = connection();
    Answer answer = connection.exchange(request.toByteArray());
    if (connection.over) {
      connection.socket.close();
    } else {
      connection.idleSince = System.nanoTime();
      idle.addLast(connection);
    }
    return answer;
  }

  /** The one used last, unless the server may be about to close it. */
  private Connection connection() throws IOException {
    Connection kept = idle.pollLast();
    if (kept == null) {
      return new Connection(base);
    }
    if (System.nanoTime() - kept.idleSince > IDLE_AT_MOST.toNanos()) {
      kept.socket.close();
      return connection();
    }
    return kept;
  }

  private static final class Connection {
    private final Socket socket;
    private final InputStream in;
    private boolean over;
    private long idleSince;

    Connection(URI base) throws IOException {
      socket = new Socket(InetAddress.getByName(base.getHost()), base.getPort());
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream(), READ_AT_ONCE);
    }

    Answer exchange(byte[] request) throws IOException {
      socket.getOutputStream().write(request);
      int status = Integer.parseInt(line().split(" ", 3)[1]);
      int length = status == 204 || status == 304 ? 0 : -1;
      for (String line = line(); !line.isEmpty(); line = line()) {
        String lower = line.toLowerCase(Locale.ROOT);
        if (lower.startsWith(LENGTH)) {
          length = Integer.parseInt(line.substring(LENGTH.length()).strip());
        } else if (lower.startsWith("connection:") && lower.endsWith("close")) {
          over = true;
        }
      }
      if (length < 0) {
        throw new IOException("an answer of status " + status + " says no length");
      }
      return new Answer(status, in.readNBytes(length));
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int octet = in.read(); octet != '\n'; octet = in.read()) {
        if (octet < 0) {
          throw new EOFException("the server closed the connection");
        }
        if (octet != '\r') {
          line.append((char) octet);
        }
      }
      return line.toString();
    }
  }
}
