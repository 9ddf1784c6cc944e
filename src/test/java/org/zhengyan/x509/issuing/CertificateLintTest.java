package org.zhengyan.x509.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.zhengyan.keys.Suite;

/** Each row takes bytes that are right in everything, breaks one thing, and names what must be found. */
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

  /** Changes one field of the right bytes; index as in section 4.1, version first. */
  private interface Change {
    void apply(ASN1Encodable[] fields, CertificateTemplate template) throws Exception;
  }

  private static final int VERSION = 0;
  private static final int SERIAL = 1;
  private static final int ALGORITHM = 2;
  private static final int ISSUER = 3;
  private static final int VALIDITY = 4;
  private static final int SUBJECT = 5;
  private static final int KEY = 6;
  private static final int EXTENSIONS = 7;

  static Stream<Arguments> oneBrokenThing() {
    return Stream.of(
        row("serial zero", serial(BigInteger.ZERO), LintRule.SERIAL_POSITIVE, LintRule.SERIAL_ENTROPY, LintRule.READ_BY_OURSELVES),
        row("serial negative", serial(IssuingFixture.SERIAL.negate()), LintRule.SERIAL_POSITIVE, LintRule.READ_BY_OURSELVES),
        row("serial of 21 octets", serial(BigInteger.ONE.shiftLeft(160)), LintRule.SERIAL_LENGTH, LintRule.READ_BY_OURSELVES),
        row("serial of 20 octets with the sign bit", serial(BigInteger.ONE.shiftLeft(159)), LintRule.SERIAL_LENGTH, LintRule.READ_BY_OURSELVES),
        row("serial counted up", serial(BigInteger.valueOf(1000)), LintRule.SERIAL_ENTROPY),
        row("algorithm of the other suite", algorithm(Suite.SM2.signatureAlgorithm()), LintRule.SIGNATURE_ALGORITHM),
        row("algorithm with NULL", algorithm(withNull()), LintRule.SIGNATURE_ALGORITHM),
        row("issuer of another name", (f, t) -> f[ISSUER] = new X500Name("CN=other"), LintRule.ISSUER_NAME),
        row("issuer in other string types", (f, t) -> f[ISSUER] = otherTypes(t), LintRule.ISSUER_NAME),
        row("GeneralizedTime before 2050", (f, t) -> f[VALIDITY] = validity(generalized("20260301000000Z"), end(t)), LintRule.VALIDITY_ENCODING),
        row("ends before it begins", (f, t) -> f[VALIDITY] = validity(begin(t), "260201000000Z"), LintRule.VALIDITY_ORDER, LintRule.READ_BY_OURSELVES),
        row("begins before the issuer", (f, t) -> f[VALIDITY] = validity("241231235959Z", "250601000000Z"), LintRule.VALIDITY_INSIDE_ISSUER),
        row("ends after the issuer", (f, t) -> f[VALIDITY] = validity("490101000000Z", generalized("20510101000000Z")), LintRule.VALIDITY_INSIDE_ISSUER),
        row("one second too long", (f, t) -> f[VALIDITY] = validity("260301000000Z", "290301000000Z"), LintRule.VALIDITY_LENGTH),
        row("subject in another order", subject(b -> b.addRDN(BCStyle.C, "CN").addRDN(BCStyle.ORGANIZATION_IDENTIFIER, IssuingFixture.USCC).addRDN(BCStyle.O, IssuingFixture.NAME).addRDN(BCStyle.CN, IssuingFixture.NAME)), LintRule.SUBJECT_FORM, LintRule.SUBJECT_IS_THE_BODY),
        row("subject with one more attribute", subject(b -> body(b, IssuingFixture.NAME).addRDN(BCStyle.OU, "x")), LintRule.SUBJECT_FORM, LintRule.SUBJECT_IS_THE_BODY),
        row("subject with a PrintableString", subject(b -> b.addRDN(BCStyle.C, "CN").addRDN(BCStyle.O, IssuingFixture.NAME).addRDN(BCStyle.ORGANIZATION_IDENTIFIER, new DERPrintableString(IssuingFixture.USCC)).addRDN(BCStyle.CN, IssuingFixture.NAME)), LintRule.SUBJECT_FORM, LintRule.SUBJECT_IS_THE_BODY),
        row("subject of another country", subject(b -> b.addRDN(BCStyle.C, "US").addRDN(BCStyle.O, IssuingFixture.NAME).addRDN(BCStyle.ORGANIZATION_IDENTIFIER, IssuingFixture.USCC).addRDN(BCStyle.CN, IssuingFixture.NAME)), LintRule.SUBJECT_FORM, LintRule.SUBJECT_IS_THE_BODY),
        row("subject with two attributes in one set", (f, t) -> f[SUBJECT] = inOneSet(), LintRule.SUBJECT_FORM, LintRule.SUBJECT_LENGTH, LintRule.SUBJECT_TEXT, LintRule.SUBJECT_IS_THE_BODY),
        row("65 characters", subject(b -> body(b, "长".repeat(65))), LintRule.SUBJECT_LENGTH, LintRule.SUBJECT_IS_THE_BODY),
        row("a control character", subject(b -> body(b, "示范\u0007局")), LintRule.SUBJECT_TEXT, LintRule.SUBJECT_IS_THE_BODY),
        row("a name not in NFC", subject(b -> body(b, "e\u0301cole")), LintRule.SUBJECT_TEXT, LintRule.SUBJECT_IS_THE_BODY),
        row("a trailing space", subject(b -> body(b, "示范局 ")), LintRule.SUBJECT_TEXT, LintRule.SUBJECT_IS_THE_BODY),
        row("another body", subject(b -> body(b, "别的教育局")), LintRule.SUBJECT_IS_THE_BODY),
        row("key of another holder", (f, t) -> { f[KEY] = otherKey(Suite.P256); f[EXTENSIONS] = extensions(f, t, e -> replaceIdentifier(e, f[KEY])); }, LintRule.PUBLIC_KEY_IS_THE_HOLDERS),
        row("key of the other suite", (f, t) -> { f[KEY] = otherKey(Suite.SM2); f[EXTENSIONS] = extensions(f, t, e -> replaceIdentifier(e, f[KEY])); }, LintRule.PUBLIC_KEY_FORM, LintRule.PUBLIC_KEY_IS_THE_HOLDERS),
        row("compressed key", (f, t) -> f[KEY] = compressed(t), LintRule.PUBLIC_KEY_FORM, LintRule.PUBLIC_KEY_IS_THE_HOLDERS),
        row("the issuer's own key", (f, t) -> { f[KEY] = t.issuer().getSubjectPublicKeyInfo(); f[EXTENSIONS] = extensions(f, t, e -> replaceIdentifier(e, f[KEY])); }, LintRule.PUBLIC_KEY_IS_THE_HOLDERS, LintRule.PUBLIC_KEY_STRENGTH),
        row("unique identifier", (f, t) -> f[KEY] = f[KEY], LintRule.UNIQUE_IDENTIFIERS, LintRule.READ_BY_OURSELVES),
        row("extension value with trailing bytes", extension(e -> put(e, Extension.subjectKeyIdentifier, false, append(value(e, Extension.subjectKeyIdentifier)))), LintRule.EXTENSION_VALUES, LintRule.AUTHORITY_KEY_IDENTIFIER, LintRule.SUBJECT_KEY_IDENTIFIER, LintRule.KEY_USAGE, LintRule.NOT_A_CA, LintRule.EXTENDED_KEY_USAGE, LintRule.READ_BY_OURSELVES),
        row("an unknown extension", extension(e -> put(e, new ASN1ObjectIdentifier("2.5.29.99"), false, DERNull.INSTANCE.getEncoded())), LintRule.EXTENSION_SET),
        row("an unknown critical extension", extension(e -> put(e, new ASN1ObjectIdentifier("2.5.29.99"), true, DERNull.INSTANCE.getEncoded())), LintRule.EXTENSION_SET, LintRule.EXTENSION_CRITICALITY, LintRule.READ_BY_OURSELVES),
        row("no policies", extension(e -> e.removeExtension(Extension.certificatePolicies)), LintRule.EXTENSION_SET, LintRule.POLICIES),
        row("key usage not critical", extension(e -> put(e, Extension.keyUsage, false, value(e, Extension.keyUsage))), LintRule.EXTENSION_CRITICALITY),
        row("authority key identifier of another CA", extension(e -> put(e, Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(new byte[20]).getEncoded())), LintRule.AUTHORITY_KEY_IDENTIFIER),
        row("authority key identifier with issuer and serial", extension(e -> put(e, Extension.authorityKeyIdentifier, false, wordyAuthority())), LintRule.AUTHORITY_KEY_IDENTIFIER),
        row("subject key identifier of another key", extension(e -> put(e, Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(new byte[20]).getEncoded())), LintRule.SUBJECT_KEY_IDENTIFIER),
        row("one key usage more", extension(e -> put(e, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation | KeyUsage.keyAgreement).getEncoded())), LintRule.KEY_USAGE),
        row("one key usage less", extension(e -> put(e, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature).getEncoded())), LintRule.KEY_USAGE),
        row("may sign certificates", extension(e -> put(e, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign).getEncoded())), LintRule.KEY_USAGE, LintRule.NOT_A_CA),
        row("basic constraints of a CA", extension(e -> put(e, Extension.basicConstraints, false, new BasicConstraints(true).getEncoded())), LintRule.EXTENSION_SET, LintRule.NOT_A_CA),
        row("any purpose", extension(e -> put(e, Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage).getEncoded())), LintRule.EXTENDED_KEY_USAGE),
        row("OCSP signing", extension(e -> put(e, Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning).getEncoded())), LintRule.EXTENDED_KEY_USAGE),
        row("another policy", extension(e -> put(e, Extension.certificatePolicies, false, new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier("2.5.29.32.0"))).getEncoded())), LintRule.POLICIES),
        row("a policy with qualifiers", extension(e -> put(e, Extension.certificatePolicies, false, qualified())), LintRule.POLICIES),
        row("the next shard", crl("http://localhost:8080/crl/organ-p256/2.crl"), LintRule.CRL_DISTRIBUTION_POINT),
        row("the other CA's shard", crl("http://localhost:8080/crl/organ-sm2/1.crl"), LintRule.CRL_DISTRIBUTION_POINT),
        row("a shard by https", crl("https://localhost:8080/crl/organ-p256/1.crl"), LintRule.CRL_DISTRIBUTION_POINT),
        row("two distribution points", crl("http://localhost:8080/crl/organ-p256/1.crl", "http://localhost:8080/crl/organ-p256/1.crl"), LintRule.CRL_DISTRIBUTION_POINT),
        row("OCSP elsewhere", access("http://elsewhere/ocsp", "http://localhost:8080/ca/organ-p256.cer"), LintRule.AUTHORITY_INFORMATION),
        row("issuer of another CA", access("http://localhost:8080/ocsp", "http://localhost:8080/ca/organ-sm2.cer"), LintRule.AUTHORITY_INFORMATION),
        row("OCSP by https", access("https://localhost:8080/ocsp", "http://localhost:8080/ca/organ-p256.cer"), LintRule.AUTHORITY_INFORMATION),
        row("another code in the extension", extension(e -> put(e, IssuingFixture.PROFILE.usccExtension(), false, new DERPrintableString("11320100MB0000002R").getEncoded())), LintRule.USCC_EXTENSION),
        row("the code as UTF8String", extension(e -> put(e, IssuingFixture.PROFILE.usccExtension(), false, new DERUTF8String(IssuingFixture.USCC).getEncoded())), LintRule.USCC_EXTENSION));
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
    covered.addAll(Set.of(LintRule.VERSION, LintRule.ISSUER_MAY_SIGN)); // each has its own test below
    assertThat(covered).isEqualTo(EnumSet.allOf(LintRule.class));
  }

  @Test
  void findsAnotherVersion() throws Exception {
    CertificateTemplate template = IssuingFixture.template(Suite.P256);
    TbsCertificate second = broken(template, (f, t) -> f[VERSION] = version(1), false);
    assertThatThrownBy(() -> CertificateLint.lint(second)).isInstanceOf(CertificateLintFailed.class);

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
            right.profile(), right.firstName(), right.uscc(), right.publicKey(), right.serial(),
            right.notBefore(), right.notAfter(), ocsp, right.urls());

    assertThat(CertificateLint.broken(new LintSubject(TbsCertificate.build(template).der(), template)))
        .containsExactly(LintRule.ISSUER_MAY_SIGN);
  }

  @Test
  void findsBytesThatAreNotDer() throws Exception {
    CertificateTemplate template = IssuingFixture.template(Suite.P256);
    byte[] der = TbsCertificate.build(template).der();
    byte[] trailing = Arrays.copyOf(der, der.length + 1);
    byte[] indefinite = der.clone();
    indefinite[1] = (byte) 0x80;
    for (byte[] bytes : new byte[][] {trailing, indefinite, Arrays.copyOf(der, der.length - 1), new byte[0]}) {
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
            right.profile(), right.firstName(), right.uscc(), right.publicKey(), right.serial(),
            begin, end, root, right.urls());

    CertificateLint.lint(TbsCertificate.build(template));
  }

  @Test
  void refusesUrlsThatAreNotPlainHttp() {
    for (String base : new String[] {"https://localhost", "http://localhost/", "ftp://x", "localhost"}) {
      assertThatThrownBy(() -> new CertificateUrls(URI.create(base), "organ-sm2", 16))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static TbsCertificate broken(CertificateTemplate template, Change change, boolean uniqueId)
      throws Exception {
    ASN1Sequence right = ASN1Sequence.getInstance(TbsCertificate.build(template).der());
    ASN1Encodable[] fields = right.toArray();
    change.apply(fields, template);
    ASN1EncodableVector vector = new ASN1EncodableVector();
    for (int i = 0; i < fields.length; i++) {
      if (i == EXTENSIONS && uniqueId) {
        vector.add(new DERTaggedObject(false, 2, new DERBitString(new byte[] {1})));
      }
      vector.add(fields[i]);
    }
    return new TbsCertificate(new DERSequence(vector).getEncoded("DER"), template);
  }

  // What a row is made of.

  private static Arguments row(String what, Change change, LintRule... expected) {
    return Arguments.of(Named.of(what, change), Set.of(expected));
  }

  @SuppressWarnings("unchecked")
  private static Set<LintRule> rules(Arguments row) {
    return (Set<LintRule>) row.get()[1];
  }

  private static ASN1Encodable version(int value) {
    return new DERTaggedObject(true, 0, new ASN1Integer(value));
  }

  private static Change serial(BigInteger serial) {
    return (f, t) -> {
      f[SERIAL] = new ASN1Integer(serial);
      String shard = t.urls().crl(serial);
      f[EXTENSIONS] = extensions(f, t, e -> put(e, Extension.cRLDistributionPoints, false, points(shard)));
    };
  }

  private static Change algorithm(AlgorithmIdentifier algorithm) {
    return (f, t) -> f[ALGORITHM] = algorithm;
  }

  private static AlgorithmIdentifier withNull() {
    return new AlgorithmIdentifier(Suite.P256.signatureAlgorithm().getAlgorithm(), DERNull.INSTANCE);
  }

  private static X500Name otherTypes(CertificateTemplate template) {
    X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
    for (var rdn : template.issuer().getSubject().getRDNs()) {
      builder.addRDN(rdn.getFirst().getType(), new DERUTF8String(rdn.getFirst().getValue().toString()));
    }
    return builder.build();
  }

  private static String begin(CertificateTemplate template) {
    return "260301000000Z";
  }

  private static String end(CertificateTemplate template) {
    return "290228235959Z";
  }

  private static ASN1GeneralizedTime generalized(String time) {
    return new ASN1GeneralizedTime(time);
  }

  private static DERSequence validity(Object notBefore, Object notAfter) {
    return new DERSequence(new ASN1Encodable[] {time(notBefore), time(notAfter)});
  }

  private static ASN1Encodable time(Object time) {
    return time instanceof String utc ? new org.bouncycastle.asn1.DERUTCTime(utc) : new Time((ASN1GeneralizedTime) time);
  }

  private interface Naming {
    X500NameBuilder name(X500NameBuilder builder);
  }

  private static Change subject(Naming naming) {
    return (f, t) -> f[SUBJECT] = naming.name(new X500NameBuilder(BCStyle.INSTANCE)).build();
  }

  private static X500NameBuilder body(X500NameBuilder builder, String name) {
    return builder
        .addRDN(BCStyle.C, "CN")
        .addRDN(BCStyle.O, new DERUTF8String(name))
        .addRDN(BCStyle.ORGANIZATION_IDENTIFIER, IssuingFixture.USCC)
        .addRDN(BCStyle.CN, new DERUTF8String(name));
  }

  private static X500Name inOneSet() {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.C, "CN")
        .addMultiValuedRDN(
            new ASN1ObjectIdentifier[] {BCStyle.O, BCStyle.CN},
            new String[] {IssuingFixture.NAME, IssuingFixture.NAME})
        .addRDN(BCStyle.ORGANIZATION_IDENTIFIER, IssuingFixture.USCC)
        .build();
  }

  private static SubjectPublicKeyInfo otherKey(Suite suite) throws Exception {
    return IssuingFixture.key(IssuingFixture.keyPair(suite)).publicKey();
  }

  private static SubjectPublicKeyInfo compressed(CertificateTemplate template) {
    byte[] point = template.publicKey().publicKey().getPublicKeyData().getOctets();
    byte[] compressed = Arrays.copyOf(point, 33);
    compressed[0] = (byte) (2 + (point[64] & 1));
    return new SubjectPublicKeyInfo(Suite.P256.keyAlgorithm(), compressed);
  }

  private interface ExtensionChange {
    void apply(ExtensionsGenerator extensions) throws Exception;
  }

  private static Change extension(ExtensionChange change) {
    return (f, t) -> f[EXTENSIONS] = extensions(f, t, change);
  }

  private static ASN1Encodable extensions(
      ASN1Encodable[] fields, CertificateTemplate template, ExtensionChange change) throws Exception {
    ExtensionsGenerator extensions = TbsCertificate.extensions(template);
    change.apply(extensions);
    return new DERTaggedObject(true, 3, extensions.generate());
  }

  private static void put(ExtensionsGenerator e, ASN1ObjectIdentifier oid, boolean critical, byte[] value) {
    if (e.hasExtension(oid)) {
      e.replaceExtension(oid, critical, value);
    } else {
      e.addExtension(oid, critical, value);
    }
  }

  private static byte[] value(ExtensionsGenerator e, ASN1ObjectIdentifier oid) {
    return e.getExtension(oid).getExtnValue().getOctets();
  }

  private static byte[] append(byte[] value) {
    return Arrays.copyOf(value, value.length + 1);
  }

  private static void replaceIdentifier(ExtensionsGenerator e, ASN1Encodable key) throws Exception {
    byte[] bits = SubjectPublicKeyInfo.getInstance(key).getPublicKeyData().getOctets();
    byte[] identifier = Arrays.copyOf(Sha256.digest(bits), 20);
    put(e, Extension.subjectKeyIdentifier, false, new DEROctetString(identifier).getEncoded());
  }

  private static byte[] wordyAuthority() throws IOException {
    byte[] identifier =
        SubjectKeyIdentifier.fromExtensions(IssuingFixture.ca(Suite.P256).certificate().getExtensions())
            .getKeyIdentifier();
    GeneralNames name = new GeneralNames(new GeneralName(new X500Name("CN=root")));
    return new AuthorityKeyIdentifier(identifier, name, BigInteger.TEN).getEncoded();
  }

  private static byte[] qualified() throws IOException {
    ASN1ObjectIdentifier policy = IssuingFixture.PROFILE.policies().getFirst();
    var qualifier = new org.bouncycastle.asn1.x509.PolicyQualifierInfo("http://localhost/cps");
    return new CertificatePolicies(new PolicyInformation(policy, new DERSequence(qualifier))).getEncoded();
  }

  private static Change crl(String... urls) {
    return extension(e -> put(e, Extension.cRLDistributionPoints, false, points(urls)));
  }

  private static byte[] points(String... urls) throws IOException {
    return new CRLDistPoint(
            Arrays.stream(urls)
                .map(url -> new DistributionPointName(new GeneralNames(uri(url))))
                .map(name -> new DistributionPoint(name, null, null))
                .toArray(DistributionPoint[]::new))
        .getEncoded();
  }

  private static Change access(String ocsp, String issuer) {
    return extension(
        e ->
            put(
                e,
                Extension.authorityInfoAccess,
                false,
                new AuthorityInformationAccess(
                        new AccessDescription[] {
                          new AccessDescription(AccessDescription.id_ad_ocsp, uri(ocsp)),
                          new AccessDescription(AccessDescription.id_ad_caIssuers, uri(issuer))
                        })
                    .getEncoded()));
  }

  private static GeneralName uri(String url) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, url);
  }
}
