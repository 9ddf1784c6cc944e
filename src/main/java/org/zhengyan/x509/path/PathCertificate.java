package org.zhengyan.x509.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;
import org.zhengyan.x509.CertificateFields;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.MalformedDer;
import org.zhengyan.x509.StandardExtensions;

/**
 * Any certificate as path validation sees it: every extension that matters is read once, here.
 *
 * <p>Bounded by {@link #MAX_BYTES}. Says nothing about trust; immutable.
 */
public final class PathCertificate {

  /** Larger than any certificate in use; the constraints of hostile ones are larger still. */
  public static final int MAX_BYTES = 64 * 1024;

  private final byte[] der;
  private final CertificateFields fields;
  private final DistinguishedName issuer;
  private final DistinguishedName subject;
  private final StandardExtensions standard;
  private final GeneralNames names;
  private final List<String> subjectMailboxes;
  private final PolicyExtensions policies;
  private final @Nullable NameConstraints nameConstraints;
  private final List<DistributionPoint> distributionPoints;

  private PathCertificate(byte[] der, CertificateFields fields)
      throws MalformedCertificate, MalformedDer {
    Map<String, Extension> extensions = fields.extensions();
    this.der = der;
    this.fields = fields;
    this.issuer = DistinguishedName.read(fields.issuer());
    this.subject = DistinguishedName.read(fields.subject());
    this.standard = StandardExtensions.read(extensions);
    this.names =
        StandardExtensions.value(
                extensions, Extension.subjectAlternativeName, PathCertificate::subjectNames)
            .orElse(GeneralNames.NONE);
    this.subjectMailboxes = subjectMailboxes(fields.subject());
    this.policies = PolicyExtensions.read(extensions);
    this.nameConstraints =
        StandardExtensions.value(extensions, Extension.nameConstraints, NameConstraints::read)
            .orElse(null);
    this.distributionPoints =
        StandardExtensions.value(
                extensions, Extension.cRLDistributionPoints, DistributionPoint::readAll)
            .orElse(List.of());
    StandardExtensions.value(
        extensions, Extension.authorityInfoAccess, PathCertificate::accessDescriptions);
  }

  /**
   * Reads one certificate that fills {@code der}.
   *
   * @throws MalformedCertificate when it is no certificate, or an extension cannot be read
   */
  public static PathCertificate read(byte[] der) throws MalformedCertificate {
    byte[] own = der.clone();
    CertificateFields fields = CertificateFields.read(own, MAX_BYTES);
    try {
      return new PathCertificate(own, fields);
    } catch (MalformedDer | RuntimeException e) {
      throw new MalformedCertificate("A name of the certificate cannot be read.", e);
    }
  }

  public byte[] der() {
    return der.clone();
  }

  /** The fields as encoded. */
  public CertificateFields fields() {
    return fields;
  }

  DistinguishedName issuer() {
    return issuer;
  }

  DistinguishedName subject() {
    return subject;
  }

  StandardExtensions standard() {
    return standard;
  }

  GeneralNames names() {
    return names;
  }

  PolicyExtensions policies() {
    return policies;
  }

  Optional<NameConstraints> nameConstraints() {
    return Optional.ofNullable(nameConstraints);
  }

  List<DistributionPoint> distributionPoints() {
    return distributionPoints;
  }

  /** The names under name constraints: subjectAltName and the subject's emailAddress attributes. */
  GeneralNames constrainedNames() {
    return subjectMailboxes.isEmpty() ? names : names.withMailboxes(subjectMailboxes);
  }

  boolean ca() {
    return standard.basicConstraints().map(StandardExtensions.BasicConstraints::ca).orElse(false);
  }

  /** Section 3.2: issuer and subject are the same entity. */
  boolean selfIssued() {
    return issuer.equals(subject);
  }

  /** True when the key usage allows these bits, or is not said (section 4.2.1.3). */
  boolean keyMay(int usage) {
    return standard.keyUsage().map(bits -> bits.hasUsages(usage)).orElse(true);
  }

  /** Whether both key identifiers are said and this certificate's key is the one named. */
  boolean namesKeyOf(PathCertificate issuerCandidate) {
    Optional<byte[]> named = standard.issuerKeyIdentifier();
    Optional<byte[]> has = issuerCandidate.standard.subjectKeyIdentifier();
    return named.isPresent() && has.isPresent() && Arrays.equals(named.get(), has.get());
  }

  boolean sameEntity(PathCertificate other) {
    return subject.equals(other.subject) && fields.publicKey().equals(other.fields.publicKey());
  }

  /** Section 4.2.1.6: hosts in preferred syntax or a wildcard, mailboxes, addresses of 4 or 16. */
  private static GeneralNames subjectNames(ASN1Primitive value) throws MalformedDer {
    GeneralNames names = GeneralNames.read((ASN1Sequence) value);
    boolean sound =
        names.dns().stream().allMatch(HostNames::wellFormedPattern)
            && names.mailboxes().stream().allMatch(PathCertificate::mailbox)
            && names.addresses().stream().allMatch(a -> a.length == 4 || a.length == 16);
    if (!sound) {
      throw new MalformedDer("a name that is not in the syntax of its kind");
    }
    return names;
  }

  private static boolean mailbox(String address) {
    int at = address.lastIndexOf('@');
    return at > 0
        && HostNames.wellFormed(address.substring(at + 1).toLowerCase(Locale.ROOT))
        && (address.startsWith("\"") || address.indexOf('@') == at);
  }

  private static List<String> subjectMailboxes(byte[] subject) {
    List<String> mailboxes = new ArrayList<>();
    for (ASN1Encodable rdn : ASN1Sequence.getInstance(subject)) {
      for (ASN1Encodable attribute : (ASN1Set) rdn.toASN1Primitive()) {
        ASN1Sequence typeAndValue = CertificateFields.sequence(attribute);
        if (PKCSObjectIdentifiers.pkcs_9_at_emailAddress.equals(typeAndValue.getObjectAt(0))) {
          mailboxes.add(((ASN1String) typeAndValue.getObjectAt(1)).getString());
        }
      }
    }
    return List.copyOf(mailboxes);
  }

  /** Section 4.2.2.1: at least one method with a place; read only to refuse what is malformed. */
  private static Boolean accessDescriptions(ASN1Primitive value) throws MalformedDer {
    ASN1Sequence descriptions = (ASN1Sequence) value;
    for (ASN1Encodable element : descriptions) {
      ASN1Sequence description = CertificateFields.sequence(element);
      boolean sound =
          description.size() == 2
              && description.getObjectAt(0) instanceof ASN1ObjectIdentifier
              && description.getObjectAt(1) instanceof ASN1TaggedObject;
      if (!sound) {
        throw new MalformedDer("an access description has a method and a place");
      }
    }
    if (descriptions.size() == 0) {
      throw new MalformedDer("no access description");
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathCertificate that && Arrays.equals(der, that.der);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(der);
  }

  @Override
  public String toString() {
    return "certificate " + fields.serial().toString(16);
  }
}
