package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.ForgedCertificate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.registry.DevSeed;
import org.zhengyan.status.holder.HolderProof;

/** A certificate in place of a one-time code: added by its holder, and asked for with the password. */
@ServerTest
@NullUnmarked
class CertificateSignInTest {
  @Autowired ApplicationContext application;
  @Autowired JdbcTemplate jdbc;
  @Autowired JdbcClient client;
  @LocalServerPort int port;

  private static Map<String, String> proof(HttpResponse<String> page, TestHolder holder) {
    String text = page.body().replaceAll("(?s).*<pre[^>]*>(.*?)</pre>.*", "$1");
    byte[] line = ("certificate: sha256:" + holder.certificateHash() + "\n").getBytes(StandardCharsets.US_ASCII);
    return Map.of(
        "challenge", Visitor.hidden(page, "challenge"),
        "certificate", holder.certificate(),
        "signature", TestHolder.base64url(holder.sign(text.getBytes(StandardCharsets.UTF_8), line)));
  }

  private HttpResponse<String> enter(String id, TestHolder holder, String password) throws Exception {
    Visitor visitor = new Visitor(port);
    return enter(visitor, id, proof(visitor.get("/sign-in/certificate"), holder), password);
  }

  private static HttpResponse<String> enter(
      Visitor visitor, String id, Map<String, String> proof, String password) throws Exception {
    Map<String, String> fields = new java.util.HashMap<>(proof);
    fields.put("login", TestAccounts.login(id));
    fields.put("password", password);
    return visitor.post("/sign-in/certificate", fields);
  }

  @Test
  void signsInWithACertificateOfTheOwnBodyOnceItIsAdded() throws Exception {
    jdbc.update("delete from sign_in_attempt");
    ContractClient clerk = ContractClient.of(port, "demo-clerk");
    ContractClient reviewer = ContractClient.of(port, "demo-reviewer");
    String uscc =
        TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution("测试登录单位"));
    TestHolder holder = TestHolder.withKey("sm2");
    holder.certify(clerk, reviewer, uscc);
    TestAccounts accounts = new TestAccounts(application);
    String id = accounts.add(Role.USER, uscc, false);
    TestSignIn person = TestSignIn.as(application, TestAccounts.login(id));
    String other = accounts.add(Role.USER, DevSeed.NANJING_ORGAN.toString(), false);
    TestSignIn stranger = TestSignIn.as(application, TestAccounts.login(other));

    assertThat(enter(id, holder, TestAccounts.PASSWORD).statusCode()).as("not added yet").isEqualTo(422);
    assertThat(stranger.post("/account/certificate", proof(stranger.get("/account/certificate"), holder)).body())
        .contains("不属于本单位");
    Map<String, String> proof = proof(person.get("/account/certificate"), holder);
    assertThat(person.post("/account/certificate", proof).statusCode()).isEqualTo(303);
    assertThat(person.post("/account/certificate", proof).statusCode()).as("a text is used once").isEqualTo(422);

    HttpResponse<String> again = person.post("/account/certificate", proof);
    assertThat(again.body()).as("open for who pasted, with a new text").contains("<details open");
    Map<String, String> fromThePage = new java.util.HashMap<>(proof);
    fromThePage.put("by", "page");
    assertThat(person.post("/account/certificate", fromThePage).body()).doesNotContain("<details open");
    assertThat(again.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("script-src 'self'", "require-trusted-types-for 'script'");
    assertThat(again.body()).doesNotContain(proof.get("signature"));

    Visitor visitor = new Visitor(port);
    Map<String, String> shown = proof(visitor.get("/sign-in/certificate"), holder);
    assertThat(enter(visitor, id, shown, "another password").statusCode()).isEqualTo(422);
    assertThat(enter(visitor, id, shown, TestAccounts.PASSWORD).statusCode())
        .as("the text is used up, whatever the password was")
        .isEqualTo(422);
    TestHolder another = TestHolder.withKey("sm2").presenting(holder.certificate());
    assertThat(enter(id, another, TestAccounts.PASSWORD).statusCode())
        .as("another key")
        .isEqualTo(422);
    HttpResponse<String> in = enter(id, holder, TestAccounts.PASSWORD);
    assertThat(in.statusCode()).isEqualTo(303);
    assertThat(in.headers().firstValue("Location")).hasValue("/agency");

    String removal =
        person.get("/account/certificate").body().replaceAll("(?s).*action=\"([^\"]*/removal)\".*", "$1");
    assertThat(stranger.post(removal, Map.of()).statusCode()).as("of another account").isEqualTo(404);
    jdbc.update("update account set totp_seed = null where id = ?", id);
    HttpResponse<String> last = person.post(removal, Map.of());
    assertThat(last.statusCode()).isEqualTo(422);
    assertThat(last.body()).contains("没有其他可用的第二要素");
    TestHolder second = TestHolder.withKey("p256");
    second.certify(clerk, reviewer, uscc);
    assertThat(
            person
                .post("/account/certificate", proof(person.get("/account/certificate"), second))
                .statusCode())
        .isEqualTo(303);
    assertThat(person.post(removal, Map.of()).statusCode()).as("another one works").isEqualTo(303);
    assertThat(person.post(removal, Map.of()).statusCode()).as("once").isEqualTo(404);
    assertThat(enter(id, holder, TestAccounts.PASSWORD).statusCode()).as("removed").isEqualTo(422);
    assertThat(AccountEventsTest.records(client, "account.certificate-removed", id))
        .singleElement()
        .asString()
        .contains("\"by\":\"person-" + id + "\"", "\"client\":\"account:" + id + "\"");
  }

  /** Suspended by whoever found it lost, then revoked: neither signs in or is added, whatever the password. */
  @Test
  void signsInWithNoCertificateThatIsNotInForce() throws Exception {
    jdbc.update("delete from sign_in_attempt");
    ContractClient clerk = ContractClient.of(port, "demo-clerk");
    ContractClient reviewer = ContractClient.of(port, "demo-reviewer");
    String uscc =
        TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution("测试登录单位"));
    TestHolder holder = TestHolder.withKey("p256");
    String serial = holder.certify(clerk, reviewer, uscc).path("serial").asString();
    TestHolder fresh = TestHolder.withKey("p256");
    String unused = fresh.certify(clerk, reviewer, uscc).path("serial").asString();
    String id = new TestAccounts(application).add(Role.MANAGER, uscc, false);
    TestSignIn person = TestSignIn.as(application, TestAccounts.login(id));
    assertThat(person.post("/account/certificate", proof(person.get("/account/certificate"), holder)).statusCode())
        .isEqualTo(303);
    assertThat(enter(id, holder, TestAccounts.PASSWORD).statusCode()).isEqualTo(303);

    String suspended = revocation(clerk, serial);
    String other = revocation(clerk, unused);
    assertThat(enter(id, holder, TestAccounts.PASSWORD).statusCode()).as("suspended").isEqualTo(422);
    assertThat(person.post("/account/certificate", proof(person.get("/account/certificate"), fresh)).statusCode())
        .as("a suspended one becomes no factor")
        .isEqualTo(422);
    for (String each : List.of(suspended, other)) {
      reviewer.post("/api/v1/revocations/" + each + "/approval").expect(200);
    }
    assertThat(enter(id, holder, TestAccounts.PASSWORD).statusCode()).as("revoked").isEqualTo(422);
    assertThat(person.post("/account/certificate", proof(person.get("/account/certificate"), fresh)).statusCode())
        .isEqualTo(422);
  }

  /** The account knows its certificate by the number, which the forged one bears. */
  @Test
  void signsInWithNoForgedCertificate() throws Exception {
    jdbc.update("delete from sign_in_attempt");
    ContractClient clerk = ContractClient.of(port, "demo-clerk");
    ContractClient reviewer = ContractClient.of(port, "demo-reviewer");
    String uscc =
        TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution("测试登录单位"));
    TestHolder holder = TestHolder.withKey("p256");
    holder.certify(clerk, reviewer, uscc);
    String id = new TestAccounts(application).add(Role.MANAGER, uscc, false);
    TestSignIn person = TestSignIn.as(application, TestAccounts.login(id));
    assertThat(person.post("/account/certificate", proof(person.get("/account/certificate"), holder)).statusCode())
        .isEqualTo(303);
    TestHolder thief =
        ForgedCertificate.twin(
            application.getBean(KeyVault.class), holder.certificate(), TestHolder.withKey("p256"));
    assertThat(enter(id, thief, TestAccounts.PASSWORD).statusCode()).isEqualTo(422);
    assertThat(enter(id, holder, TestAccounts.PASSWORD).statusCode()).as("the issued one").isEqualTo(303);
  }

  /** Of a lost key, which suspends at once. */
  private static String revocation(ContractClient clerk, String serial) {
    return clerk
        .post("/api/v1/certificates/" + serial + "/revocation", Map.of("reason", "keyCompromise"))
        .expect(202)
        .json()
        .path("revocation")
        .asString();
  }

  @Test
  void asksForBothFactorsBeforeACertificateIsAddedOrRemoved() throws Exception {
    ContractClient clerk = ContractClient.of(port, "demo-clerk");
    ContractClient reviewer = ContractClient.of(port, "demo-reviewer");
    String uscc =
        TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution("测试登录单位"));
    TestHolder colleague = TestHolder.withKey("p256");
    colleague.certify(clerk, reviewer, uscc);
    TestHolder own = TestHolder.withKey("p256");
    own.certify(clerk, reviewer, uscc);
    String id = new TestAccounts(application).add(Role.MANAGER, uscc, false);
    TestSignIn person = TestSignIn.as(application, TestAccounts.login(id));
    assertThat(person.post("/account/certificate", proof(person.get("/account/certificate"), own)).statusCode())
        .isEqualTo(303);
    HttpResponse<String> left = person.get("/account/certificate");
    String removal = left.body().replaceAll("(?s).*action=\"([^\"]*/removal)\".*", "$1");
    // Somebody else sits down at a session that was left open.
    jdbc.update("update console_session set opened_at = opened_at - interval '10 min' where account_id = ?", id);
    assertThat(person.post("/account/certificate", proof(left, colleague)).statusCode()).isEqualTo(422);
    assertThat(person.post(removal, Map.of()).statusCode()).isEqualTo(422);
    assertThat(
            jdbc.queryForObject("select count(*) from account_certificate where account_id = ?", Integer.class, id))
        .isOne();
    assertThat(person.get("/account/certificate").body())
        .contains("重新登录")
        .doesNotContain("/removal", "id=\"signing\"");
    HttpResponse<String> again = person.post("/account/keys/again", Map.of("to", "/account/certificate"));
    assertThat(again.headers().firstValue("Location"))
        .hasValue("/sign-in?to=%2Faccount%2Fcertificate");
    assertThat(person.get("/account/certificate").statusCode()).as("the session is over").isEqualTo(303);
  }

  @Test
  void addsNoCertificateInASessionThatHasEnded() throws Exception {
    ContractClient clerk = ContractClient.of(port, "demo-clerk");
    ContractClient reviewer = ContractClient.of(port, "demo-reviewer");
    String uscc =
        TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution("测试登录单位"));
    TestHolder holder = TestHolder.withKey("p256");
    holder.certify(clerk, reviewer, uscc);
    String id = new TestAccounts(application).add(Role.USER, uscc, false);
    TestSignIn person = TestSignIn.as(application, TestAccounts.login(id));
    SignedIn who =
        application.getBean(Sessions.class).find(SessionToken.of(person.cookieValue()).orElseThrow()).orElseThrow();
    Map<String, String> fields = proof(person.get("/account/certificate"), holder);
    HolderProof proof = new HolderProof(fields.get("challenge"), fields.get("certificate"), fields.get("signature"));
    // The account was reset after the request was let in.
    jdbc.update(
        "update console_session set ended_at = clock_timestamp(), ended_why = 'account' where account_id = ?", id);
    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> application.getBean(CertificateFactor.class).add(who, proof));
    assertThat(
            jdbc.queryForObject("select count(*) from account_certificate where account_id = ?", Integer.class, id))
        .isZero();
    assertThat(refusal.problem()).isEqualTo(Problem.WRONG_STATE);
  }
}
