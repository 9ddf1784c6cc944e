package org.zhengyan.web.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.zhengyan.TestStores;
import org.zhengyan.Zhengyan;
import org.zhengyan.keys.Pem;
import org.zhengyan.web.tls.TestTls;
import org.zhengyan.web.tls.TestTls.Identity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Access tokens that are bound to certificates: shown to Tomcat's own TLS from 127.0.0.1, passed on by a proxy
 * from 127.0.0.2. Each refusal breaks one thing.
 */
@NullUnmarked
class CertificateBoundTokenTest {
  private static final String CLIENT = "demo-appstore";
  private static final String WHO = "/api/v1/who";
  private static final String HEADER = "Client-Cert";
  private static final String URL = "https://tls.example.org";

  private static final TestTls TLS = new TestTls();
  private static final Identity OWN = TLS.client("platform");
  private static final Identity OTHER = TLS.client("another platform");
  private static ConfigurableApplicationContext server;
  private static int port;

  private final HttpClient withOwn = TLS.http(OWN, "127.0.0.1");
  private final HttpClient withOther = TLS.http(OTHER, "127.0.0.1");
  private final HttpClient bare = TLS.http(null, "127.0.0.1");
  private final HttpClient proxy = TLS.http(null, "127.0.0.2");

  @BeforeAll
  static void start() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("server.port", "0");
    settings.put("spring.datasource.url", TestStores.freshDatabaseUrl());
    settings.put("spring.datasource.hikari.minimum-idle", "1");
    settings.put("zhengyan.redis-url", TestStores.redisUrl());
    settings.put("zhengyan.data-dir", "target/test-data/" + UUID.randomUUID());
    settings.put("server.ssl.certificate", TLS.file("server.crt").toUri());
    settings.put("server.ssl.certificate-private-key", TLS.file("server.key").toUri());
    settings.put("server.ssl.trust-certificate", TLS.file("ca.crt").toUri());
    settings.put("server.ssl.client-auth", "want");
    // So that X-Forwarded-For changes what a request calls its address.
    settings.put("server.forward-headers-strategy", "native");
    settings.put("zhengyan.mutual-tls.url", URL);
    settings.put("zhengyan.mutual-tls.proxies", "127.0.0.2/32");
    server =
        new SpringApplicationBuilder(Zhengyan.class, ProbeController.class)
            .profiles("dev")
            .run(
                settings.entrySet().stream()
                    .map(e -> "--" + e.getKey() + "=" + e.getValue())
                    .toArray(String[]::new));
    port = ((ServletWebServerApplicationContext) server).getWebServer().getPort();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private record Answer(int status, Map<String, List<String>> headers, String body) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }
  }

  private static Answer send(HttpClient http, HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers().map(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static Answer token(HttpClient http, String... headers) {
    Map<String, String> form =
        Map.of(
            "grant_type", "client_credentials",
            "client_assertion_type", OAuthCaller.ASSERTION_TYPE,
            "client_assertion", OAuthCaller.assertion(CLIENT, c -> {}));
    String body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return send(
        http,
        request("/oauth2/token", headers)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String accessToken(HttpClient http, String... headers) {
    Answer answer = token(http, headers);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().path("token_type").asString()).isEqualTo("Bearer");
    return answer.json().path("access_token").asString();
  }

  private static JsonNode confirmation(String token) {
    return JsonMapper.shared().readTree(new Base64URL(token.split("\\.")[1]).decodeToString()).path("cnf");
  }

  private static Answer who(HttpClient http, String token, String... headers) {
    return send(http, request(WHO, headers).header("Authorization", "Bearer " + token));
  }

  private static void requireRefused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.headers().get("www-authenticate").getFirst()).contains("error=\"invalid_token\"");
    assertThat(answer.body()).contains("bound to a certificate");
  }

  private static String sequence(Identity identity) {
    return ":" + Base64.getEncoder().encodeToString(identity.der()) + ":";
  }

  private static String thumbprint(Identity identity) throws Exception {
    return Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(identity.der())).toString();
  }

  @Test
  void bindsATokenToTheCertificateOfTheConnection() throws Exception {
    String token = accessToken(withOwn);
    assertThat(confirmation(token).path("x5t#S256").asString()).isEqualTo(thumbprint(OWN));
    assertThat(confirmation(token).size()).isEqualTo(1);
    assertThat(who(withOwn, token).status()).isEqualTo(200);
  }

  @Test
  void bindsATokenToTheCertificateThatAProxyPassesOn() throws Exception {
    String pem = Pem.encode("CERTIFICATE", OWN.der());
    String escaped = URLEncoder.encode(pem, StandardCharsets.US_ASCII).replace("+", "%20");
    for (String value : List.of(sequence(OWN), escaped)) {
      String token = accessToken(proxy, HEADER, value);
      assertThat(confirmation(token).path("x5t#S256").asString()).isEqualTo(thumbprint(OWN));
      assertThat(who(proxy, token, HEADER, value).status()).isEqualTo(200);
      assertThat(who(withOwn, token).status()).isEqualTo(200);
    }
  }

  @Test
  void bindsNothingWithoutACertificate() {
    String token = accessToken(bare);
    assertThat(confirmation(token).isMissingNode()).isTrue();
    assertThat(who(bare, token).status()).isEqualTo(200);
    assertThat(who(withOwn, token).status()).isEqualTo(200);
  }

  @Test
  void refusesABoundTokenWithoutItsCertificate() {
    requireRefused(who(bare, accessToken(withOwn)));
    requireRefused(who(proxy, accessToken(proxy, HEADER, sequence(OWN))));
  }

  @Test
  void refusesABoundTokenWithAnotherCertificate() {
    requireRefused(who(withOther, accessToken(withOwn)));
    requireRefused(who(proxy, accessToken(proxy, HEADER, sequence(OWN)), HEADER, sequence(OTHER)));
  }

  @Test
  void refusesABoundTokenUnderTheSchemeDpop() {
    Answer answer = send(withOwn, request(WHO).header("Authorization", "DPoP " + accessToken(withOwn)));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).contains("use Bearer");
  }

  @Test
  void believesNoHeaderFromAForeignAddress() {
    assertThat(confirmation(accessToken(bare, HEADER, sequence(OWN))).isMissingNode()).isTrue();
    String token = accessToken(withOwn);
    requireRefused(who(bare, token, HEADER, sequence(OWN)));
    requireRefused(who(withOther, token, HEADER, sequence(OWN)));
    // Nor does it take away what the connection shows.
    assertThat(who(withOwn, token, HEADER, sequence(OTHER)).status()).isEqualTo(200);
  }

  @Test
  void believesTheConnectionAndNotXForwardedFor() {
    String token = accessToken(withOwn);
    requireRefused(who(bare, token, HEADER, sequence(OWN), "X-Forwarded-For", "127.0.0.2"));
    // A proxy says for whom it speaks, and stays the proxy.
    assertThat(who(proxy, token, HEADER, sequence(OWN), "X-Forwarded-For", "192.0.2.1").status()).isEqualTo(200);
  }

  @Test
  void refusesTheHeaderTwice() {
    String token = accessToken(proxy, HEADER, sequence(OWN));
    Answer twice = who(proxy, token, HEADER, sequence(OWN), HEADER, sequence(OWN));
    assertThat(twice.status()).as(twice.body()).isEqualTo(400);
    assertThat(twice.body()).contains("one header Client-Cert");
    Answer listed = who(proxy, token, HEADER, sequence(OWN) + ", " + sequence(OWN));
    assertThat(listed.status()).as(listed.body()).isEqualTo(400);
    Answer atTheTokenEndpoint = token(proxy, HEADER, sequence(OWN), HEADER, sequence(OTHER));
    assertThat(atTheTokenEndpoint.status()).isEqualTo(400);
    assertThat(atTheTokenEndpoint.json().path("error").asString()).isEqualTo("invalid_request");
  }

  @Test
  void refusesAHeaderThatIsNoCertificate() {
    Answer answer = token(proxy, HEADER, ":AAAA:");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("error").asString()).isEqualTo("invalid_request");
  }

  @Test
  void takesNoCertificateOfTheProxyItself() {
    HttpClient proxyWithACertificate = TLS.http(OTHER, "127.0.0.2");
    assertThat(confirmation(accessToken(proxyWithACertificate)).isMissingNode()).isTrue();
    requireRefused(who(proxyWithACertificate, accessToken(withOther)));
  }

  @Test
  void bindsToAProofOrToACertificate() {
    Answer answer = token(withOwn, "DPoP", "a proof that is not looked at");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("error").asString()).isEqualTo("invalid_request");
    assertThat(answer.body()).contains("one of them");
  }

  @Test
  void saysThatItBindsToCertificatesAndWhere() {
    JsonNode metadata = send(bare, request("/.well-known/oauth-authorization-server")).json();
    assertThat(metadata.path("tls_client_certificate_bound_access_tokens").asBoolean()).isTrue();
    assertThat(metadata.path("mtls_endpoint_aliases").path("token_endpoint").asString())
        .isEqualTo(URL + "/oauth2/token");
    assertThat(metadata.path("mtls_endpoint_aliases").path("pushed_authorization_request_endpoint").asString())
        .isEqualTo(URL + "/oauth2/par");
  }
}
