package org.zhengyan.x509.issuing;

import java.text.Normalizer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.Time;
import org.zhengyan.keys.VerificationKey;
import org.zhengyan.x509.LeafCertificate;
import org.zhengyan.x509.issuing.LintSubject.NameAttribute;

/**
 * What every certificate of a body must be before it is signed; each rule says where it is written.
 *
 * <p>BR is the CA/Browser Forum's Baseline Requirements for TLS, whose hygiene is kept here
 * although these are no TLS certificates.
 */
enum LintRule {
  VERSION("RFC 5280 section 4.1.2.1", "the version is 3", s -> s.fields().version() == 3),
  SERIAL_POSITIVE(
      "RFC 5280 section 4.1.2.2",
      "the serial number is positive",
      s -> s.fields().serial().signum() > 0),
  SERIAL_LENGTH(
      "RFC 5280 section 4.1.2.2",
      "the serial number has at most 20 octets",
      s -> s.fields().serial().abs().bitLength() <= 159),
  SERIAL_ENTROPY(
      "BR section 7.1.2.7",
      "the serial number has room for 64 random bits",
      s -> s.fields().serial().abs().bitLength() > 64),
  SIGNATURE_ALGORITHM(
      "RFC 5280 section 4.1.2.3, RFC 5758 section 3.2, GM/T 0015",
      "the signature algorithm is that of the issuer's key, without parameters",
      s ->
          TbsCertificate.suite(s.template().issuer())
              .signatureAlgorithm()
              .equals(s.fields().signatureAlgorithm())),
  ISSUER_NAME(
      "RFC 5280 section 4.1.2.4",
      "the issuer is the CA's subject, byte for byte",
      s -> Arrays.equals(s.fields().issuer(), s.template().issuer().getSubject().getEncoded())),
  ISSUER_MAY_SIGN(
      "RFC 5280 sections 4.2.1.3 and 4.2.1.9",
      "the issuer is a CA whose key signs certificates",
      s ->
          s.issuerStandard().basicConstraints().orElseThrow().ca()
              && s.issuerStandard().keyUsage().orElseThrow().hasUsages(KeyUsage.keyCertSign)),
  VALIDITY_ENCODING(
      "RFC 5280 section 4.1.2.5",
      "times until 2049 are UTCTime and later ones GeneralizedTime",
      s ->
          encodedAsItsYearAsks(s.structure().getValidity().getNotBefore(), s.fields().notBefore())
              && encodedAsItsYearAsks(
                  s.structure().getValidity().getNotAfter(), s.fields().notAfter())),
  VALIDITY_ORDER(
      "RFC 5280 section 4.1.2.5",
      "the validity begins before it ends",
      s -> s.fields().notBefore().isBefore(s.fields().notAfter())),
  VALIDITY_INSIDE_ISSUER(
      "GB/T 20518-2018, shell model",
      "the validity lies inside the issuer's",
      s ->
          !s.fields().notBefore().isBefore(s.template().issuer().getNotBefore().toInstant())
              && !s.fields().notAfter().isAfter(s.template().issuer().getNotAfter().toInstant())),
  VALIDITY_LENGTH(
      "certificate profile",
      "the validity is not longer than the profile's",
      s ->
          !s.fields()
              .notAfter()
              .isAfter(s.template().profile().lastSecond(s.fields().notBefore()))),
  SUBJECT_FORM(
      "RFC 5280 section 4.1.2.6, GB/T 20518-2018",
      "the subject is C, O, organizationIdentifier, CN: PrintableString CN, then UTF8String",
      s -> subjectHasItsForm(s.subject())),
  SUBJECT_LENGTH(
      "RFC 5280 annex A.1",
      "O and CN have at most 64 characters",
      s -> s.subject().stream().allMatch(LintRule::withinItsBound)),
  SUBJECT_TEXT(
      "RFC 5280 section 7.1",
      "the subject's texts are in normalisation form C, without controls and outer spaces",
      s -> s.subject().stream().allMatch(attribute -> plain(text(attribute)))),
  SUBJECT_IS_THE_BODY(
      "application",
      "the subject says the name and the code of the body that it is issued for",
      s ->
          Arrays.equals(
              s.fields().subject(),
              DistinguishedNames.subject(s.template().firstName(), s.template().uscc())
                  .getEncoded())),
  PUBLIC_KEY_FORM(
      "RFC 5480 section 2, GB/T 35276",
      "the public key is an uncompressed point of the issuer's named curve",
      s ->
          VerificationKey.of(s.fields().publicKey()).publicKey().equals(s.fields().publicKey())
              && VerificationKey.of(s.fields().publicKey()).suite()
                  == TbsCertificate.suite(s.template().issuer())),
  PUBLIC_KEY_IS_THE_HOLDERS(
      "application",
      "the public key is the one that was applied for",
      s -> s.template().publicKey().publicKey().equals(s.fields().publicKey())),
  PUBLIC_KEY_STRENGTH(
      "BR section 6.1.1.3",
      "the public key is no known weak key, nor the issuer's own",
      s ->
          !VerificationKey.of(s.fields().publicKey()).weak()
              && !s.fields().publicKey().equals(s.template().issuer().getSubjectPublicKeyInfo())),
  UNIQUE_IDENTIFIERS(
      "RFC 5280 section 4.1.2.8", "there are no unique identifiers", s -> !s.fields().uniqueIds()),
  EXTENSION_VALUES(
      "X.690 section 10", "every extension's value is DER", LintSubject::extensionValuesAreDer),
  EXTENSION_SET(
      "certificate profile",
      "there are exactly the extensions of the profile",
      s -> s.fields().extensions().keySet().equals(expectedExtensions(s.template().profile()))),
  EXTENSION_CRITICALITY(
      "RFC 5280 section 4.2",
      "key usage is the only critical extension",
      s ->
          s.fields().extensions().values().stream()
              .allMatch(e -> e.isCritical() == e.getExtnId().equals(Extension.keyUsage))),
  AUTHORITY_KEY_IDENTIFIER(
      "RFC 5280 section 4.2.1.1",
      "the authority key identifier is the issuer's subject key identifier, and nothing else",
      s ->
          s.authorityByKeyAlone()
              && Arrays.equals(
                  s.standard().authorityKeyIdentifier().orElseThrow().keyIdentifier(),
                  s.issuerStandard().subjectKeyIdentifier().orElseThrow())),
  SUBJECT_KEY_IDENTIFIER(
      "RFC 5280 section 4.2.1.2, RFC 7093 section 2",
      "the subject key identifier is derived from the public key",
      s ->
          Arrays.equals(
              s.standard().subjectKeyIdentifier().orElseThrow(),
              TbsCertificate.keyIdentifier(VerificationKey.of(s.fields().publicKey())))),
  KEY_USAGE(
      "RFC 5280 section 4.2.1.3, GB/T 20518-2018",
      "the key usage is exactly the profile's",
      s ->
          s.standard()
              .keyUsage()
              .orElseThrow()
              .equals(new KeyUsage(s.template().profile().keyUsageBits()))),
  ONE_PURPOSE(
      "GM/T 0015, GB/T 20518-2018",
      "the key either signs or receives keys and data: of a dual pair, each does one",
      s -> {
        KeyUsage usage = s.standard().keyUsage().orElseThrow();
        boolean signs =
            usage.hasUsages(KeyUsage.digitalSignature) || usage.hasUsages(KeyUsage.nonRepudiation);
        boolean receives =
            usage.hasUsages(KeyUsage.keyEncipherment)
                || usage.hasUsages(KeyUsage.dataEncipherment)
                || usage.hasUsages(KeyUsage.keyAgreement);
        return signs != receives;
      }),
  NOT_A_CA(
      "RFC 5280 sections 4.2.1.3 and 4.2.1.9",
      "the certificate is not that of a CA",
      s ->
          s.standard().basicConstraints().isEmpty()
              && !s.standard().keyUsage().orElseThrow().hasUsages(KeyUsage.keyCertSign)
              && !s.standard().keyUsage().orElseThrow().hasUsages(KeyUsage.cRLSign)),
  EXTENDED_KEY_USAGE(
      "RFC 5280 section 4.2.1.12, BR section 7.1.2.7.10",
      "the purposes are exactly the profile's, and not any purpose",
      s ->
          s.standard().extendedKeyUsage().orElse(Set.of()).equals(purposes(s.template().profile()))
              && !purposes(s.template().profile())
                  .contains(KeyPurposeId.anyExtendedKeyUsage.getId())),
  POLICIES(
      "RFC 5280 section 4.2.1.4",
      "the policies are exactly the profile's, without qualifiers",
      s -> s.policies().equals(s.template().profile().policies())),
  CRL_DISTRIBUTION_POINT(
      "RFC 5280 section 4.2.1.13",
      "the one distribution point is the http URL of the shard of this serial number",
      s -> s.crlUrl().equals(s.template().urls().crl(s.fields().serial()))),
  AUTHORITY_INFORMATION(
      "RFC 5280 section 4.2.2.1",
      "OCSP and the issuer's certificate are at the http URLs of this CA",
      s ->
          s.accessUrls(AccessDescription.id_ad_ocsp).equals(List.of(s.template().urls().ocsp()))
              && s.accessUrls(AccessDescription.id_ad_caIssuers)
                  .equals(List.of(s.template().urls().issuer()))
              && s.accessCount() == 2),
  USCC_EXTENSION(
      "GB/T 20518-2018",
      "the code's extension is a PrintableString with the body's code",
      s ->
          s.value(s.template().profile().usccExtension()) instanceof ASN1PrintableString code
              && code.getString().equals(s.template().uscc())),
  READ_BY_OURSELVES(
      "RFC 5280 section 4",
      "our own relying parties can read the certificate",
      s -> s.asLeaf().der().length <= LeafCertificate.MAX_BYTES);

  /** A rule; anything thrown means that it does not hold. */
  @FunctionalInterface
  private interface Check {
    boolean holds(LintSubject subject) throws Exception;
  }

  private static final List<ASN1ObjectIdentifier> SUBJECT_TYPES =
      List.of(BCStyle.C, BCStyle.O, BCStyle.ORGANIZATION_IDENTIFIER, BCStyle.CN);
  private static final Instant YEAR_2050 = Instant.parse("2050-01-01T00:00:00Z");

  private final String section;
  private final String claim;
  private final Check check;

  LintRule(String section, String claim, Check check) {
    this.section = section;
    this.claim = claim;
    this.check = check;
  }

  /** Where the rule is written. */
  String section() {
    return section;
  }

  /** What holds of every certificate that keeps the rule. */
  String claim() {
    return claim;
  }

  boolean holds(LintSubject subject) {
    try {
      return check.holds(subject);
    } catch (Exception e) {
      return false;
    }
  }

  private static boolean encodedAsItsYearAsks(Time time, Instant instant) {
    return time.toASN1Primitive() instanceof ASN1UTCTime == instant.isBefore(YEAR_2050);
  }

  private static boolean subjectHasItsForm(List<NameAttribute> subject) {
    return subject.stream().map(NameAttribute::type).toList().equals(SUBJECT_TYPES)
        && subject.getFirst().value() instanceof ASN1PrintableString country
        && country.getString().equals("CN")
        && subject.stream()
            .skip(1)
            .allMatch(attribute -> attribute.value() instanceof ASN1UTF8String);
  }

  private static boolean withinItsBound(NameAttribute attribute) {
    boolean bounded = attribute.type().equals(BCStyle.O) || attribute.type().equals(BCStyle.CN);
    String text = text(attribute);
    return !bounded || text.codePointCount(0, text.length()) <= DistinguishedNames.MAX_CHARACTERS;
  }

  private static boolean plain(String text) {
    return !text.isEmpty()
        && text.strip().equals(text)
        && text.chars().noneMatch(Character::isISOControl)
        && Normalizer.isNormalized(text, Normalizer.Form.NFC);
  }

  private static String text(NameAttribute attribute) {
    return ((ASN1String) attribute.value()).getString();
  }

  private static Set<String> purposes(CertificateProfile profile) {
    Set<String> purposes = new HashSet<>();
    profile.extendedKeyUsage().forEach(oid -> purposes.add(oid.getId()));
    return purposes;
  }

  private static Set<String> expectedExtensions(CertificateProfile profile) {
    Set<String> oids = new HashSet<>();
    oids.add(Extension.authorityKeyIdentifier.getId());
    oids.add(Extension.subjectKeyIdentifier.getId());
    oids.add(Extension.keyUsage.getId());
    if (!profile.extendedKeyUsage().isEmpty()) {
      oids.add(Extension.extendedKeyUsage.getId());
    }
    oids.add(Extension.certificatePolicies.getId());
    oids.add(Extension.cRLDistributionPoints.getId());
    oids.add(Extension.authorityInfoAccess.getId());
    oids.add(profile.usccExtension().getId());
    return oids;
  }
}
