package org.zhengyan.x509.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zhengyan.x509.issuing.BrokenFields.EXTENSIONS;
import static org.zhengyan.x509.issuing.BrokenFields.ISSUER;
import static org.zhengyan.x509.issuing.BrokenFields.KEY;
import static org.zhengyan.x509.issuing.BrokenFields.SERIAL;
import static org.zhengyan.x509.issuing.BrokenFields.SUBJECT;
import static org.zhengyan.x509.issuing.BrokenFields.VALIDITY;
import static org.zhengyan.x509.issuing.BrokenFields.VERSION;
import static org.zhengyan.x509.issuing.BrokenFields.algorithm;
import static org.zhengyan.x509.issuing.BrokenFields.begin;
import static org.zhengyan.x509.issuing.BrokenFields.body;
import static org.zhengyan.x509.issuing.BrokenFields.broken;
import static org.zhengyan.x509.issuing.BrokenFields.compressed;
import static org.zhengyan.x509.issuing.BrokenFields.end;
import static org.zhengyan.x509.issuing.BrokenFields.extensions;
import static org.zhengyan.x509.issuing.BrokenFields.generalized;
import static org.zhengyan.x509.issuing.BrokenFields.inOneSet;
import static org.zhengyan.x509.issuing.BrokenFields.otherKey;
import static org.zhengyan.x509.issuing.BrokenFields.otherTypes;
import static org.zhengyan.x509.issuing.BrokenFields.replaceIdentifier;
import static org.zhengyan.x509.issuing.BrokenFields.row;
import static org.zhengyan.x509.issuing.BrokenFields.serial;
import static org.zhengyan.x509.issuing.BrokenFields.subject;
import static org.zhengyan.x509.issuing.BrokenFields.validity;
import static org.zhengyan.x509.issuing.BrokenFields.version;
import static org.zhengyan.x509.issuing.BrokenFields.withNull;

import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.issuing.BrokenFields.Change;

/**
 * Each row takes bytes that are right in everything, breaks one thing, and names what must be
 * found.
 */
class CertificateLintTest {

  @ParameterizedTest
  @EnumSource(Suite.class)
  void passesWhatTheBuilderBuilds(Suite suite) throws Exception {
    TbsCertificate tbs = TbsCertificate.build(IssuingFixture.template(suite));
    assertThat(CertificateLint.lint(tbs).tbsDigest()).isEqualTo(Sha256.digest(tbs.der()));
  }

  @ParameterizedTest
  @EnumSource(Suite.class)
  void passesLongNamesAndCharactersBeyondTheBmp(Suite suite) throws Exception {
    var key = IssuingFixture.template(suite).publicKey();
    for (String name : new String[] {"示".repeat(65), "𠮷".repeat(64), "𠮷野家镇卫生院（示范区分院）"}) {
      CertificateLint.lint(TbsCertificate.build(IssuingFixture.template(suite, key, name)));
    }
  }

  static Stream<Arguments> oneBrokenThing() {
    return Stream.concat(fields(), ExtensionRows.rows());
  }

  private static Stream<Arguments> fields() {
    return Stream.of(
        row(
            "serial zero",
            serial(BigInteger.ZERO),
            LintRule.SERIAL_POSITIVE,
            LintRule.SERIAL_ENTROPY,
            LintRule.READ_BY_OURSELVES),
        row(
            "serial negative",
            serial(IssuingFixture.SERIAL.negate()),
            LintRule.SERIAL_POSITIVE,
            LintRule.READ_BY_OURSELVES),
        row(
            "serial of 21 octets",
            serial(BigInteger.ONE.shiftLeft(160)),
            LintRule.SERIAL_LENGTH,
            LintRule.READ_BY_OURSELVES),
        row(
            "serial of 20 octets with the sign bit",
            serial(BigInteger.ONE.shiftLeft(159)),
            LintRule.SERIAL_LENGTH,
            LintRule.READ_BY_OURSELVES),
        row("serial counted up", serial(BigInteger.valueOf(1000)), LintRule.SERIAL_ENTROPY),
        row(
            "algorithm of the other suite",
            algorithm(Suite.SM2.signatureAlgorithm()),
            LintRule.SIGNATURE_ALGORITHM),
        row("algorithm with NULL", algorithm(withNull()), LintRule.SIGNATURE_ALGORITHM),
        row(
            "issuer of another name",
            (f, t) -> f[ISSUER] = new X500Name("CN=other"),
            LintRule.ISSUER_NAME),
        row(
            "issuer in other string types",
            (f, t) -> f[ISSUER] = otherTypes(t),
            LintRule.ISSUER_NAME),
        row(
            "GeneralizedTime before 2050",
            (f, t) -> f[VALIDITY] = validity(generalized("20260301000000Z"), end(t)),
            LintRule.VALIDITY_ENCODING),
        row(
            "ends before it begins",
            (f, t) -> f[VALIDITY] = validity(begin(t), "260201000000Z"),
            LintRule.VALIDITY_ORDER,
            LintRule.READ_BY_OURSELVES),
        row(
            "begins before the issuer",
            (f, t) -> f[VALIDITY] = validity("241231235959Z", "250601000000Z"),
            LintRule.VALIDITY_INSIDE_ISSUER),
        row(
            "ends after the issuer",
            (f, t) -> f[VALIDITY] = validity("490101000000Z", generalized("20510101000000Z")),
            LintRule.VALIDITY_INSIDE_ISSUER),
        row(
            "one second too long",
            (f, t) -> f[VALIDITY] = validity("260301000000Z", "290301000000Z"),
            LintRule.VALIDITY_LENGTH),
        row(
            "subject in another order",
            subject(
                b ->
                    b.addRDN(BCStyle.C, "CN")
                        .addRDN(BCStyle.ORGANIZATION_IDENTIFIER, IssuingFixture.USCC)
                        .addRDN(BCStyle.O, IssuingFixture.NAME)
                        .addRDN(BCStyle.CN, IssuingFixture.NAME)),
            LintRule.SUBJECT_FORM,
            LintRule.SUBJECT_IS_THE_BODY),
        row(
            "subject with one more attribute",
            subject(b -> body(b, IssuingFixture.NAME).addRDN(BCStyle.OU, "x")),
            LintRule.SUBJECT_FORM,
            LintRule.SUBJECT_IS_THE_BODY),
        row(
            "subject with a PrintableString",
            subject(
                b ->
                    b.addRDN(BCStyle.C, "CN")
                        .addRDN(BCStyle.O, IssuingFixture.NAME)
                        .addRDN(
                            BCStyle.ORGANIZATION_IDENTIFIER,
                            new DERPrintableString(IssuingFixture.USCC))
                        .addRDN(BCStyle.CN, IssuingFixture.NAME)),
            LintRule.SUBJECT_FORM,
            LintRule.SUBJECT_IS_THE_BODY),
        row(
            "subject of another country",
            subject(
                b ->
                    b.addRDN(BCStyle.C, "US")
                        .addRDN(BCStyle.O, IssuingFixture.NAME)
                        .addRDN(BCStyle.ORGANIZATION_IDENTIFIER, IssuingFixture.USCC)
                        .addRDN(BCStyle.CN, IssuingFixture.NAME)),
            LintRule.SUBJECT_FORM,
            LintRule.SUBJECT_IS_THE_BODY),
        row(
            "subject with two attributes in one set",
            (f, t) -> f[SUBJECT] = inOneSet(),
            LintRule.SUBJECT_FORM,
            LintRule.SUBJECT_LENGTH,
            LintRule.SUBJECT_TEXT,
            LintRule.SUBJECT_IS_THE_BODY),
        row(
            "65 characters",
            subject(b -> body(b, "长".repeat(65))),
            LintRule.SUBJECT_LENGTH,
            LintRule.SUBJECT_IS_THE_BODY),
        row(
            "a control character",
            subject(b -> body(b, "示范\u0007局")),
            LintRule.SUBJECT_TEXT,
            LintRule.SUBJECT_IS_THE_BODY),
        row(
            "a name not in NFC",
            subject(b -> body(b, "e\u0301cole")),
            LintRule.SUBJECT_TEXT,
            LintRule.SUBJECT_IS_THE_BODY),
        row(
            "a trailing space",
            subject(b -> body(b, "示范局 ")),
            LintRule.SUBJECT_TEXT,
            LintRule.SUBJECT_IS_THE_BODY),
        row("another body", subject(b -> body(b, "别的教育局")), LintRule.SUBJECT_IS_THE_BODY),
        row(
            "key of another holder",
            (f, t) -> {
              f[KEY] = otherKey(Suite.P256);
              f[EXTENSIONS] = extensions(f, t, e -> replaceIdentifier(e, f[KEY]));
            },
            LintRule.PUBLIC_KEY_IS_THE_HOLDERS),
        row(
            "key of the other suite",
            (f, t) -> {
              f[KEY] = otherKey(Suite.SM2);
              f[EXTENSIONS] = extensions(f, t, e -> replaceIdentifier(e, f[KEY]));
            },
            LintRule.PUBLIC_KEY_FORM,
            LintRule.PUBLIC_KEY_IS_THE_HOLDERS),
        row(
            "compressed key",
            (f, t) -> f[KEY] = compressed(t),
            LintRule.PUBLIC_KEY_FORM,
            LintRule.PUBLIC_KEY_IS_THE_HOLDERS),
        row(
            "the issuer's own key",
            (f, t) -> {
              f[KEY] = t.issuer().getSubjectPublicKeyInfo();
              f[EXTENSIONS] = extensions(f, t, e -> replaceIdentifier(e, f[KEY]));
            },
            LintRule.PUBLIC_KEY_IS_THE_HOLDERS,
            LintRule.PUBLIC_KEY_STRENGTH),
        row(
            "unique identifier",
            (f, t) -> f[KEY] = f[KEY],
            LintRule.UNIQUE_IDENTIFIERS,
            LintRule.READ_BY_OURSELVES));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("oneBrokenThing")
  void finds(Change change, Set<LintRule> expected) throws Exception {
    CertificateTemplate template = IssuingFixture.template(Suite.P256);
    boolean uniqueId = expected.contains(LintRule.UNIQUE_IDENTIFIERS);
    TbsCertificate tbs = broken(template, change, uniqueId);

    assertThat(CertificateLint.broken(new LintSubject(tbs.der(), template)))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThatThrownBy(() -> CertificateLint.lint(tbs)).isInstanceOf(CertificateLintFailed.class);
  }

  @Test
  void everyRuleHasARowThatBreaksIt() {
    EnumSet<LintRule> covered = EnumSet.noneOf(LintRule.class);
    oneBrokenThing().forEach(row -> covered.addAll(rules(row)));
    covered.addAll(
        Set.of(LintRule.VERSION, LintRule.ISSUER_MAY_SIGN)); // each has its own test below
    assertThat(covered).isEqualTo(EnumSet.allOf(LintRule.class));
  }

  @Test
  void findsAnotherVersion() throws Exception {
    CertificateTemplate template = IssuingFixture.template(Suite.P256);
    TbsCertificate second = broken(template, (f, t) -> f[VERSION] = version(1), false);
    assertThatThrownBy(() -> CertificateLint.lint(second))
        .isInstanceOf(CertificateLintFailed.class);

    ASN1Sequence right = ASN1Sequence.getInstance(TbsCertificate.build(template).der());
    ASN1EncodableVector first = new ASN1EncodableVector();
    for (int i = SERIAL; i < EXTENSIONS; i++) {
      first.add(right.getObjectAt(i));
    }
    byte[] der = new DERSequence(first).getEncoded("DER");
    assertThat(CertificateLint.broken(new LintSubject(der, template))).contains(LintRule.VERSION);
  }

  @Test
  void findsAnIssuerThatMayNotSign() throws Exception {
    CertificateTemplate right = IssuingFixture.template(Suite.P256);
    X509CertificateHolder ocsp = IssuingFixture.VAULT.load("ocsp-organ-p256").certificate();
    CertificateTemplate template =
        new CertificateTemplate(
            right.profile(),
            right.firstName(),
            right.uscc(),
            right.publicKey(),
            right.serial(),
            right.notBefore(),
            right.notAfter(),
            ocsp,
            right.urls());

    assertThat(
            CertificateLint.broken(new LintSubject(TbsCertificate.build(template).der(), template)))
        .containsExactly(LintRule.ISSUER_MAY_SIGN);
  }

  @Test
  void findsBytesThatAreNotDer() throws Exception {
    CertificateTemplate template = IssuingFixture.template(Suite.P256);
    byte[] der = TbsCertificate.build(template).der();
    byte[] trailing = Arrays.copyOf(der, der.length + 1);
    byte[] indefinite = der.clone();
    indefinite[1] = (byte) 0x80;
    for (byte[] bytes :
        new byte[][] {trailing, indefinite, Arrays.copyOf(der, der.length - 1), new byte[0]}) {
      assertThatThrownBy(() -> CertificateLint.lint(new TbsCertificate(bytes, template)))
          .isInstanceOf(CertificateLintFailed.class)
          .hasMessageContaining("X.690");
    }
  }

  @Test
  void writesTimesFrom2050AsGeneralizedTime() throws Exception {
    CertificateTemplate right = IssuingFixture.template(Suite.P256);
    Instant begin = Instant.parse("2048-01-01T00:00:00Z");
    Instant end = right.profile().lastSecond(begin);
    X509CertificateHolder root = IssuingFixture.VAULT.root(Suite.P256);
    CertificateTemplate template =
        new CertificateTemplate(
            right.profile(),
            right.firstName(),
            right.uscc(),
            right.publicKey(),
            right.serial(),
            begin,
            end,
            root,
            right.urls());

    CertificateLint.lint(TbsCertificate.build(template));
  }

  @Test
  void refusesUrlsThatAreNotPlainHttp() {
    for (String base :
        new String[] {"https://localhost", "http://localhost/", "ftp://x", "localhost"}) {
      assertThatThrownBy(() -> new CertificateUrls(URI.create(base), "organ-sm2", 16))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @SuppressWarnings("unchecked")
  private static Set<LintRule> rules(Arguments row) {
    return (Set<LintRule>) row.get()[1];
  }
}
