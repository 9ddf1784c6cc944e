package org.zhengyan.x509.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bouncycastle.asn1.x509.Extension.basicConstraints;
import static org.bouncycastle.asn1.x509.Extension.keyUsage;
import static org.bouncycastle.asn1.x509.Extension.nameConstraints;
import static org.bouncycastle.asn1.x509.Extension.subjectAlternativeName;
import static org.zhengyan.x509.path.TestPaths.BODY;
import static org.zhengyan.x509.path.TestPaths.LOWER;
import static org.zhengyan.x509.path.TestPaths.ROOT;
import static org.zhengyan.x509.path.TestPaths.UPPER;
import static org.zhengyan.x509.path.TestPaths.read;
import static org.zhengyan.x509.path.TestPaths.refuses;
import static org.zhengyan.x509.path.TestPaths.request;
import static org.zhengyan.x509.path.TestPaths.subordinate;
import static org.zhengyan.x509.path.TestPaths.validate;
import static org.zhengyan.x509.path.TestPaths.with;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.TestPki;
import org.zhengyan.x509.TestPki.Entity;
import org.zhengyan.x509.TestPki.Extensions;

/** What the public suites do not cover: our suites, our options, hostile chains. */
class PathValidatorTest {
  @ParameterizedTest
  @EnumSource(Suite.class)
  void acceptsAChainOfEitherSuite(Suite suite) {
    Entity root = TestPki.root(suite, "Root");
    Entity ca = TestPki.ca(root, "CA");
    Entity body = TestPki.body(ca);
    assertThat(validate(request(body, List.of(ca), root)))
        .isInstanceOfSatisfying(
            PathResult.Valid.class,
            valid ->
                assertThat(valid.path())
                    .containsExactly(read(body), read(ca), read(root)));
  }

  @Test
  void findsThePathWhateverTheOrder() {
    List<Entity> others = new ArrayList<>(List.of(UPPER, LOWER, TestPki.ca(ROOT, "Lower"), BODY, ROOT));
    for (int i = 0; i < 5; i++) {
      Collections.shuffle(others, new Random(i));
      assertThat(validate(request(BODY, others, ROOT)).valid()).isTrue();
    }
  }

  @Test
  void triesAnotherPathWhenTheFirstDoesNotHold() {
    KeyPair key = TestPki.newKey(Suite.P256);
    SubjectPublicKeyInfo publicKey = TestPki.publicKey(key);
    X500Name name = new X500Name("CN=Crossed");
    byte[] expired =
        TestPki.issue(
            ROOT, name, publicKey, TestPki.FROM, TestPki.NOW.minusSeconds(9), TestPki.ca(publicKey, ROOT));
    byte[] good =
        TestPki.issue(
            ROOT,
            name,
            publicKey,
            TestPki.FROM.minusSeconds(9),
            TestPki.TO,
            TestPki.ca(publicKey, ROOT));
    Entity crossed = new Entity(Suite.P256, name, key, expired);
    Entity again = new Entity(Suite.P256, name, key, good);
    Entity body = TestPki.body(crossed);
    assertThat(validate(request(body, List.of(crossed, again), ROOT)).valid()).isTrue();
    refuses(request(body, List.of(crossed), ROOT), PathFailure.EXPIRED);
  }

  @Test
  void refusesWithoutAnAnchor() {
    refuses(request(BODY, List.of(UPPER, LOWER, ROOT)), PathFailure.UNTRUSTED);
  }

  @Test
  void refusesAnAnchorOfTheSameNameWithAnotherKey() {
    refuses(
        request(BODY, List.of(UPPER, LOWER), TestPki.root(Suite.P256, "Root")),
        PathFailure.SIGNATURE);
  }

  @Test
  void refusesMissingIntermediate() {
    refuses(request(BODY, List.of(LOWER), ROOT), PathFailure.UNTRUSTED);
  }

  @Test
  void refusesExpiredAnchor() {
    PathRequest request = request(BODY, List.of(UPPER, LOWER), ROOT);
    refuses(at(request, TestPki.TO.plusSeconds(1)), PathFailure.EXPIRED);
    refuses(at(request, TestPki.FROM.minusSeconds(1)), PathFailure.NOT_YET_VALID);
    assertThat(validate(at(request, TestPki.TO.plusMillis(999))).valid()).isTrue();
  }

  @Test
  void refusesIssuerThatIsNoCa() {
    Entity body = TestPki.body(UPPER);
    refuses(request(TestPki.body(body), List.of(UPPER, body), ROOT), PathFailure.BASIC_CONSTRAINTS);
  }

  @Test
  void refusesIssuerWithoutKeyCertSign() {
    Entity ca =
        subordinate("CA", keyUsage, true, new KeyUsage(KeyUsage.cRLSign));
    refuses(request(TestPki.body(ca), List.of(ca), ROOT), PathFailure.MALFORMED);
  }

  @Test
  void refusesPathLongerThanACaAllows() {
    Entity narrow = subordinate("Narrow", basicConstraints, true, new BasicConstraints(0));
    Entity below = TestPki.ca(narrow, "Below");
    assertThat(validate(request(TestPki.body(narrow), List.of(narrow), ROOT)).valid()).isTrue();
    refuses(
        request(TestPki.body(below), List.of(narrow, below), ROOT), PathFailure.BASIC_CONSTRAINTS);
  }

  @Test
  void refusesPathLongerThanTheCallerAllows() {
    PathRequest two = request(BODY, List.of(UPPER, LOWER), ROOT);
    assertThat(validate(two.withMaxIntermediates(2)).valid()).isTrue();
    refuses(two.withMaxIntermediates(1), PathFailure.BASIC_CONSTRAINTS);
  }

  @Test
  void refusesUncriticalBasicConstraintsExceptByOldRules() {
    Entity ca = subordinate("CA", basicConstraints, false, new BasicConstraints(true));
    PathRequest request = request(TestPki.body(ca), List.of(ca), ROOT);
    refuses(request, PathFailure.MALFORMED);
    assertThat(validate(request.withRules(PathRules.RFC_3280)).valid()).isTrue();
  }

  @Test
  void refusesUnknownCriticalExtension() {
    Entity ca = subordinate("CA", new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE);
    refuses(request(TestPki.body(ca), List.of(ca), ROOT), PathFailure.CRITICAL_EXTENSION);
  }

  @Test
  void refusesPurposeThatTheTargetLacks() {
    Entity client = purposed(KeyPurposeId.id_kp_clientAuth);
    PathRequest request = request(client, List.of(UPPER), ROOT);
    assertThat(validate(request.withPurpose(KeyPurposeId.id_kp_clientAuth.getId())).valid()).isTrue();
    refuses(
        request.withPurpose(KeyPurposeId.id_kp_timeStamping.getId()), PathFailure.EXTENDED_KEY_USAGE);
    Entity any = purposed(KeyPurposeId.anyExtendedKeyUsage);
    assertThat(
            validate(
                    request(any, List.of(UPPER), ROOT)
                        .withPurpose(KeyPurposeId.id_kp_timeStamping.getId()))
                .valid())
        .isTrue();
  }

  @Test
  void refusesPurposeThatACaLacks() {
    Entity ca =
        subordinate(
            "CA",
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
    PathRequest request = request(TestPki.body(ca), List.of(ca), ROOT);
    assertThat(validate(request.withPurpose(KeyPurposeId.id_kp_clientAuth.getId())).valid()).isTrue();
    refuses(
        request.withPurpose(KeyPurposeId.id_kp_timeStamping.getId()), PathFailure.EXTENDED_KEY_USAGE);
  }

  @Test
  void refusesNameOutsideTheConstraintsOfTheAnchor() {
    Entity root =
        root(
            "Constrained",
            new NameConstraints(
                new GeneralSubtree[] {
                  new GeneralSubtree(new GeneralName(GeneralName.dNSName, "gov.cn"))
                },
                null));
    assertThat(validate(request(host(root, "a.gov.cn"), List.of(), root)).valid()).isTrue();
    refuses(request(host(root, "a.com"), List.of(), root), PathFailure.NAME_CONSTRAINTS);
  }

  @Test
  void refusesExpectedNameThatIsNotCarried() {
    Entity host = host(ROOT, "a.gov.cn");
    PathRequest request = request(host, List.of(), ROOT);
    assertThat(validate(request.withPeerNames(List.of(new PeerName.Dns("a.gov.cn")))).valid()).isTrue();
    refuses(request.withPeerNames(List.of(new PeerName.Dns("b.gov.cn"))), PathFailure.PEER_NAME);
  }

  @Test
  void refusesWeakKeys() throws NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    SubjectPublicKeyInfo key = TestPki.publicKey(generator.generateKeyPair());
    byte[] der =
        TestPki.issue(
            ROOT,
            TestPki.bodyName(),
            key,
            TestPki.FROM,
            TestPki.TO,
            TestPki.body(KeyUsage.digitalSignature, ROOT));
    PathRequest request =
        request(new Entity(Suite.P256, TestPki.bodyName(), ROOT.key(), der), List.of(), ROOT);
    refuses(request, PathFailure.SIGNATURE);
    assertThat(validate(request.withRules(PathRules.RFC_3280)).valid()).isTrue();
  }

  private static Entity root(String name, NameConstraints constraints) {
    KeyPair key = TestPki.newKey(Suite.P256);
    X500Name subject = new X500Name("CN=" + name);
    Entity self = new Entity(Suite.P256, subject, key, new byte[0]);
    Extensions plain = TestPki.ca(TestPki.publicKey(key), self);
    byte[] der =
        TestPki.issue(
            self,
            subject,
            TestPki.publicKey(key),
            TestPki.FROM,
            TestPki.TO,
            builder -> {
              plain.add(builder);
              builder.addExtension(nameConstraints, true, constraints);
            });
    return new Entity(Suite.P256, subject, key, der);
  }

  private static Entity host(Entity issuer, String host) {
    return with(
        issuer,
        subjectAlternativeName,
        new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
  }

  private static Entity purposed(KeyPurposeId purpose) {
    return TestPki.body(
        UPPER, TestPki.body(KeyUsage.digitalSignature, UPPER, purpose), TestPki.FROM, TestPki.TO);
  }

  private static PathRequest at(PathRequest request, Instant at) {
    return PathRequest.of(request.target(), request.others(), request.anchors(), at);
  }
}
