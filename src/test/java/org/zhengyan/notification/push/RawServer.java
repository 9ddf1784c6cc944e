package org.zhengyan.notification.push;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** A receiver that does with each connection whatever a test wants. */
final class RawServer implements AutoCloseable {

  interface Conversation {
    void hold(Socket socket) throws Exception;
  }

  private final ServerSocket server;
  private final AtomicInteger connections = new AtomicInteger();

  private RawServer(ServerSocket server) {
    this.server = server;
  }

  static RawServer start(Conversation conversation) {
    return start("127.0.0.1", 0, ServerSocketFactory.getDefault(), conversation);
  }

  static RawServer start(
      String address, int port, ServerSocketFactory sockets, Conversation conversation) {
    try {
      RawServer raw =
          new RawServer(sockets.createServerSocket(port, 16, InetAddress.getByName(address)));
      Thread.ofVirtual().start(() -> raw.accept(conversation));
      return raw;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(Conversation conversation) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (socket) {
                    conversation.hold(socket);
                  } catch (Exception e) {
                    // The other side gave up, as many tests want it to.
                  }
                });
      } catch (IOException e) {
        return;
      }
    }
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  /** The request up to the end of its body, in ISO 8859-1. */
  static String request(Socket socket) throws IOException {
    StringBuilder text = new StringBuilder();
    int body = -1;
    while (body != 0) {
      int octet = socket.getInputStream().read();
      if (octet < 0) {
        break;
      }
      text.append((char) octet);
      if (body > 0) {
        body--;
      } else if (text.toString().endsWith("\r\n\r\n")) {
        body = Integer.parseInt(text.toString().replaceAll("(?s).*Content-Length: ([0-9]+).*", "$1"));
      }
    }
    return text.toString();
  }

  static void say(Socket socket, String answer) throws IOException {
    socket.getOutputStream().write(answer.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
