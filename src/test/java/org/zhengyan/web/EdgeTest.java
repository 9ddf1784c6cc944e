package org.zhengyan.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.ServerTest;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.web.RawHttp.Answer;

/** What the edge refuses of a request but for its body, each by one broken thing, and how it says so. */
@ServerTest
@Import(EdgeTest.Probe.class)
@NullUnmarked
class EdgeTest {
  record Inner(String name, @Nullable Division division) {}

  record Sample(
      String text,
      int number,
      boolean flag,
      @Nullable List<String> list,
      @Nullable Inner inner,
      @Nullable Instant at,
      @Nullable LocalDate on,
      @Nullable Duration lasts,
      byte @Nullable [] bytes,
      @Nullable Scope scope) {}

  @RestController
  static class Probe {
    @PostMapping("/api/v1/probe")
    @Unauthenticated("a test")
    Sample echo(@RequestBody Sample sample) {
      return sample;
    }

    @GetMapping("/api/v1/probe/{division}")
    @Unauthenticated("a test")
    Map<String, String> division(@PathVariable("division") Division division) {
      return Map.of("division", division.code());
    }

    @GetMapping("/api/v1/probe/guarded")
    @RequiresScope(Scope.MATCH)
    String guarded() {
      return "reached";
    }

    @GetMapping("/api/v1/probe/forgotten")
    String forgotten() {
      return "reached";
    }

    @GetMapping("/api/v1/probe/broken")
    @Unauthenticated("a test")
    String broken() {
      throw new IllegalStateException("the password is swordfish");
    }

    @GetMapping("/api/v1/probe/conflict")
    @Unauthenticated("a test")
    String conflict() {
      throw Refusal.conflict(Problem.WRONG_STATE, "too late", Map.of("state", "expired"));
    }

    @GetMapping("/api/v1/probe/unavailable")
    @Unauthenticated("a test")
    String unavailable() {
      throw Refusal.unavailable("later", Duration.ofMillis(1500), null);
    }
  }

  @LocalServerPort int port;
  private RawHttp http;

  @BeforeEach
  void connect() {
    http = new RawHttp(port);
  }

  @Test
  void refusesToAnswerInXml() throws IOException {
    Answer answer = http.get("/api/v1/probe/320100", "Accept: application/xml");
    assertThat(answer.status()).isEqualTo(406);
    assertThat(answer.type()).isEqualTo("urn:zhengyan:problem:not-acceptable");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/probe/forgotten, 403, forbidden",
    "/api/v1/probe/guarded, 401, unauthenticated",
    "/api/v1/probe/broken, 500, internal",
    "/api/v1/probe/conflict, 409, wrong-state",
    "/api/v1/probe/unavailable, 503, unavailable",
    "/api/v1/probe/xyz, 404, not-found",
    "/api/v1/nothing, 404, not-found",
    "/nothing, 404, not-found",
    "/error, 404, not-found",
    "/login, 404, not-found",
    "/api/v1/%2e%2e/probe, 400, malformed",
    "/api/v1/a%2fb, 400, malformed",
    "/api/v1/a;b=c, 400, malformed",
    "/api//v1/probe, 400, malformed",
    "/api/v1/%00, 400, malformed",
    "/api/v1/%zz, 400, malformed",
  })
  void rendersEveryFailureAsAProblem(String path, int status, String code) throws IOException {
    Answer answer = http.get(path);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.type()).isEqualTo("urn:zhengyan:problem:" + code);
    assertThat(answer.body()).doesNotContain("swordfish").doesNotContain("Exception");
    assertThat(answer.headers().toString()).doesNotContain("JSESSIONID");
  }

  @Test
  void namesTheResourceOfAConflict() throws IOException {
    assertThat(http.get("/api/v1/probe/conflict").json().at("/resource/state").asString()).isEqualTo("expired");
  }

  @Test
  void roundsRetryAfterUp() throws IOException {
    assertThat(http.get("/api/v1/probe/unavailable").headers()).contains("Retry-After: 2");
  }

  @Test
  void challengesWhoComesWithoutAToken() throws IOException {
    assertThat(http.get("/api/v1/probe/guarded").headers())
        .contains("WWW-Authenticate: Bearer realm=\"api\"", "WWW-Authenticate: DPoP algs=\"ES256\"");
  }

  @Test
  void namesTheMethodsThatAreOffered() throws IOException {
    Answer answer = http.get("/api/v1/probe");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers()).contains("Allow: POST");
    assertThat(answer.type()).isEqualTo("urn:zhengyan:problem:method-not-allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "CONNECT", "BREW", "PROPFIND"})
  void refusesOtherMethods(String method) throws IOException {
    Answer answer = http.send(method + " /api/v1/probe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(answer.status()).as(answer.toString()).isBetween(400, 405);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET /\u0001 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "POST /api/v1/probe HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "POST /api/v1/probe HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST /api/v1/probe HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n"
      })
  void survivesMalformedHttp(String request) throws IOException {
    Answer answer = http.send(request);
    assertThat(answer.status()).as(answer.toString()).isIn(400, 501, 505);
    assertThat(answer.toString()).doesNotContain("Tomcat").doesNotContain("Exception").doesNotContain("<html");
  }

  @Test
  void refusesHugeHeaders() throws IOException {
    Answer answer = http.get("/api/v1/probe/320100", "X: " + "x".repeat(100_000));
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void echoesAReasonableRequestId() throws IOException {
    assertThat(http.get("/api/v1/nothing", "X-Request-Id: abc-1.2_3").headers()).contains("X-Request-Id: abc-1.2_3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b", "<script>", "äöü", "x{jndi}", "",
        "0123456789012345678901234567890123456789012345678901234567890123456789"
      })
  void replacesAnotherRequestId(String id) throws IOException {
    Answer answer = http.get("/api/v1/nothing", "X-Request-Id: " + id);
    assertThat(answer.headers()).anyMatch(line -> line.matches("X-Request-Id: [0-9a-f]{32}"));
  }

  @Test
  void setsSecurityHeaders() throws IOException {
    assertThat(http.get("/api/v1/probe/320100").headers())
        .contains(
            "X-Content-Type-Options: nosniff",
            "Cache-Control: no-store",
            "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'");
  }
}
