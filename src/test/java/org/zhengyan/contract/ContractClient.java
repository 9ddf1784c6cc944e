package org.zhengyan.contract;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
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
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of the API as an integrator would write it, which holds every answer against {@code
 * api-spec/openapi.yaml} and fails with the difference.
 *
 * <p>It gets its token with {@code private_key_jwt} and the keys of the dev profile, and sends a new
 * {@code Idempotency-Key} with every POST and PUT. A node that says "not right now" (503) is asked the
 * same again for half a minute, as {@code Retry-After} has it.
 */
public final class ContractClient {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final String base;
  private final @Nullable String clientId;
  private final @Nullable ECKey key;
  private boolean patient = true;
  private @Nullable String token;

  private ContractClient(String base, @Nullable String clientId, @Nullable ECKey key) {
    this.base = base;
    this.clientId = clientId;
    this.key = key;
  }

  /** A client of the dev profile, such as {@code demo-clerk}, of the server on that port. */
  public static ContractClient of(int port, String clientId) {
    return new ContractClient("http://localhost:" + port, clientId, null);
  }

  /** A client with a key of its own. */
  public static ContractClient of(int port, String clientId, ECKey key) {
    return new ContractClient("http://localhost:" + port, clientId, key);
  }

  /** Anybody, without a token. */
  public static ContractClient anonymous(int port) {
    return new ContractClient("http://localhost:" + port, null, null);
  }

  /** The same client, which takes a 503 for its answer. */
  public ContractClient impatient() {
    patient = false;
    return this;
  }

  /** An answer that kept the contract. */
  public record Reply(int status, Map<String, String> headers, byte[] body) {

    public JsonNode json() {
      return JSON.readTree(body);
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The header, or the empty string. */
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** The code of a problem, such as {@code same-person}. */
    public String problem() {
      return json().path("type").asString("").replace("urn:zhengyan:problem:", "");
    }

    /** The answer itself, when it has that status; otherwise the test fails with what was said. */
    public Reply expect(int expected) {
      if (status != expected) {
        throw new AssertionError("expected " + expected + ", got " + status + ": " + text());
      }
      return this;
    }
  }

  public Reply get(String path, String... headers) {
    return exchange("GET", path, null, new byte[0], headers);
  }

  /** POSTs the object as JSON. */
  public Reply post(String path, Object body, String... headers) {
    return exchange("POST", path, "application/json", JSON.writeValueAsBytes(body), headers);
  }

  /** POSTs without a body. */
  public Reply post(String path) {
    return exchange("POST", path, null, new byte[0]);
  }

  public Reply put(String path, Object body, String... headers) {
    return exchange("PUT", path, "application/json", JSON.writeValueAsBytes(body), headers);
  }

  /**
   * Sends exactly this and holds the answer against the contract.
   *
   * @param headers names and values by turns; they replace what would be sent
   */
  public Reply exchange(
      String method, String path, @Nullable String type, byte[] body, String... headers) {
    Map<String, String> sent = new HashMap<>();
    if (clientId != null) {
      sent.put("Authorization", "Bearer " + token());
    }
    if (type != null) {
      sent.put("Content-Type", type);
    }
    if (!method.equals("GET")) {
      sent.put("Idempotency-Key", UUID.randomUUID().toString());
    }
    for (int i = 0; i < headers.length; i += 2) {
      sent.put(headers[i], headers[i + 1]);
    }
    return patiently(
        () -> {
          Reply reply = send(method, path, sent, body);
          hold(method, path, type, body, reply);
          return reply;
        });
  }

  private Reply patiently(Supplier<Reply> request) {
    Instant until = Instant.now().plus(PATIENCE);
    Reply reply = request.get();
    while (patient && reply.status() == 503 && Instant.now().isBefore(until)) {
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      reply = request.get();
    }
    return reply;
  }

  /** The access token; asked for once. */
  public synchronized String token() {
    if (token == null) {
      token = requestToken("");
    }
    return token;
  }

  /** A token with these scopes alone, separated by spaces; asked for each time. */
  public String token(String scopes) {
    return requestToken("&scope=" + encode(scopes));
  }

  private String requestToken(String more) {
    String issuer =
        anonymousGet("/.well-known/oauth-authorization-server").json().path("issuer").asString();
    Reply reply = patiently(() -> askForToken(issuer, more));
    return reply.expect(200).json().path("access_token").asString();
  }

  private Reply askForToken(String issuer, String more) {
    String form =
        "grant_type=client_credentials"
            + "&client_assertion_type="
            + encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            + "&client_assertion="
            + assertion(issuer)
            + more;
    byte[] body = form.getBytes(StandardCharsets.UTF_8);
    String type = "application/x-www-form-urlencoded";
    Reply reply = send("POST", "/oauth2/token", Map.of("Content-Type", type), body);
    hold("POST", "/oauth2/token", type, body, reply);
    return reply;
  }

  private Reply anonymousGet(String path) {
    Reply reply = send("GET", path, Map.of(), new byte[0]);
    hold("GET", path, null, new byte[0], reply);
    return reply;
  }

  private String assertion(String issuer) {
    if (clientId == null) {
      throw new IllegalStateException("nobody has no key");
    }
    try {
      ECKey own =
          key == null ? ECKey.parse(Files.readString(Path.of("keys-dev", "clients", clientId + ".jwk.json"))) : key;
      Instant now = Instant.now();
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(own.getKeyID()).build(),
              new JWTClaimsSet.Builder()
                  .issuer(clientId)
                  .subject(clientId)
                  .audience(issuer)
                  .issueTime(Date.from(now))
                  .expirationTime(Date.from(now.plusSeconds(50)))
                  .jwtID(UUID.randomUUID().toString())
                  .build());
      jwt.sign(new ECDSASigner(own));
      return jwt.serialize();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private Reply send(String method, String path, Map<String, String> headers, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    try {
      HttpResponse<byte[]> response =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      Map<String, String> received =
          response.headers().map().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      each -> each.getKey().toLowerCase(Locale.ROOT),
                      each -> each.getValue().getFirst()));
      return new Reply(response.statusCode(), received, response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void hold(
      String method, String path, @Nullable String type, byte[] body, Reply reply) {
    int query = path.indexOf('?');
    List<String> violations =
        Contract.load()
            .violations(
                new Contract.Exchange(
                    method,
                    query < 0 ? path : path.substring(0, query),
                    type,
                    body,
                    reply.status(),
                    reply.headers(),
                    reply.body()));
    if (!violations.isEmpty()) {
      throw new AssertionError(String.join("\n", violations));
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
