package org.zhengyan.web.holder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;

/** The frame of the holder's page, and what it lets a browser do. */
@ServerTest
class HolderPageTest {
  private static final String ID = "019aaaaa-0000-7000-8000-000000000001";
  private static final String ORIGIN = "http://localhost:8080";
  private static final int BUDGET = 150_000;

  @LocalServerPort private int port;

  @Test
  void namesEveryFileAndEveryCallInItsPolicy() throws Exception {
    HttpResponse<String> page = get("/v/" + ID);
    String script = found(page.body(), "src=\"(/v/assets/main-[0-9a-f]{16}\\.js)\"");
    String style = found(page.body(), "rel=\"stylesheet\" href=\"(/v/assets/holder-[0-9a-f]{16}\\.css)\"");
    assertThat(header(page, "Content-Security-Policy").split("; "))
        .contains(
            "default-src 'none'",
            "script-src " + ORIGIN + script,
            "style-src " + ORIGIN + style,
            "connect-src %1$s/api/v1/presentations/%2$s/ %1$s/api/v1/verifications/%2$s/evidence"
                .formatted(ORIGIN, ID),
            "frame-ancestors 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'")
        .noneMatch(directive -> directive.contains("unsafe") || directive.contains("*"));
  }

  @Test
  void thePageOfABatchCallsItsOwnBatchAlone() throws Exception {
    HttpResponse<String> page = get("/v/batches/" + ID);
    assertThat(page.body()).contains("data-batch=\"" + ID + "\"", "确认已有的账号");
    assertThat(header(page, "Content-Security-Policy").split("; "))
        .contains(
            "default-src 'none'",
            "connect-src " + ORIGIN + "/api/v1/binding-batches/" + ID + "/",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'");
    assertThat(get("/v/batches/x").statusCode()).isEqualTo(404);
  }

  @Test
  void isNeitherFramedNorKeptNorReferredTo() throws Exception {
    HttpResponse<String> page = get("/v/" + ID);
    assertThat(header(page, "X-Frame-Options")).isEqualTo("DENY");
    assertThat(header(page, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(header(page, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    assertThat(header(page, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | '' | zh-CN",
        "'' | en-GB,en;q=0.9,zh;q=0.5 | en",
        "'' | zh-TW,en;q=0.5 | zh-CN",
        "'' | fr,de;q=0.9 | zh-CN",
        "'' | ;;;q=== | zh-CN",
        "?lang=en | zh-CN | en",
        "?lang=zh | en | zh-CN",
        "?lang=<script> | en | en"
      })
  void isWrittenInTheReadersLanguage(String query, String accepted, String language) throws Exception {
    String path = "/v/" + ID + query.replace("<", "%3C").replace(">", "%3E");
    HttpResponse<String> page =
        accepted.isEmpty() ? get(path) : get(path, "Accept-Language", accepted);
    assertThat(page.body()).contains("<html lang=\"" + language + "\">").doesNotContain("<script>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "019AAAAA-0000-7000-8000-000000000001", "1-1-1-1-1", "%3Cb%3E"})
  void saysThatALinkIsIncompleteWithoutRepeatingIt(String id) throws Exception {
    HttpResponse<String> page = get("/v/" + id);
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body()).contains("找不到这个请求").doesNotContain("<script", "<b>", "1-1-1-1-1", "019AAAAA");
    assertThat(header(page, "Content-Security-Policy")).contains("script-src 'none'", "connect-src 'none'");
  }

  @Test
  void thePageOfKeptCertificatesCallsNobody() throws Exception {
    HttpResponse<String> page = get("/v/credentials");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(header(page, "Content-Security-Policy")).contains("connect-src 'none'");
  }

  @Test
  void filesAreCompressedSmallAndKeptForEver() throws Exception {
    String script = found(get("/v/" + ID).body(), "src=\"(/v/assets/main-[0-9a-f]{16}\\.js)\"");
    HttpRequest request = request(script, "Accept-Encoding", "br, gzip");
    HttpResponse<byte[]> packed = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(packed.body().length).as("compressed script").isLessThan(BUDGET);
    assertThat(packed.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable", "max-age=31536000");
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(get(script).body());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"main.js", "main-0000000000000000.js", "application.yaml"})
  void servesNoOtherFile(String name) throws Exception {
    assertThat(get("/v/assets/" + name).statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return HttpClient.newHttpClient().send(request(path, headers), BodyHandlers.ofString());
  }

  private HttpRequest request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static String found(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }
}
