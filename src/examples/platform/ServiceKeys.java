import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys that the service publishes: those that sign receipts and events, or those that sign tokens. A key that
 * was seen is kept, a new one is fetched.
 */
final class ServiceKeys {
  private static final Duration PAUSE = Duration.ofSeconds(10);

  static final String RECEIPTS = "/.well-known/receipt-keys";
  static final String TOKENS = "/oauth2/jwks";

  private final ZhengyanClient client;
  private final String path;
  private final Map<String, PublicKey> keys = new ConcurrentHashMap<>();
  private Instant fetched = Instant.EPOCH;

  ServiceKeys(ZhengyanClient client, String path) {
    this.client = client;
    this.path = path;
  }

  /**
   * Verifies the signature with the key that the header names, among those that the service publishes.
   *
   * @param type the only {@code typ} that is accepted: an event is no receipt
   * @throws IllegalArgumentException saying why it does not hold
   */
  Jws verified(String token, String type) {
    Jws jws = Jws.parse(token);
    if (!"ES256".equals(jws.header().get("alg")) || !type.equals(jws.header().get("typ"))) {
      throw new IllegalArgumentException("it is not of type " + type + ", signed with ES256");
    }
    PublicKey key = key(Json.string(jws.header().get("kid")));
    if (key == null || !jws.verifies(key)) {
      throw new IllegalArgumentException("its signature does not verify");
    }
    return jws;
  }

  private synchronized PublicKey key(String kid) {
    if (!keys.containsKey(kid) && Instant.now().isAfter(fetched.plus(PAUSE))) {
      fetched = Instant.now();
      for (Object item : Json.list(client.get(path).get("keys"))) {
        Map<String, Object> jwk = Json.map(item);
        keys.put(Json.string(jwk.get("kid")), Jws.publicKey(jwk));
      }
    }
    return keys.get(kid);
  }
}
