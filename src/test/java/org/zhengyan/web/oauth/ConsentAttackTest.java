package org.zhengyan.web.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.zhengyan.web.oauth.ConsentFlow.CALLBACK;
import static org.zhengyan.web.oauth.ConsentFlow.CLIENT;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.principal.Clients;
import org.zhengyan.verification.presentation.HeldBody;
import org.zhengyan.verification.presentation.HolderBrowser;
import org.zhengyan.web.oauth.OAuthCaller.Answer;

/** The other attacks of RFC 9700 and of src/docs/threats.md on consent by redirect, played against the real API. */
@ServerTest
@NullUnmarked
class ConsentAttackTest {
  private static final String AUTHORIZE = "/oauth2/authorize?client_id=" + CLIENT + "&request_uri=";
  private static HeldBody body;

  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  @Autowired Clients clients;
  private ConsentFlow flow;

  @BeforeEach
  void begin() {
    if (body == null || body.port != port) {
      body = new HeldBody(port, "p256");
    }
    flow = new ConsentFlow(body);
  }

  // Requests.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:49152/callback/",
        "http://127.0.0.1:49152/callback/../evil",
        "http://127.0.0.1:49152/callback?next=https://evil.example",
        "http://127.0.0.1:49152/callback#x",
        "http://127.0.0.1:49152@evil.example/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://evil.example/callback",
        "https://127.0.0.1/callback",
        "//127.0.0.1/callback",
        "http://127.0.0.1:49152/callback\\@evil.example",
        "http://127.0.0.1:49152/%63allback",
        "HTTP://127.0.0.1:49152/callback",
        "javascript:alert(1)//http://127.0.0.1/callback"
      })
  void refusesRedirectUrisThatAreNotRegistered(String uri) {
    Answer refused = flow.push(parameters -> parameters.put("redirect_uri", uri));
    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.error()).isEqualTo("invalid_request");
  }

  @Test
  void requestIsOpenedByOneBrowser() {
    String requestUri = flow.requestUri();
    flow.visit(AUTHORIZE + requestUri);
    requirePage(new ConsentFlow(body).visit(AUTHORIZE + requestUri));
  }

  @Test
  void ofManyBrowsersOneOpensTheRequest() throws Exception {
    String requestUri = flow.requestUri();
    List<Callable<Integer>> attempts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      attempts.add(() -> new ConsentFlow(body).visit(AUTHORIZE + requestUri).status());
    }
    List<Integer> statuses = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(6)) {
      for (Future<Integer> attempt : threads.invokeAll(attempts)) {
        statuses.add(attempt.get());
      }
    }
    assertThat(statuses).containsExactlyInAnyOrder(303, 400, 400, 400, 400, 400);
  }

  @Test
  void requestThatIsOverOpensNothing() {
    String requestUri = flow.requestUri();
    jdbc.update("update authorization_request set expires_at = clock_timestamp() where state = ?", flow.state);
    requirePage(flow.visit(AUTHORIZE + requestUri));
  }

  @Test
  void requestOfAnotherClientOpensNothing() {
    String requestUri = flow.requestUri();
    requirePage(flow.visit(ConsentFlow.authorize("demo-appstore", requestUri)));
    requirePage(flow.visit(ConsentFlow.authorize("nobody-here", requestUri)));
    assertThat(flow.visit(AUTHORIZE + requestUri).status()).isEqualTo(303);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:ietf:params:oauth:request_uri:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "urn:ietf:params:oauth:request_uri:",
        "https://evil.example/request",
        "x"
      })
  void requestThatNobodyPushedOpensNothing(String requestUri) {
    requirePage(flow.visit(AUTHORIZE + requestUri));
  }

  @Test
  void requestThatWasNotPushedOpensNothing() {
    StringBuilder query = new StringBuilder("/oauth2/authorize?");
    flow.parameters().forEach((name, value) -> query.append(name).append('=').append(encode(value)).append('&'));
    requirePage(flow.visit(query.toString()));
    requirePage(flow.visit("/oauth2/authorize"));
    requirePage(flow.visit("/oauth2/authorize?client_id=" + CLIENT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&redirect_uri=https://evil.example/",
        "&state=evil",
        "&scope=openid",
        "&response_mode=fragment",
        "&client_id=demo-appstore",
        "&client_id=demo-social",
        "&request_uri=x",
        "&authorization_details=%5B%5D",
        "&request=x"
      })
  void injectedParametersStopTheRequest(String injected) {
    String requestUri = flow.requestUri();
    requirePage(flow.visit(AUTHORIZE + requestUri + injected));
    assertThat(flow.visit(AUTHORIZE + requestUri).status()).as("and nothing was opened").isEqualTo(303);
  }

  // Browsers.

  @Test
  void answerFromAnotherBrowserGoesNowhere() {
    flow.open();
    ConsentFlow victim = new ConsentFlow(body);
    Answer back = victim.visit(flow.sign());
    requirePage(back);
    assertThat(back.body()).contains("浏览器");
    requirePage(victim.visit("/oauth2/authorize/return?verification=" + flow.verification()));
    assertThat(flow.events(jdbc, "consent.code-issued")).isZero();
  }

  @Test
  void cookieOfAnotherRequestIsNone() {
    flow.open();
    String back = flow.sign();
    ConsentFlow other = new ConsentFlow(body).open();
    requirePage(other.visit(back));
  }

  @Test
  void madeUpCompletionGivesNoCode() {
    flow.open();
    flow.sign();
    Answer back =
        flow.visit("/oauth2/authorize/return?verification=" + flow.verification() + "&completion=" + "x".repeat(43));
    assertThat(ConsentFlow.location(back)).isEqualTo(flow.page());
    assertThat(flow.events(jdbc, "consent.code-issued")).isZero();
  }

  @Test
  void stateAndRedirectUriAreThoseThatWerePushed() {
    flow.open();
    Answer back = flow.visit(flow.sign() + "&state=evil&redirect_uri=https://evil.example&iss=https://evil.example");
    String location = ConsentFlow.location(back);
    assertThat(location).startsWith(CALLBACK + "?").doesNotContain("evil");
    assertThat(ConsentFlow.query(location)).containsEntry("state", flow.state);
  }

  @Test
  void everyAnswerNamesItsIssuer() {
    flow.open();
    assertThat(ConsentFlow.query(ConsentFlow.location(flow.visit(flow.sign()))))
        .containsEntry("iss", OAuthCaller.ISSUER);
    ConsentFlow refused = new ConsentFlow(body).open();
    assertThat(ConsentFlow.query(ConsentFlow.location(refused.visit(refused.refuse()))))
        .containsEntry("iss", OAuthCaller.ISSUER);
  }

  @Test
  void redirectUriThatWasTakenOffTheListGetsNoBrowser() {
    flow.open();
    String back = flow.sign();
    String requestUri = new ConsentFlow(body).requestUri();
    try {
      redirectUris("{http://localhost/elsewhere}", uri -> uri.endsWith("/elsewhere"));
      requirePage(flow.visit(back));
      requirePage(flow.visit(AUTHORIZE + requestUri));
      assertThat(flow.push(parameters -> {}).error()).isEqualTo("invalid_request");
    } finally {
      redirectUris("{http://127.0.0.1/callback,http://[::1]/callback,http://localhost/callback}", uri -> uri.endsWith("/callback"));
    }
    assertThat(ConsentFlow.location(flow.visit(back))).startsWith(CALLBACK + "?");
  }

  private void redirectUris(String list, Predicate<String> known) {
    jdbc.update("update client set redirect_uris = ?::text[] where id = ?", list, CLIENT);
    await().until(() -> clients.find(CLIENT).orElseThrow().redirectUris().stream().allMatch(known));
  }

  @Test
  void consentIsToTheseTermsAlone() {
    flow.open();
    ConsentFlow other = new ConsentFlow(body).open();
    HolderBrowser holder = new HolderBrowser(port, flow.verification());
    String mine = holder.take(fragment(flow)).expect(200).json().path("challenge").asString();
    HolderBrowser elsewhere = new HolderBrowser(port, other.verification());
    String theirs = elsewhere.take(fragment(other)).expect(200).json().path("challenge").asString();
    assertThat(mine).isNotEqualTo(theirs);
    ContractClient.Reply refused = holder.answer(body.holder.evidence(theirs)).expect(422);
    assertThat(refused.json().at("/errors/0/code").asString()).isEqualTo("signature-invalid");
    String text = new String(java.util.Base64.getUrlDecoder().decode(mine), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(text).contains("identifier: consent-demo\n").contains("(demo-social)\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"iframe", "image", "empty", "script", "embed", "object"})
  void whatNoReaderVisitsOpensNothing(String destination) {
    String requestUri = flow.requestUri();
    requirePage(flow.visit(AUTHORIZE + requestUri, "Sec-Fetch-Dest", destination));
    requirePage(flow.visit(AUTHORIZE + requestUri, "Sec-Purpose", "prefetch;prerender"));
    assertThat(flow.visit(AUTHORIZE + requestUri, "Sec-Fetch-Dest", "document").status()).isEqualTo(303);
  }

  @Test
  void scannersOpenNothing() {
    String requestUri = flow.requestUri();
    Answer scanned = flow.caller.send("HEAD", AUTHORIZE + requestUri, "", Map.of());
    assertThat(scanned.status()).isEqualTo(400);
    assertThat(flow.visit(AUTHORIZE + requestUri).status()).isEqualTo(303);
  }

  @Test
  void suspendedClientGetsNothingMore() {
    ConsentFlow pushed = new ConsentFlow(body);
    String requestUri = pushed.requestUri();
    flow.open();
    String back = flow.sign();
    String code = new ConsentFlow(body).code();
    try {
      suspended(true);
      requirePage(pushed.visit(AUTHORIZE + requestUri));
      requirePage(flow.visit(back));
      assertThat(flow.token(code).error()).isEqualTo("invalid_client");
    } finally {
      suspended(false);
    }
  }

  private void suspended(boolean suspended) {
    jdbc.update("update client set state = ? where id = ?", suspended ? "suspended" : "active", CLIENT);
    await().until(() -> clients.find(CLIENT).orElseThrow().active() != suspended);
  }

  @Test
  void formsOpenNothing() {
    String requestUri = flow.requestUri();
    Answer posted =
        flow.caller.send(
            "POST",
            "/oauth2/authorize",
            "client_id=" + CLIENT + "&request_uri=" + requestUri,
            Map.of("Content-Type", "application/x-www-form-urlencoded"));
    assertThat(posted.status()).isEqualTo(405);
  }

  @Test
  void nothingIsFramedKeptOrReferredTo() {
    for (Answer answer : List.of(flow.visit(AUTHORIZE + flow.requestUri()), flow.visit("/oauth2/authorize"))) {
      assertThat(answer.headers().get("x-frame-options")).containsExactly("DENY");
      assertThat(answer.headers().get("content-security-policy").toString())
          .contains("default-src 'none'")
          .contains("frame-ancestors 'none'");
      assertThat(answer.headers().get("cache-control").toString()).contains("no-store");
      assertThat(answer.headers().get("referrer-policy")).containsExactly("no-referrer");
    }
  }

  @Test
  void cookieIsForThisEndpointAlone() {
    Answer answer = flow.visit(AUTHORIZE + flow.requestUri());
    assertThat(answer.headers().get("set-cookie").getFirst())
        .contains("HttpOnly")
        .contains("SameSite=Lax")
        .contains("Path=/oauth2/authorize");
  }

  @Test
  void nothingThatOpensIsKept() {
    String requestUri = flow.requestUri();
    String kept = jdbc.queryForObject(
        "select row_to_json(r)::text from authorization_request r where state = ?", String.class, flow.state);
    assertThat(kept)
        .doesNotContain(requestUri.substring(requestUri.lastIndexOf(':') + 1))
        .doesNotContain(flow.verifier);
  }

  private static String fragment(ConsentFlow flow) {
    return URI.create(flow.page()).getFragment();
  }

  private static String encode(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
  }

  /** A page of ours, and no way on. */
  private static void requirePage(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.headers().get("content-type").getFirst()).startsWith("text/html");
    assertThat(answer.headers()).doesNotContainKeys("location", "set-cookie");
  }
}
