package org.zhengyan.log;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** A log served by a node, or by somebody who changes what the node gives. */
final class LogStub implements AutoCloseable {

  /** What somebody makes of an answer. */
  interface Forger {
    Answer forge(String path, Answer answer);
  }

  record Answer(int status, byte[] body) {
    Answer with(UnaryOperator<byte[]> change) {
      return new Answer(status, status == 200 ? change.apply(body.clone()) : body);
    }
  }

  static final Forger HONEST = (path, answer) -> answer;

  final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  volatile PublishedLog log;
  volatile Forger forger = HONEST;
  private final HttpServer server;

  LogStub(LogNode node) throws IOException {
    log = node.published;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/log/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  /** Flips one bit of one resource. */
  static Forger flip(String resource, int octet, int bit) {
    return (path, answer) ->
        path.equals(resource)
            ? answer.with(
                body -> {
                  body[octet] ^= (byte) (1 << bit);
                  return body;
                })
            : answer;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/log/".length());
    asked.add(path);
    Answer answer = forger.forge(path, honest(path));
    try (exchange) {
      exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      if (answer.body().length > 0) {
        exchange.getResponseBody().write(answer.body());
      }
    }
  }

  private Answer honest(String path) {
    Optional<byte[]> body;
    if (path.equals("checkpoint")) {
      body = log.checkpoint().map(note -> note.getBytes(StandardCharsets.UTF_8));
    } else if (path.equals("certificates")) {
      body = Optional.of(log.certificates().getBytes(StandardCharsets.UTF_8));
    } else {
      String[] parts = path.split("/", 3);
      body = TilePath.parse(parts[1], parts[2]).flatMap(log::tile);
    }
    return body.map(octets -> new Answer(200, octets)).orElseGet(() -> new Answer(404, new byte[0]));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
