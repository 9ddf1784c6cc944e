package org.zhengyan.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks HTTP byte by byte over a socket, so that a request may be wrong in any way. */
@NullUnmarked
final class RawHttp {
  private final int port;

  RawHttp(int port) {
    this.port = port;
  }

  Answer post(String path, byte[] body, String type) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: "
                + type + "\r\nContent-Length: " + body.length + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    request.writeBytes(body);
    return send(request.toByteArray());
  }

  Answer get(String path, String... headers) throws IOException {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return send(request.append("\r\n").toString());
  }

  Answer send(String request) throws IOException {
    return send(request.getBytes(StandardCharsets.UTF_8));
  }

  Answer send(byte[] request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      try {
        out.write(request);
        out.flush();
        socket.shutdownOutput();
      } catch (IOException e) {
        // The server answered before it read everything; the answer is what counts.
      }
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      try {
        for (int n = socket.getInputStream().read(buffer); n >= 0; n = socket.getInputStream().read(buffer)) {
          answer.write(buffer, 0, n);
        }
      } catch (IOException e) {
        // Reset after the answer.
      }
      return Answer.of(answer.toByteArray());
    }
  }

  record Answer(int status, List<String> headers, String body) {
    static Answer of(byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      assertThat(end).as("an answer: " + text).isPositive();
      List<String> lines = new ArrayList<>(List.of(text.substring(0, end).split("\r\n")));
      int status = Integer.parseInt(lines.removeFirst().split(" ")[1]);
      String body = text.substring(end + 4);
      if (lines.contains("Transfer-Encoding: chunked")) {
        body = body.replaceAll("(?m)^[0-9a-f]+\r\n", "").replace("\r\n", "");
      }
      return new Answer(status, lines, body);
    }

    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    String type() {
      return json().path("type").asString();
    }
  }
}
