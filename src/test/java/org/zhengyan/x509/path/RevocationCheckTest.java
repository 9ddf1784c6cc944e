package org.zhengyan.x509.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zhengyan.x509.path.TestCrls.certificateIssuer;
import static org.zhengyan.x509.path.TestCrls.crl;
import static org.zhengyan.x509.path.TestCrls.date;
import static org.zhengyan.x509.path.TestCrls.delta;
import static org.zhengyan.x509.path.TestCrls.point;
import static org.zhengyan.x509.path.TestCrls.revoked;
import static org.zhengyan.x509.path.TestCrls.scope;
import static org.zhengyan.x509.path.TestCrls.serial;
import static org.zhengyan.x509.path.TestPaths.ROOT;
import static org.zhengyan.x509.path.TestPaths.read;

import java.math.BigInteger;
import java.security.KeyPair;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.TestPki;
import org.zhengyan.x509.TestPki.Entity;
import org.zhengyan.x509.TestPki.Extensions;

/** CRLs under section 6.3: who may answer for whom, and what a silence means. */
class RevocationCheckTest {
  private static final Entity CA = TestPki.ca(ROOT, "CA");
  private static final Entity BODY = TestPki.body(CA);
  private static final PathCrl ROOT_CRL = crl(ROOT, b -> {});

  @ParameterizedTest
  @EnumSource(Suite.class)
  void acceptsWhatNoCrlNames(Suite suite) {
    Entity root = TestPki.root(suite, "Root");
    Entity body = TestPki.body(root);
    PathRequest request =
        PathRequest.of(read(body), List.of(), List.of(read(root)), TestPki.NOW);
    assertThat(validate(request.withCrls(List.of(crl(root, b -> {}))))).isEqualTo("VALID");
    assertThat(validate(request.withCrls(List.of(crl(root, revoked(body)))))).isEqualTo("REVOKED");
  }

  @Test
  void refusesRevokedTarget() {
    assertThat(validate(crl(CA, revoked(BODY)))).isEqualTo("REVOKED");
  }

  @Test
  void refusesTargetOnHold() {
    assertThat(
            validate(
                crl(
                    CA,
                    b -> b.addCRLEntry(serial(BODY), date(TestPki.FROM), CRLReason.certificateHold))))
        .isEqualTo("REVOKED");
  }

  @Test
  void refusesRevokedCa() {
    PathCrl clean = crl(CA, b -> {});
    assertThat(validate(BODY, List.of(CA), crl(ROOT, revoked(CA)), clean)).isEqualTo("REVOKED");
  }

  @Test
  void refusesWithoutACrlForEachCertificate() {
    assertThat(validate(BODY, List.of(CA), ROOT_CRL)).isEqualTo("STATUS_UNKNOWN");
    assertThat(validate(BODY, List.of(CA), crl(CA, b -> {}))).isEqualTo("STATUS_UNKNOWN");
    assertThat(validate(BODY, List.of(CA))).isEqualTo("STATUS_UNKNOWN");
  }

  @Test
  void refusesCrlSignedByAnotherKey() {
    Entity impostor = new Entity(Suite.P256, CA.name(), TestPki.newKey(Suite.P256), CA.der());
    assertThat(validate(crl(impostor, b -> {}))).isEqualTo("STATUS_UNKNOWN");
  }

  @Test
  void refusesCrlOfAnotherIssuer() {
    Entity renamed = new Entity(Suite.P256, new X500Name("CN=Other"), CA.key(), CA.der());
    assertThat(validate(crl(renamed, b -> {}))).isEqualTo("STATUS_UNKNOWN");
  }

  @Test
  void refusesExpiredAndFutureCrls() {
    assertThat(validate(crl(CA, TestPki.FROM, TestPki.NOW.minusSeconds(1), 1, b -> {})))
        .isEqualTo("STATUS_UNKNOWN");
    assertThat(validate(crl(CA, TestPki.NOW.plusSeconds(1), TestPki.TO, 1, b -> {})))
        .isEqualTo("STATUS_UNKNOWN");
    assertThat(validate(crl(CA, TestPki.FROM, null, 1, b -> {}))).isEqualTo("STATUS_UNKNOWN");
  }

  @Test
  void refusesCrlWithoutNumber() {
    assertThat(validate(crl(CA, TestPki.FROM, TestPki.TO, 0, b -> {}))).isEqualTo("STATUS_UNKNOWN");
  }

  @Test
  void refusesCrlWithUnknownCriticalExtension() {
    ASN1ObjectIdentifier unknown = new ASN1ObjectIdentifier("1.2.3.4");
    assertThat(validate(crl(CA, b -> b.addExtension(unknown, true, DERNull.INSTANCE))))
        .isEqualTo("STATUS_UNKNOWN");
    assertThat(validate(crl(CA, b -> b.addExtension(unknown, false, DERNull.INSTANCE))))
        .isEqualTo("VALID");
  }

  @Test
  void refusesCrlWithUnknownCriticalEntryExtension() {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    assertThat(
            validate(
                crl(
                    CA,
                    b -> {
                      extensions.addExtension(
                          new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE);
                      b.addCRLEntry(BigInteger.ONE, date(TestPki.FROM), extensions.generate());
                    })))
        .isEqualTo("STATUS_UNKNOWN");
  }

  @Test
  void refusesCrlOfACaThatMayNotSignCrls() {
    KeyPair key = TestPki.newKey(Suite.P256);
    Extensions plain = TestPki.ca(TestPki.publicKey(key), ROOT);
    Entity ca =
        TestPki.ca(
            ROOT,
            "No CRLs",
            key,
            builder -> {
              plain.add(builder);
              builder.removeExtension(Extension.keyUsage);
              builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            });
    assertThat(validate(TestPki.body(ca), List.of(ca), ROOT_CRL, crl(ca, b -> {})))
        .isEqualTo("STATUS_UNKNOWN");
  }

  @Test
  void acceptsCrlSignedByASeparateKeyOfTheCa() {
    Entity crlSigner = crlSigner(CA.name());
    PathCrl crl = crl(crlSigner, b -> {});
    assertThat(validate(BODY, List.of(CA, crlSigner), ROOT_CRL, crl)).isEqualTo("VALID");
    PathCrl names = crl(crlSigner, revoked(BODY));
    assertThat(validate(BODY, List.of(CA, crlSigner), ROOT_CRL, names)).isEqualTo("REVOKED");
  }

  @Test
  void refusesCrlWhoseSignerIsRevoked() {
    Entity crlSigner = crlSigner(CA.name());
    PathCrl rootCrl = crl(ROOT, revoked(crlSigner));
    assertThat(validate(BODY, List.of(CA, crlSigner), rootCrl, crl(crlSigner, b -> {})))
        .isEqualTo("STATUS_UNKNOWN");
  }

  @Test
  void refusesCrlWhoseSignerHasAnotherAnchor() {
    Entity stranger = TestPki.root(Suite.P256, "CA");
    Entity crlSigner = new Entity(Suite.P256, CA.name(), stranger.key(), stranger.der());
    PathRequest request =
        PathRequest.of(
                read(BODY),
                List.of(read(CA)),
                List.of(read(ROOT), read(stranger)),
                TestPki.NOW)
            .withCrls(List.of(ROOT_CRL, crl(crlSigner, b -> {})));
    assertThat(validate(request)).isEqualTo("STATUS_UNKNOWN");
  }

  @Test
  void obeysTheScopeOfACrl() {
    assertThat(validate(crl(CA, scope(null, true, false, null, false)))).isEqualTo("VALID");
    assertThat(validate(crl(CA, scope(null, false, true, null, false))))
        .isEqualTo("STATUS_UNKNOWN");
    assertThat(validate(crl(CA, scope(point("http://a/0.crl"), false, false, null, false))))
        .isEqualTo("STATUS_UNKNOWN");
  }

  @Test
  void findsTheShardOfTheDistributionPoint() {
    Entity body = withPoint("http://a/0.crl", null);
    PathCrl shard = crl(CA, scope(point("http://a/0.crl"), false, false, null, false));
    PathCrl other = crl(CA, scope(point("http://a/1.crl"), false, false, null, false));
    assertThat(validate(body, List.of(CA), ROOT_CRL, other, shard)).isEqualTo("VALID");
    assertThat(validate(body, List.of(CA), ROOT_CRL, other)).isEqualTo("STATUS_UNKNOWN");
  }

  @Test
  void needsAllReasonsAnswered() {
    ReasonFlags some = new ReasonFlags(ReasonFlags.keyCompromise);
    ReasonFlags others =
        new ReasonFlags(
            ReasonFlags.cACompromise
                | ReasonFlags.affiliationChanged
                | ReasonFlags.superseded
                | ReasonFlags.cessationOfOperation
                | ReasonFlags.certificateHold
                | ReasonFlags.privilegeWithdrawn
                | ReasonFlags.aACompromise);
    PathCrl first = crl(CA, scope(null, false, false, some, false));
    PathCrl second = crl(CA, scope(null, false, false, others, false));
    assertThat(validate(first)).isEqualTo("STATUS_UNKNOWN");
    assertThat(validate(BODY, List.of(CA), ROOT_CRL, first, second)).isEqualTo("VALID");
  }

  @Test
  void acceptsIndirectCrlOfTheNamedIssuer() {
    Entity crlSigner = crlSigner(new X500Name("CN=CRL issuer"));
    Entity body = withPoint("http://a/i.crl", crlSigner.name());
    PathCrl indirect = crl(crlSigner, scope(null, false, false, null, true));
    List<Entity> others = List.of(CA, crlSigner);
    assertThat(validate(body, others, ROOT_CRL, indirect)).isEqualTo("VALID");
    PathCrl direct = crl(crlSigner, b -> {});
    assertThat(validate(body, others, ROOT_CRL, direct)).isEqualTo("STATUS_UNKNOWN");
    PathCrl naming =
        crl(
            crlSigner,
            b -> {
              scope(null, false, false, null, true).add(b);
              b.addCRLEntry(
                  serial(body),
                  date(TestPki.FROM),
                  certificateIssuer(CA.name()));
            });
    assertThat(validate(body, others, ROOT_CRL, naming)).isEqualTo("REVOKED");
    PathCrl namingAnother =
        crl(
            crlSigner,
            b -> {
              scope(null, false, false, null, true).add(b);
              b.addCRLEntry(
                  serial(body),
                  date(TestPki.FROM),
                  certificateIssuer(new X500Name("CN=Other")));
            });
    assertThat(validate(body, others, ROOT_CRL, namingAnother)).isEqualTo("VALID");
  }

  @Test
  void putsADeltaOnTheCompleteCrl() {
    PathCrl complete = crl(CA, TestPki.FROM, TestPki.TO, 5, b -> {});
    PathCrl delta = crl(CA, TestPki.FROM, TestPki.TO, 6, delta(5, revoked(BODY)));
    assertThat(validate(BODY, List.of(CA), ROOT_CRL, complete, delta)).isEqualTo("REVOKED");
    PathCrl olderBase = crl(CA, TestPki.FROM, TestPki.TO, 4, b -> {});
    assertThat(validate(BODY, List.of(CA), ROOT_CRL, olderBase, delta)).isEqualTo("VALID");
    assertThat(validate(BODY, List.of(CA), ROOT_CRL, delta)).isEqualTo("STATUS_UNKNOWN");
  }

  @Test
  void takesAHoldBackByDelta() {
    PathCrl complete =
        crl(
            CA,
            b -> b.addCRLEntry(serial(BODY), date(TestPki.FROM), CRLReason.certificateHold));
    PathCrl delta =
        crl(
            CA,
            TestPki.FROM,
            TestPki.TO,
            2,
            delta(
                1,
                b -> b.addCRLEntry(serial(BODY), date(TestPki.FROM), CRLReason.removeFromCRL)));
    assertThat(validate(BODY, List.of(CA), ROOT_CRL, complete)).isEqualTo("REVOKED");
    assertThat(validate(BODY, List.of(CA), ROOT_CRL, complete, delta)).isEqualTo("VALID");
  }

  private static Entity withPoint(String uri, @Nullable X500Name crlIssuer) {
    Extensions plain = TestPki.body(KeyUsage.digitalSignature, CA);
    DistributionPoint point =
        new DistributionPoint(
            point(uri),
            null,
            crlIssuer == null ? null : new GeneralNames(new GeneralName(crlIssuer)));
    return TestPki.body(
        CA,
        builder -> {
          plain.add(builder);
          builder.addExtension(
              Extension.cRLDistributionPoints,
              false,
              new CRLDistPoint(new DistributionPoint[] {point}));
        },
        TestPki.FROM,
        TestPki.TO);
  }

  /** A key of this name that the root certified to sign CRLs alone. */
  private static Entity crlSigner(X500Name name) {
    KeyPair key = TestPki.newKey(Suite.P256);
    SubjectPublicKeyInfo publicKey = TestPki.publicKey(key);
    byte[] der =
        TestPki.issue(
            ROOT, name, publicKey, TestPki.FROM, TestPki.TO, TestPki.body(KeyUsage.cRLSign, ROOT));
    return new Entity(Suite.P256, name, key, der);
  }

  private static String validate(PathCrl crl) {
    return validate(BODY, List.of(CA), ROOT_CRL, crl);
  }

  private static String validate(Entity target, List<Entity> others, PathCrl... crls) {
    return validate(
        PathRequest.of(
                read(target),
                others.stream().map(TestPaths::read).toList(),
                List.of(read(ROOT)),
                TestPki.NOW)
            .withCrls(Stream.of(crls).toList()));
  }

  private static String validate(PathRequest request) {
    return SuiteCase.outcome(new PathValidator().validate(request));
  }
}
