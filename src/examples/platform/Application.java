import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What somebody asked of this platform in one of its forms, and the verification that has to say yes first.
 *
 * <p>It belongs to the browser session that sent the form: nobody else sees it, and the completion code of
 * the same device is taken from that browser alone. A real platform keeps all of this in its database,
 * receipt and challenge for as long as it answers for the account.
 */
final class Application {
  /** What the form said. */
  record Asked(
      Operator operator, String body, String uscc, String subject, String identifier, String digest, boolean here) {}

  private final String browser;
  private final Asked asked;
  private final String challenge;
  private final String code;
  private final Instant expiresAt;
  private Map<String, Object> verification;
  private String distrust = "";
  private String signedIn = "";
  private int version;

  /**
   * @param created the answer to the creation
   */
  Application(String browser, Asked asked, Map<String, Object> created) {
    this.browser = browser;
    this.asked = asked;
    this.verification = created;
    this.challenge = Json.string(created.get("challenge"));
    this.code = Json.string(Json.map(created.get("presentation")).get("code"));
    this.expiresAt = Instant.parse(Json.string(created.get("expiresAt")));
  }

  /**
   * One whose verification has ended already: its browser came back from a redirect.
   *
   * @param signedIn the body that the ID token names; empty when there is none, after a no
   */
  static Application ended(
      String browser, Asked asked, Map<String, Object> now, String signedIn, ServiceKeys keys, String environment) {
    Map<String, Object> before = new LinkedHashMap<>(now);
    before.put("state", "requested");
    Application application = new Application(browser, asked, before);
    application.signedIn = signedIn;
    application.update(now, keys, environment);
    return application;
  }

  /** Takes the verification as it is now; what has ended stays as it ended. */
  synchronized void update(Map<String, Object> now, ServiceKeys keys, String environment) {
    if (ended() || now.equals(verification)) {
      return;
    }
    if ("verified".equals(now.get("state"))) {
      try {
        Receipts.check(Json.string(now.get("receipt")), this, keys, environment);
      } catch (IllegalArgumentException e) {
        distrust = e.getMessage();
      }
    }
    verification = now;
    version++;
    notifyAll();
  }

  /** Waits until it is newer than that version, or the time is over. */
  synchronized int await(int seen, long millis) throws InterruptedException {
    if (version == seen) {
      wait(millis);
    }
    return version;
  }

  String id() {
    return Json.string(verification().get("id"));
  }

  String browser() {
    return browser;
  }

  Asked asked() {
    return asked;
  }

  /** base64url of the text that the holder signs. */
  String challenge() {
    return challenge;
  }

  /** Six digits for the holder's page; empty on the same device. */
  String code() {
    return code;
  }

  Instant expiresAt() {
    return expiresAt;
  }

  synchronized Map<String, Object> verification() {
    return verification;
  }

  synchronized int version() {
    return version;
  }

  String state() {
    return Json.string(verification().get("state"));
  }

  String progress() {
    return Json.string(Json.map(verification().get("presentation")).get("progress"));
  }

  /** Whether a browser has opened the request: no other one can from then on. */
  boolean taken() {
    return !"waiting".equals(progress());
  }

  boolean ended() {
    return !"requested".equals(state());
  }

  /** Whether the platform may act: the service says verified, and its receipt was checked here. */
  synchronized boolean granted() {
    return "verified".equals(state()) && distrust.isEmpty();
  }

  /** The body that signed in by redirect; empty when nobody did. */
  String signedIn() {
    return signedIn;
  }

  /** Why a receipt was not believed; empty when all is well. */
  synchronized String distrust() {
    return distrust;
  }
}
