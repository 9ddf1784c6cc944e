package org.zhengyan.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseBody;
import org.zhengyan.ServerTest;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.LimitedByAddress;
import org.zhengyan.principal.Unauthenticated;

/** Failures as people meet them: a page with a reason and a way on; machines get problems as ever. */
@ServerTest
@Import(ErrorPagesTest.Broken.class)
class ErrorPagesTest {
  @LocalServerPort int port;

  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    http.close();
  }

  @Controller
  static class Broken {
    @GetMapping("/broken/{problem}")
    @Unauthenticated("a test")
    Page refuse(@PathVariable("problem") Problem problem) {
      throw Refusal.of(problem, "words for engineers");
    }

    @GetMapping("/broken/sent/{status}")
    @Unauthenticated("a test")
    void send(HttpServletResponse response, @PathVariable("status") int status) throws IOException {
      response.sendError(status);
    }

    @GetMapping("/broken/limited")
    @Unauthenticated("a test")
    @LimitedByAddress("broken")
    @ResponseBody
    String limited() {
      return "reached";
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FORBIDDEN,403,您不能打开此页",
    "NOT_FOUND,404,没有找到此页",
    "WRONG_STATE,409,内容已经有了变化",
    "TOO_LARGE,413,文件太大",
    "TOO_MANY_REQUESTS,429,操作过于频繁",
    "INTERNAL,500,服务出了故障",
    "UNAVAILABLE,503,服务暂时不可用"
  })
  void saysWhatHappenedAndWhatToDo(String problem, int status, String heading) throws Exception {
    HttpResponse<String> page = get("/broken/" + problem, "text/html");
    assertThat(page.statusCode()).isEqualTo(status);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
    assertThat(page.body()).contains("<h1>" + heading + "</h1>").doesNotContain("words for engineers");
    assertThat(page.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .startsWith("default-src 'none'; style-src 'self'");
  }

  @ParameterizedTest
  @CsvSource({"403", "404", "413", "500", "503"})
  void rendersWhatWasSentAsAnErrorAlone(int status) throws Exception {
    HttpResponse<String> page = get("/broken/sent/" + status, "text/html");
    assertThat(page.statusCode()).isEqualTo(status);
    assertThat(page.body()).contains("<h1>").endsWith("</html>\n");
    HttpResponse<String> problem = get("/broken/sent/" + status, "application/json");
    assertThat(problem.statusCode()).isEqualTo(status);
    assertThat(problem.body()).contains("\"type\":\"urn:zhengyan:problem:");
  }

  @Test
  void wrongMethodIsAPageToo() throws Exception {
    HttpRequest post =
        request("/check/nothing", "text/html").POST(HttpRequest.BodyPublishers.noBody()).build();
    assertThat(http.send(post, HttpResponse.BodyHandlers.ofString()).body()).contains("<h1>没有找到此页</h1>");
    HttpRequest delete = request("/", "text/html").DELETE().build();
    HttpResponse<String> page = http.send(delete, HttpResponse.BodyHandlers.ofString());
    assertThat(page.statusCode()).isEqualTo(405);
    assertThat(page.body()).contains("<h1>此页不能这样打开</h1>");
  }

  @Test
  void machinesGetProblems() throws Exception {
    assertThat(get("/broken/NOT_FOUND", "application/json").body()).contains("urn:zhengyan:problem:not-found");
    assertThat(get("/api/v1/nothing", "text/html").body()).contains("urn:zhengyan:problem:not-found");
  }

  @Test
  void speaksTheReadersLanguage() throws Exception {
    assertThat(get("/broken/NOT_FOUND?lang=en", "text/html").body())
        .contains("<html lang=\"en\">", "<h1>Page not found</h1>");
  }

  /** An address of its own, so that only this test meets the limit. */
  @Test
  void oneAddressHasOnlySoManyCalls() throws Exception {
    try (HttpClient elsewhere =
        HttpClient.newBuilder().localAddress(InetAddress.ofLiteral("127.0.0.77")).build()) {
      HttpRequest request = request("/broken/limited", "application/json").build();
      HttpResponse<String> answer = elsewhere.send(request, HttpResponse.BodyHandlers.ofString());
      for (int i = 0; i < 1000 && answer.statusCode() == 200; i++) {
        answer = elsewhere.send(request, HttpResponse.BodyHandlers.ofString());
      }
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(get("/broken/limited", "application/json").statusCode()).as("another address").isEqualTo(200);
    }
  }

  private HttpRequest.Builder request(String path, String accept) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).header("Accept", accept);
  }

  private HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
    return http.send(
        request(path, accept).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }
}
