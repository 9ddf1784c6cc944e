package org.zhengyan.web.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.verification.presentation.HeldBody;
import org.zhengyan.verification.presentation.HolderBrowser;
import org.zhengyan.web.oauth.OAuthCaller.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One consent by redirect: a platform, the browser of its user, and the body's certificate. */
@NullUnmarked
public final class ConsentFlow {
  static final String CLIENT = "demo-social";
  static final String CALLBACK = "http://127.0.0.1:49152/callback";

  final String verifier = UUID.randomUUID() + "-" + UUID.randomUUID();
  final String state = UUID.randomUUID().toString();
  final String nonce = UUID.randomUUID().toString();
  final OAuthCaller caller;
  private final HeldBody body;
  private String cookie = "";
  private String page = "";

  public ConsentFlow(HeldBody body) {
    this.body = body;
    this.caller = new OAuthCaller(body.port);
  }

  /** The parameters of a good request. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("client_id", CLIENT);
    parameters.put("response_type", "code");
    parameters.put("redirect_uri", CALLBACK);
    parameters.put("scope", "openid verification");
    parameters.put("state", state);
    parameters.put("nonce", nonce);
    parameters.put("code_challenge", s256(verifier));
    parameters.put("code_challenge_method", "S256");
    parameters.put("authorization_details", JsonMapper.shared().writeValueAsString(List.of(details())));
    return parameters;
  }

  Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("type", "urn:zhengyan:verification");
    details.put("claimed", Map.of("name", HeldBody.NAME, "uscc", body.uscc));
    details.put(
        "action", Map.of("type", "accountOpening", "subject", "公众号“同意示例”", "identifier", "consent-demo"));
    details.put("applicant", Map.of("login", "139****0002", "place", "江苏南京"));
    return details;
  }

  Answer push(Consumer<Map<String, String>> edit) {
    return push(edit, Map.of());
  }

  Answer push(Consumer<Map<String, String>> edit, Map<String, String> headers) {
    Map<String, String> parameters = parameters();
    edit.accept(parameters);
    return post("/oauth2/par", CLIENT, parameters, headers);
  }

  Answer post(String path, String client, Map<String, String> parameters, Map<String, String> headers) {
    List<String> pairs =
        new ArrayList<>(
            List.of(
                "client_assertion_type", OAuthCaller.ASSERTION_TYPE,
                "client_assertion", OAuthCaller.assertion(client, claims -> {})));
    parameters.forEach((name, value) -> pairs.addAll(List.of(name, value)));
    return caller.form(path, pairs, headers);
  }

  String requestUri() {
    return requestUri(parameters -> {});
  }

  private String requestUri(Consumer<Map<String, String>> edit) {
    Answer pushed = push(edit);
    assertThat(pushed.status()).as(pushed.body()).isEqualTo(201);
    return pushed.json().path("request_uri").asString();
  }

  static String authorize(String clientId, String requestUri) {
    return "/oauth2/authorize?client_id=" + clientId + "&request_uri=" + requestUri;
  }

  /** The browser's visit, with its cookies. */
  Answer visit(String path, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    if (!cookie.isEmpty()) {
      all.addAll(List.of("Cookie", cookie));
    }
    Answer answer = caller.get(path, all.toArray(String[]::new));
    List<String> set = answer.headers().getOrDefault("set-cookie", List.of());
    if (!set.isEmpty()) {
      cookie = set.getFirst().substring(0, set.getFirst().indexOf(';'));
    }
    return answer;
  }

  /** Goes from the platform to the holder's page. */
  ConsentFlow open() {
    return open(parameters -> {});
  }

  ConsentFlow open(Consumer<Map<String, String>> edit) {
    return open(authorize(CLIENT, requestUri(edit)));
  }

  /** The same with a link that may be another's. */
  ConsentFlow open(String link) {
    Answer answer = visit(link);
    assertThat(answer.status()).as(answer.body()).isEqualTo(303);
    page = location(answer);
    return this;
  }

  String verification() {
    String path = URI.create(page).getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  String page() {
    return page;
  }

  /** Signs on the holder's page, and says where it sends the browser. */
  String sign() {
    return sign(new HolderBrowser(body.port, verification()));
  }

  String sign(HolderBrowser holder) {
    JsonNode view = holder.take(URI.create(page).getFragment()).expect(200).json();
    return path(
        holder
            .answer(body.holder.evidence(view.path("challenge").asString()))
            .expect(200)
            .json()
            .path("returnTo")
            .asString());
  }

  /** Refuses on the holder's page, and says where it sends the browser. */
  String refuse() {
    HolderBrowser holder = new HolderBrowser(body.port, verification());
    holder.take(URI.create(page).getFragment()).expect(200);
    return path(holder.refuse().expect(200).json().path("returnTo").asString());
  }

  /** Everything up to the code. */
  public String code() {
    return code(parameters -> {});
  }

  String code(Consumer<Map<String, String>> edit) {
    open(edit);
    return code(sign());
  }

  /** The code that the browser is sent on with. */
  String code(String returnTo) {
    Answer back = visit(returnTo);
    assertThat(back.status()).as(back.body()).isEqualTo(303);
    return query(location(back)).get("code");
  }

  public Answer token(String code) {
    return token(code, parameters -> {});
  }

  Answer token(String code, Consumer<Map<String, String>> edit) {
    return token(CLIENT, code, edit, Map.of());
  }

  Answer token(String client, String code, Consumer<Map<String, String>> edit, Map<String, String> headers) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("grant_type", "authorization_code");
    parameters.put("code", code);
    parameters.put("redirect_uri", CALLBACK);
    parameters.put("code_verifier", verifier);
    edit.accept(parameters);
    return post("/oauth2/token", client, parameters, headers);
  }

  /** How often the log has this type of event of the verification. */
  int events(JdbcTemplate jdbc, String type) {
    Integer count =
        jdbc.queryForObject(
            "select count(*) from (select convert_from(record, 'UTF8')::jsonb as said from event) as log"
                + " where said ->> 'type' = ? and said ->> 'subject' = ?",
            Integer.class,
            type,
            verification());
    return count == null ? 0 : count;
  }

  static String location(Answer answer) {
    return answer.headers().get("location").getFirst();
  }

  /** The tests' server listens on another port than its public URL says. */
  static String path(String url) {
    assertThat(url).startsWith(OAuthCaller.ISSUER + "/");
    return url.substring(OAuthCaller.ISSUER.length());
  }

  static Map<String, String> query(String url) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : URI.create(url).getRawQuery().split("&")) {
      String[] parts = pair.split("=", 2);
      assertThat(query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8))).isNull();
    }
    return query;
  }

  static String s256(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
