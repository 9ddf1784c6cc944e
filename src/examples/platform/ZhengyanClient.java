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
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One client of the service, as registered for one operator: gets access tokens with its key, and calls.
 * This is the file to copy. Safe for many threads.
 */
final class ZhengyanClient {
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build(); // follows no redirects
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final Duration MARGIN = Duration.ofSeconds(30);

  /** The service said no: RFC 9457, or RFC 6749. Decide on the code, show the detail to engineers. */
  static final class Refused extends RuntimeException {
    private final int status;
    private final Map<String, Object> problem;

    Refused(int status, Map<String, Object> problem) {
      super(status + " " + problem);
      this.status = status;
      this.problem = problem;
    }

    int status() {
      return status;
    }

    /** The last part of {@code urn:zhengyan:problem:CODE}; of OAuth, the {@code error}. */
    String code() {
      return problem.containsKey("error")
          ? Json.string(problem.get("error"))
          : Json.string(problem.get("type")).replaceFirst(".*:", "");
    }

    Map<String, Object> problem() {
      return problem;
    }
  }

  private final URI service;
  private final String clientId;
  private final String kid;
  private final PrivateKey key;
  private String token = "";
  private Instant tokenEnds = Instant.EPOCH;

  /**
   * @param jwk the file of the client's private key: it stays on the server
   */
  ZhengyanClient(URI service, String clientId, Path jwk) throws IOException {
    Map<String, Object> members = Json.object(Files.readString(jwk));
    this.service = service;
    this.clientId = clientId;
    this.kid = Json.string(members.get("kid"));
    this.key = Jws.privateKey(members);
  }

  String clientId() {
    return clientId;
  }

  /** The issuer of receipts and events. */
  URI service() {
    return service;
  }

  Map<String, Object> get(String path) {
    return json(call(request(path).GET()));
  }

  byte[] bytes(String path, String accept) {
    return call(request(path).header("Accept", accept).GET()).body();
  }

  /**
   * @param idempotencyKey the same for the same act: a repeated request gets the first answer. Keep it with
   *     your order, so that a crash between sending and reading does not ask twice
   */
  Map<String, Object> post(String path, Map<String, Object> body, String idempotencyKey) {
    return json(
        call(
            request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))));
  }

  /** A POST that has no body, such as a cancellation. */
  Map<String, Object> post(String path, String idempotencyKey) {
    return json(
        call(request(path).header("Idempotency-Key", idempotencyKey).POST(HttpRequest.BodyPublishers.noBody())));
  }

  void delete(String path) {
    call(request(path).DELETE());
  }

  /**
   * Reads server-sent events until the stream ends or the reader has enough.
   *
   * @param more is given the data of each event, and says whether to go on
   * @throws UncheckedIOException when the stream breaks: open it again, the first event is the state as it is
   */
  void follow(String path, Predicate<Map<String, Object>> more) {
    HttpRequest request =
        request(path).header("Accept", "text/event-stream").header("Authorization", "Bearer " + token()).build();
    try {
      HttpResponse<Stream<String>> response = HTTP.send(request, HttpResponse.BodyHandlers.ofLines());
      try (Stream<String> lines = response.body()) {
        if (response.statusCode() != 200) {
          throw new Refused(response.statusCode(), Map.of());
        }
        lines
            .filter(line -> line.startsWith("data:"))
            .allMatch(line -> more.test(Json.object(line.substring("data:".length()).strip())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** An access token (RFC 6749 section 4.4) by a signed assertion (RFC 7523); kept until it is nearly over. */
  private synchronized String token() {
    Instant now = Instant.now();
    if (now.isAfter(tokenEnds)) {
      Map<String, Object> answer = asserted("/oauth2/token", Map.of("grant_type", "client_credentials"));
      token = Json.string(answer.get("access_token"));
      long seconds = ((Number) answer.get("expires_in")).longValue();
      tokenEnds = now.plusSeconds(seconds).minus(MARGIN);
    }
    return token;
  }

  /** A form to an endpoint of OAuth, with a signed assertion of who sends it (RFC 7523 section 2.2). */
  Map<String, Object> asserted(String path, Map<String, String> parameters) {
    long now = Instant.now().getEpochSecond();
    Map<String, String> form = new LinkedHashMap<>(parameters);
    form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.put(
        "client_assertion",
        Jws.sign(
            Map.of("alg", "ES256", "kid", kid),
            Map.of(
                "iss", clientId,
                "sub", clientId,
                "aud", service.toString(),
                "iat", now,
                "exp", now + 50,
                "jti", UUID.randomUUID().toString()),
            key));
    String encoded =
        form.entrySet().stream()
            .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return json(
        send(
            request(path)
                .timeout(ANSWER)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encoded))));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(service.resolve(path));
  }

  private HttpResponse<byte[]> call(HttpRequest.Builder request) {
    return send(request.timeout(ANSWER).setHeader("Authorization", "Bearer " + token()));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() / 100 != 2) {
        throw new Refused(response.statusCode(), problem(response));
      }
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> problem(HttpResponse<byte[]> response) {
    try {
      return json(response);
    } catch (IllegalArgumentException e) {
      return Map.of(); // not the service, something between us
    }
  }

  private static Map<String, Object> json(HttpResponse<byte[]> response) {
    String text = new String(response.body(), StandardCharsets.UTF_8);
    return text.isBlank() ? Map.of() : Json.object(text);
  }
}
