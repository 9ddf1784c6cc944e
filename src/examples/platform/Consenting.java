import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Consent by redirect: OAuth 2.0 authorization code with PKCE (RFC 7636), pushed requests (RFC 9126) and an ID
 * token (OpenID Connect Core). A library of your platform does all of this but {@link #finish}'s first line,
 * which is yours: the state belongs to one browser session.
 */
final class Consenting {
  /** Longer than a holder has. */
  private static final long OPEN_SECONDS = 45 * 60;

  private static final long CLOCKS_SECONDS = 30;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  /** The browser came back with nothing to act on; the message is for whoever sits there. */
  static final class Unanswered extends RuntimeException {
    Unanswered(String message) {
      super(message);
    }
  }

  /** What one browser took along. */
  private record Pending(
      String browser, Application.Asked asked, String verifier, String nonce, Instant until) {}

  private final Verifying verifying;
  private final ServiceKeys tokenKeys;
  private final String redirectUri;
  private final Map<String, Pending> pending = new ConcurrentHashMap<>();

  /**
   * @param redirectUri as it is registered for the client, to the letter
   */
  Consenting(Verifying verifying, ServiceKeys tokenKeys, String redirectUri) {
    this.verifying = verifying;
    this.tokenKeys = tokenKeys;
    this.redirectUri = redirectUri;
  }

  /**
   * Pushes the request, and says where to send the browser: its address names the request and nothing else.
   *
   * @throws ZhengyanClient.Refused when the service does not take what was typed
   */
  String begin(String browser, Application.Asked asked) {
    Pending fresh =
        new Pending(browser, asked, random(), random(), Instant.now().plusSeconds(OPEN_SECONDS));
    String state = random();
    Map<String, Object> details = new LinkedHashMap<>(Verifying.request(asked));
    details.put("type", "urn:zhengyan:verification");
    ZhengyanClient client = asked.operator().client();
    Map<String, Object> pushed =
        client.asserted(
            "/oauth2/par",
            Map.of(
                "response_type", "code",
                "scope", "openid verification",
                "redirect_uri", redirectUri,
                "state", state,
                "nonce", fresh.nonce(),
                "code_challenge", BASE64URL.encodeToString(sha256(fresh.verifier())),
                "code_challenge_method", "S256",
                "authorization_details", Json.write(List.of(details))));
    pending.values().removeIf(each -> Instant.now().isAfter(each.until()));
    pending.put(state, fresh);
    return client.service()
        + "/oauth2/authorize?client_id="
        + client.clientId()
        + "&request_uri="
        + Json.string(pushed.get("request_uri"));
  }

  /**
   * Takes what the browser brought back, in the order in which it may be believed: the state is this
   * browser's, the answer is this service's, the code is redeemed with the verifier, and the ID token is
   * signed, for us, for this request, about the body that was asked for.
   *
   * @throws Unanswered when there is nothing to act on
   */
  Application finish(String browser, Map<String, String> query) {
    String state = query.getOrDefault("state", "");
    Pending mine = pending.get(state);
    if (mine == null || !mine.browser().equals(browser) || !pending.remove(state, mine)) {
      throw new Unanswered("这次返回不属于本浏览器里的申请，或者已经处理过。没有办理任何事项。");
    }
    ZhengyanClient client = mine.asked().operator().client();
    if (!client.service().toString().equals(query.get("iss"))) { // RFC 9207: a mix-up of two servers
      throw new Unanswered("返回的不是本平台所用的核验服务。没有办理任何事项。");
    }
    if (!query.containsKey("code")) {
      throw new Unanswered("单位的办事人没有同意，或者时间已过。可以重新申请。");
    }
    Map<String, Object> granted;
    try {
      granted =
          client.asserted(
              "/oauth2/token",
              Map.of(
                  "grant_type", "authorization_code",
                  "code", query.get("code"),
                  "redirect_uri", redirectUri,
                  "code_verifier", mine.verifier()));
    } catch (ZhengyanClient.Refused e) {
      String verification = Json.string(e.problem().get("verification"));
      if (verification.isEmpty()) {
        throw e;
      }
      return verifying.settle(browser, mine.asked(), verification, ""); // a no, which says why
    }
    String verification = Json.string(granted.get("verification"));
    try {
      String signedIn = idToken(Json.string(granted.get("id_token")), mine, client, verification);
      return verifying.settle(browser, mine.asked(), verification, signedIn);
    } catch (IllegalArgumentException e) {
      System.out.println("ID token refused: " + e.getMessage());
      throw new Unanswered("登录凭证没有通过本平台的验证，因此不予办理。请联系本平台的客服。");
    }
  }

  /** OpenID Connect Core section 3.1.3.7; returns the subject. */
  private String idToken(String token, Pending mine, ZhengyanClient client, String verification) {
    Map<String, Object> claims = tokenKeys.verified(token, "JWT").payload();
    require(claims.get("iss"), client.service().toString(), "of another issuer");
    require(claims.get("aud"), client.clientId(), "for another client");
    require(claims.get("nonce"), mine.nonce(), "of another request");
    require(claims.get("sub"), mine.asked().uscc(), "about another body");
    require(claims.get("verification"), verification, "about another verification");
    long now = Instant.now().getEpochSecond();
    if (!(claims.get("exp") instanceof Number exp) || exp.longValue() < now - CLOCKS_SECONDS) {
      throw new IllegalArgumentException("the ID token is over");
    }
    return Json.string(claims.get("sub"));
  }

  private static void require(Object found, String expected, String otherwise) {
    if (!expected.equals(found)) {
      throw new IllegalArgumentException("the ID token is " + otherwise + ": " + found);
    }
  }

  private static String random() {
    byte[] octets = new byte[32];
    RANDOM.nextBytes(octets);
    return BASE64URL.encodeToString(octets);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
