package org.zhengyan.web.console.agency.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.Arrays;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.ServerTest;
import org.zhengyan.TestContext;
import org.zhengyan.TestHolder;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.access.people.BodyPeople;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.GrantScope;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.registry.Uscc;
import tools.jackson.databind.JsonNode;

/** A lost encryption key: the body asks, two persons of the authority agree, whoever asked opens it. */
@ServerTest
class RecoveryPagesTest {
  private static final String LIST = "/agency/key-recoveries";
  private static final String DESK = "/authority/key-recoveries";

  /** What a person holds: the signing key, and the numbers of the pair. */
  private record Pair(TestHolder key, String signing, String encryption, String certificate) {}

  @LocalServerPort private int port;
  @Autowired private ApplicationContext application;
  @Autowired private JdbcClient jdbc;

  private ContractClient clerk;
  private ContractClient reviewer;
  private TestSignIn asClerk;
  private TestSignIn asReviewer;
  private BodyPeople body;
  private Uscc uscc;
  private Grant manager;
  private TestSignIn asManager;
  private Pair lost;
  private Pair present;

  @BeforeEach
  void pairs() throws Exception {
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
    asClerk = TestSignIn.as(application, "clerk@national");
    asReviewer = TestSignIn.as(application, "reviewer@national");
    body = new BodyPeople(application);
    uscc = body.body();
    Grant responsible = body.responsible(uscc);
    manager = body.manager(responsible);
    asManager = body.signIn(responsible, manager);
    lost = pair(asManager);
    present = pair(asManager);
  }

  @Test
  void bringsTheKeyBackToWhoeverAsked() throws Exception {
    revoke(lost.signing());
    assertThat(get(asManager, "/agency/certificates/" + lost.signing()))
        .contains(LIST + "/new?signing=" + lost.signing());
    assertThat(get(asManager, LIST + "/new?signing=" + lost.signing()))
        .contains("value=\"" + lost.encryption() + "\" selected")
        .contains(present.signing())
        .doesNotContain("value=\"" + lost.signing() + "\"");

    String asked = ask(asManager, lost.encryption(), present.signing());
    assertThat(get(asManager, asked)).contains("等待机构编制管理部门受理").doesNotContain("/collection");
    assertThat(asManager.post(asked + "/collection", Map.of()).statusCode()).isEqualTo(409);
    String recovery = accept(asked);
    assertThat(get(asManager, asked)).contains("等待另一位工作人员审批");
    assertThat(asManager.post(asked + "/collection", Map.of()).statusCode()).isEqualTo(409);
    approve(recovery);

    assertThat(get(asManager, asked)).contains(asked + "/collection").doesNotContain("data-envelope");
    String page = asManager.post(asked + "/collection", Map.of()).body();
    assertThat(page).contains("id=\"joining\"", "data-recovered=\"yes\"").containsPattern("<script[^>]+enrol");
    BigInteger number = open(attribute(page, "data-envelope"), present.key());
    X509Certificate encryption = certificate(lost.certificate());
    assertThat(publicPoint(number)).isEqualTo(point((ECPublicKey) encryption.getPublicKey()));

    HttpResponse<String> file = asManager.post(asked + "/file", Map.of());
    assertThat(file.headers().firstValue("Content-Disposition").orElseThrow()).contains("-recovered.pem");
    assertThat(file.body()).contains("BEGIN CERTIFICATE", "BEGIN SM2 ENVELOPED KEY");
    assertThat(TestContext.events(jdbc, "\"asked\":\"" + id(asked) + "\""))
        .containsExactly(
            "key-recovery.asked",
            "key-recovery.accepted",
            "key-recovery.collected",
            "key-recovery.collected");
    assertThat(TestContext.events(jdbc, "\"recovery\":\"" + id(recovery) + "\""))
        .containsExactlyInAnyOrder(
            "key-recovery.submitted", "key-recovery.accepted", "key-recovery.approved");
  }

  @Test
  void showsTheAuthorityNoKey() throws Exception {
    String asked = ask(asManager, lost.encryption(), present.signing());
    assertThat(get(asClerk, DESK)).contains(DESK + "/asked/" + id(asked));
    String recovery = accept(asked);
    assertThat(get(asReviewer, DESK)).contains(recovery);
    approve(recovery);
    for (TestSignIn person : new TestSignIn[] {asClerk, asReviewer}) {
      assertThat(get(person, recovery)).contains("已批准").doesNotContain("envelope");
      assertThat(get(person, DESK)).doesNotContain(recovery);
    }
    assertThat(get(asReviewer, recovery + "?lang=en")).contains("Approved");
  }

  @Test
  void needsTwoPersonsOfTheAuthority() throws Exception {
    String asked = ask(asManager, lost.encryption(), present.signing());
    String path = DESK + "/asked/" + id(asked) + "/decision";
    assertThat(asReviewer.post(path, Map.of("decision", "approve")).statusCode()).isEqualTo(403);
    assertThat(asManager.post(path, Map.of("decision", "approve")).statusCode()).isEqualTo(403);
    String recovery = accept(asked);
    assertThat(asClerk.post(recovery + "/decision", Map.of("decision", "approve")).statusCode()).isEqualTo(403);
    // The one person behind the clerk's account and the clerk's client, with a reviewer's role as well.
    jdbc.sql("update account set roles = '{clerk,reviewer}' where login = 'clerk@national'").update();
    try {
      assertThat(asClerk.post(recovery + "/decision", Map.of("decision", "approve")).statusCode()).isEqualTo(403);
    } finally {
      jdbc.sql("update account set roles = '{clerk}' where login = 'clerk@national'").update();
    }
    assertThat(asManager.post(asked + "/collection", Map.of()).statusCode()).isEqualTo(409);
  }

  @Test
  void whoeverAskedDoesNotDecide() throws Exception {
    String asked = ask(asManager, lost.encryption(), present.signing());
    String clerks = jdbc.sql("select person from account where login = 'clerk@national'").query(String.class).single();
    jdbc.sql("update recovery_asked set asked_by = ? where id = ?").params(clerks, id(asked)).update();
    assertThat(asClerk.post(DESK + "/asked/" + id(asked) + "/decision", Map.of("decision", "approve")).statusCode())
        .isEqualTo(403);
    String reviewers =
        jdbc.sql("select person from account where login = 'reviewer@national'").query(String.class).single();
    jdbc.sql("update recovery_asked set asked_by = ? where id = ?").params(reviewers, id(asked)).update();
    String recovery = accept(asked);
    assertThat(asReviewer.post(recovery + "/decision", Map.of("decision", "approve")).statusCode()).isEqualTo(403);
  }

  /** One human who works for the body, and under an account of their own for the authority. */
  @Test
  void whoeverHasTheNameOfWhoAskedDoesNotDecide() throws Exception {
    String asked = ask(asManager, lost.encryption(), present.signing());
    callAskerAs("clerk@national");
    assertThat(asClerk.post(DESK + "/asked/" + id(asked) + "/decision", Map.of("decision", "approve")).statusCode())
        .isEqualTo(403);
    callAskerAs("reviewer@national");
    String recovery = accept(asked);
    assertThat(asReviewer.post(recovery + "/decision", Map.of("decision", "approve")).statusCode()).isEqualTo(403);
  }

  private void callAskerAs(String login) {
    jdbc.sql(
            "update person set name = (select p.name from account join person p on p.id = account.person"
                + " where login = ?) where id = ?")
        .params(login, manager.person().value())
        .update();
  }

  @Test
  void tellsTheReasonOfARefusal() throws Exception {
    String asked = ask(asManager, lost.encryption(), present.signing());
    String path = DESK + "/asked/" + id(asked) + "/decision";
    assertThat(asClerk.post(path, Map.of("decision", "refuse")).statusCode()).isEqualTo(422);
    assertThat(asClerk.post(path, Map.of("decision", "refuse", "reason", "请先挂失")).statusCode()).isEqualTo(303);
    assertThat(get(asManager, asked)).contains("未批准", "请先挂失");

    String again = ask(asManager, lost.encryption(), present.signing());
    String recovery = accept(again);
    asReviewer.post(recovery + "/decision", Map.of("decision", "refuse", "reason", "原因不明"));
    assertThat(get(asManager, again)).contains("未批准", "原因不明");
    assertThat(asManager.post(again + "/collection", Map.of()).statusCode()).isEqualTo(409);
  }

  @Test
  void givesNothingToALostTarget() throws Exception {
    String asked = ask(asManager, lost.encryption(), present.signing());
    approve(accept(asked));
    revoke(present.signing());
    assertThat(asManager.post(asked + "/collection", Map.of()).statusCode()).isEqualTo(409);
    assertThat(asManager.post(asked + "/file", Map.of()).statusCode()).isEqualTo(409);
  }

  @Test
  void goesToTheOwnCertificateOfWhoeverAsks() throws Exception {
    Grant user = body.user(manager, GrantScope.ALL, null);
    TestSignIn asUser = body.signIn(manager, user);
    Pair theirs = pair(asUser);
    assertRefused(asManager, lost.encryption(), theirs.signing(), "field-target-error");
    assertRefused(asUser, lost.encryption(), theirs.signing(), "field-serial-error");
    assertRefused(asManager, lost.signing(), present.signing(), "field-serial-error");
    assertRefused(asManager, lost.encryption(), lost.encryption(), "field-target-error");
    assertRefused(asManager, lost.encryption(), "ab", "field-target-error");

    String asked = ask(asManager, theirs.encryption(), present.signing());
    assertThat(asUser.get(asked).statusCode()).isEqualTo(404);
    assertRefused(asManager, theirs.encryption(), present.signing(), "field-serial-error");
    asManager.post(asked + "/withdrawal", Map.of());
    assertThat(get(asManager, asked)).contains("已撤回");
    assertThat(asManager.post(asked + "/withdrawal", Map.of()).statusCode()).isEqualTo(409);
  }

  @Test
  void anotherBodysKeysDoNotExist() throws Exception {
    String asked = ask(asManager, lost.encryption(), present.signing());
    TestSignIn stranger = TestSignIn.as(application, "manager@demo-organ");
    assertThat(stranger.get(asked).statusCode()).isEqualTo(404);
    assertThat(stranger.post(asked + "/collection", Map.of()).statusCode()).isEqualTo(404);
    HttpResponse<String> refused =
        stranger.post(LIST, Map.of("serial", lost.encryption(), "target", present.signing(), "reason", "示例"));
    assertThat(refused.statusCode()).isEqualTo(422);
  }

  private void assertRefused(TestSignIn person, String serial, String target, String field) throws Exception {
    HttpResponse<String> answer =
        person.post(LIST, Map.of("serial", serial, "target", target, "reason", "密钥设备损坏"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body()).contains(field);
  }

  private String ask(TestSignIn person, String serial, String target) throws Exception {
    HttpResponse<String> answer =
        person.post(LIST, Map.of("serial", serial, "target", target, "reason", "密钥设备损坏"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  /** The clerk's yes; returns the page of the recovery. */
  private String accept(String asked) throws Exception {
    String page = DESK + "/asked/" + id(asked);
    HttpResponse<String> answer = asClerk.post(page + "/decision", Map.of("decision", "approve"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    Matcher link = Pattern.compile(DESK + "/[0-9a-f]{32}").matcher(get(asClerk, page));
    assertThat(link.find()).isTrue();
    return link.group();
  }

  private void approve(String recovery) throws Exception {
    Matcher digest =
        Pattern.compile("name=\"digest\" value=\"([0-9a-f]{64})\"").matcher(get(asReviewer, recovery));
    assertThat(digest.find()).isTrue();
    HttpResponse<String> answer =
        asReviewer.post(recovery + "/decision", Map.of("decision", "approve", "digest", digest.group(1)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
  }

  private Pair pair(TestSignIn person) throws Exception {
    TestHolder key = TestHolder.withKey("sm2");
    String path =
        person
            .post(
                "/agency/applications",
                Map.of("kind", "first", "suite", "sm2", "dual", "yes", "csr", key.csr()))
            .headers()
            .firstValue("Location")
            .orElseThrow();
    String made =
        clerk
            .post("/api/v1/enrolments/" + id(path) + "/acceptance")
            .expect(200)
            .json()
            .path("application")
            .asString();
    JsonNode issued =
        reviewer.post("/api/v1/certificate-applications/" + made + "/approval").expect(200).json();
    return new Pair(
        key,
        issued.path("serial").asString(),
        issued.at("/encryption/serial").asString(),
        issued.at("/encryption/certificate").asString());
  }

  private void revoke(String serial) {
    String id =
        clerk
            .post("/api/v1/certificates/" + serial + "/revocation", Map.of("reason", "superseded"))
            .expect(202)
            .json()
            .path("revocation")
            .asString();
    reviewer.post("/api/v1/revocations/" + id + "/approval", Map.of()).expect(200);
  }

  private static String get(TestSignIn person, String path) throws Exception {
    HttpResponse<String> answer = person.get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer.body();
  }

  private static String id(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String attribute(String page, String name) {
    Matcher found = Pattern.compile(name + "=\"([^\"]+)\"").matcher(page);
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  /** As a device opens it: Bouncy Castle's SM2 and SM4, none of our code. */
  private static BigInteger open(String envelope, TestHolder holder) throws Exception {
    ASN1Sequence members = ASN1Sequence.getInstance(Base64.getUrlDecoder().decode(envelope));
    ASN1Sequence cipher = ASN1Sequence.getInstance(members.getObjectAt(1));
    byte[] raw =
        Arrays.concatenate(
            new byte[][] {
              {4},
              coordinate(cipher, 0),
              coordinate(cipher, 1),
              ASN1OctetString.getInstance(cipher.getObjectAt(2)).getOctets(),
              ASN1OctetString.getInstance(cipher.getObjectAt(3)).getOctets()
            });
    SM2Engine engine = new SM2Engine(new SM3Digest(), SM2Engine.Mode.C1C3C2);
    engine.init(false, PrivateKeyFactory.createKey(holder.key().getPrivate().getEncoded()));
    SM4Engine sm4 = new SM4Engine();
    sm4.init(false, new KeyParameter(engine.processBlock(raw, 0, raw.length)));
    byte[] encrypted = ASN1BitString.getInstance(members.getObjectAt(3)).getOctets();
    byte[] number = new byte[32];
    sm4.processBlock(encrypted, 0, number, 0);
    sm4.processBlock(encrypted, 16, number, 16);
    return new BigInteger(1, number);
  }

  private static byte[] coordinate(ASN1Sequence cipher, int index) {
    return BigIntegers.asUnsignedByteArray(
        32, ASN1Integer.getInstance(cipher.getObjectAt(index)).getPositiveValue());
  }

  private static BigInteger publicPoint(BigInteger number) {
    ECPoint point =
        org.bouncycastle.asn1.gm.GMNamedCurves.getByName("sm2p256v1").getG().multiply(number).normalize();
    return point.getAffineXCoord().toBigInteger();
  }

  private static BigInteger point(ECPublicKey key) {
    return key.getW().getAffineX();
  }

  private static X509Certificate certificate(String pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509", TestHolder.BC)
            .generateCertificate(new ByteArrayInputStream(TestHolder.der(pem)));
  }
}
