package org.zhengyan.web.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks OAuth 2.0 to a server as a client would, and can break any one thing on the way. */
@NullUnmarked
public final class OAuthCaller {
  public static final String ISSUER = "http://localhost:8080";
  static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final int port;

  public OAuthCaller(int port) {
    this.port = port;
  }

  public record Answer(int status, Map<String, List<String>> headers, String body) {
    public JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    public String problem() {
      return json().path("type").asString("").replace("urn:zhengyan:problem:", "");
    }

    public String error() {
      return json().path("error").asString("");
    }
  }

  /**
   * Asks until 401, and nobody who asked more than a second after this call is served meanwhile: a node that
   * cannot know by then says 503.
   */
  public static void assertStopsWithinASecond(IntSupplier status) {
    long stopped = System.nanoTime();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              boolean late = System.nanoTime() - stopped > Duration.ofSeconds(1).toNanos();
              int answered = status.getAsInt();
              if (late) {
                assertThat(answered).as("asked after a second").isIn(401, 503);
              }
              return answered == 401;
            });
  }

  /** The development key of a demo client. */
  public static ECKey key(String clientId) {
    try {
      return ECKey.parse(Files.readString(Path.of("keys-dev", "clients", clientId + ".jwk.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The claims of a good assertion. */
  public static Map<String, Object> claims(String clientId) {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", clientId);
    claims.put("sub", clientId);
    claims.put("aud", ISSUER);
    claims.put("iat", now);
    claims.put("exp", now + 60);
    claims.put("jti", UUID.randomUUID().toString());
    return claims;
  }

  public static JWSHeader header(ECKey key) {
    return new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build();
  }

  public static String sign(JWSHeader header, Map<String, Object> claims, ECKey key) {
    try {
      return sign(header, claims, new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String sign(JWSHeader header, Map<String, Object> claims, JWSSigner signer) {
    try {
      JWSObject jws = new JWSObject(header, new Payload(claims));
      jws.sign(signer);
      return jws.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An assertion that is good but for what the edit does. */
  public static String assertion(String clientId, Consumer<Map<String, Object>> edit) {
    ECKey key = key(clientId);
    Map<String, Object> claims = claims(clientId);
    edit.accept(claims);
    return sign(header(key), claims, key);
  }

  public Answer token(String assertion, String... more) {
    return token(assertion, Map.of(), more);
  }

  public Answer token(String assertion, Map<String, String> headers, String... more) {
    List<String> form =
        new ArrayList<>(
            List.of(
                "grant_type", "client_credentials",
                "client_assertion_type", ASSERTION_TYPE,
                "client_assertion", assertion));
    form.addAll(Arrays.asList(more));
    return form(form, headers);
  }

  public Answer form(List<String> pairs, Map<String, String> headers) {
    return form("/oauth2/token", pairs, headers);
  }

  public Answer form(String path, List<String> pairs, Map<String, String> headers) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < pairs.size(); i += 2) {
      body.append(body.isEmpty() ? "" : "&")
          .append(encode(pairs.get(i)))
          .append('=')
          .append(encode(pairs.get(i + 1)));
    }
    Map<String, String> sent = new LinkedHashMap<>(headers);
    sent.putIfAbsent("Content-Type", "application/x-www-form-urlencoded");
    return send("POST", path, body.toString(), sent);
  }

  /** A good access token. */
  public String accessToken(String clientId) {
    Answer answer = token(assertion(clientId, claims -> {}));
    if (answer.status() != 200) {
      throw new AssertionError(answer.toString());
    }
    return answer.json().path("access_token").asString();
  }

  /** The answer to a client that did not prove who it is, and no more than that. */
  static void requireInvalidClient(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.error()).isEqualTo("invalid_client");
    assertThat(answer.body()).doesNotContain("Exception").doesNotContain("org.zhengyan");
  }

  public Answer get(String path, String... headers) {
    return send("GET", path, "", map(headers));
  }

  public Answer send(String method, String path, String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try {
      HttpResponse<String> response =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(
          response.statusCode(),
          response.headers().map().entrySet().stream()
              .collect(Collectors.toMap(e -> e.getKey().toLowerCase(java.util.Locale.ROOT), Map.Entry::getValue)),
          response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> map(String... headers) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      map.put(headers[i], headers[i + 1]);
    }
    return map;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
