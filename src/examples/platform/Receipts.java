import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Checks a receipt before it is believed: the signature says that the service said so, the members say that
 * it was said of this body, this act, for this client. Without the second half a receipt of somebody else
 * would do.
 */
final class Receipts {
  private Receipts() {}

  /**
   * @throws IllegalArgumentException saying what does not hold
   */
  static void check(String receipt, Application application, ServiceKeys keys, String environment) {
    Map<String, Object> payload = keys.verified(receipt, "zhengyan-receipt+jwt").payload();
    Application.Asked asked = application.asked();
    require(payload.get("iss"), asked.operator().client().service().toString(), "another service's");
    require(payload.get("aud"), asked.operator().client().clientId(), "for another client");
    require(payload.get("environment"), environment, "of another environment");
    require(payload.get("jti"), application.id(), "of another verification");
    require(payload.get("challenge"), sha256(Jws.bytes(application.challenge())), "of another text");
    String text = new String(Jws.bytes(application.challenge()), StandardCharsets.UTF_8);
    for (String line :
        List.of(
            "uscc: " + asked.uscc(),
            "action: " + asked.operator().actionType(),
            "identifier: " + asked.identifier())) {
      if (text.lines().noneMatch(line::equals)) {
        throw new IllegalArgumentException("what was signed does not say: " + line);
      }
    }
    Map<String, Object> verdict = Json.map(payload.get("verdict"));
    require(verdict.get("result"), "verified", "no yes");
    require(Json.map(verdict.get("institution")).get("uscc"), asked.uscc(), "of another body");
  }

  private static void require(Object found, String expected, String otherwise) {
    if (!expected.equals(found)) {
      throw new IllegalArgumentException("the receipt is " + otherwise + ": " + found);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
