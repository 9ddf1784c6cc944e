package org.zhengyan.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.log.Checkpoint;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.log.LogReader;
import org.zhengyan.log.TilePath;

@ServerTest
class LogControllerTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @LocalServerPort private int port;
  @Autowired EventLog events;
  @Autowired LogReader reader;
  @Autowired PlatformTransactionManager transactions;

  @BeforeEach
  void oneEvent() {
    new TransactionTemplate(transactions).execute(
            status -> events.append(Event.of("certificate.issued", "served", Map.of())));
    await().until(() -> reader.checkpoint().isPresent());
  }

  @Test
  void servesCheckpointsTilesAndEntriesToAnybody() throws Exception {
    HttpResponse<byte[]> note = get("/log/checkpoint");
    assertThat(note.statusCode()).isEqualTo(200);
    assertThat(note.headers().firstValue("Content-Type")).contains("text/plain;charset=utf-8");
    assertThat(note.headers().firstValue("Cache-Control")).contains("max-age=1, public");
    Checkpoint checkpoint = Checkpoint.parse(new String(note.body(), StandardCharsets.UTF_8));
    assertThat(get("/log/p256/checkpoint").statusCode()).isEqualTo(200);
    assertThat(get("/log/sm2/checkpoint").statusCode()).isEqualTo(200);
    assertThat(get("/log/certificates").headers().firstValue("Content-Type"))
        .contains("application/pem-certificate-chain");

    HttpResponse<byte[]> tile = get("/log/" + new TilePath(0, 0, 1));
    assertThat(tile.headers().firstValue("Content-Type")).contains("application/octet-stream");
    assertThat(tile.headers().firstValue("Cache-Control")).contains("max-age=31536000, public, immutable");
    HttpResponse<byte[]> entries = get("/log/tile/entries/000.p/1");
    assertThat(entries.body()).hasSize(34).startsWith(0, 32);
    byte[] leaf = entries.body().clone();
    leaf[1] = 0;
    byte[] hashed = MessageDigest.getInstance("SHA-256").digest(Arrays.copyOfRange(leaf, 1, 34));
    assertThat(tile.body()).isEqualTo(hashed);
    assertThat(checkpoint.size()).isPositive();
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    HttpResponse<byte[]> head =
        send(request("/log/tile/0/000.p/1").HEAD());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Length")).contains("32");
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/log", "/log/", "/log/tile", "/log/tile/", "/log/tile/0", "/log/tile/0/", "/log/tile/0/0",
        "/log/tile/0/999", "/log/tile/9/000", "/log/tile/0/000.p/256", "/log/tile/0/x999/x999/x999/x999/x999/999",
        "/log/tile/entries/999", "/log/tile/data/000", "/log/sm3/checkpoint", "/log/SM2/checkpoint",
        "/log/checkpoint/", "/log/sm2/checkpoint/x", "/log/x"
      })
  void hasNothingElse(String path) throws Exception {
    HttpResponse<byte[]> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
  void changesNothing(String method) throws Exception {
    HttpResponse<byte[]> answer =
        send(request("/log/checkpoint").method(method, HttpRequest.BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET").doesNotContain(method);
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
