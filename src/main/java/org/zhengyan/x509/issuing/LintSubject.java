package org.zhengyan.x509.issuing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.zhengyan.x509.CertificateFields;
import org.zhengyan.x509.LeafCertificate;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.MalformedDer;
import org.zhengyan.x509.StandardExtensions;
import org.zhengyan.x509.StrictDer;

/**
 * A certificate's bytes read back by our own strict readers, beside the template they should
 * follow.
 */
final class LintSubject {
  private static final int LONGEST_SIGNATURE = 72;

  private final CertificateTemplate template;
  private final byte[] certificate;
  private final CertificateFields fields;
  private final TBSCertificate structure;

  /**
   * Reads the bytes, with a signature in place that verifies under nothing.
   *
   * @throws MalformedDer when they are not one DER value
   * @throws MalformedCertificate when they are not what section 4.1 calls a TBSCertificate
   */
  LintSubject(byte[] tbs, CertificateTemplate template) throws MalformedDer, MalformedCertificate {
    ASN1Primitive value = StrictDer.read(tbs, LeafCertificate.MAX_BYTES);
    this.template = template;
    try {
      this.structure = TBSCertificate.getInstance(value);
      ASN1EncodableVector parts = new ASN1EncodableVector();
      parts.add(value);
      parts.add(structure.getSignature());
      parts.add(new DERBitString(new byte[LONGEST_SIGNATURE]));
      this.certificate = new DERSequence(parts).getEncoded(ASN1Encoding.DER);
    } catch (IOException | RuntimeException e) {
      throw new MalformedCertificate("The bytes are not a TBSCertificate.", e);
    }
    this.fields = CertificateFields.read(certificate, LeafCertificate.MAX_BYTES);
  }

  CertificateTemplate template() {
    return template;
  }

  CertificateFields fields() {
    return fields;
  }

  TBSCertificate structure() {
    return structure;
  }

  /** What a relying party of ours reads from these bytes. */
  LeafCertificate asLeaf() throws MalformedCertificate {
    return LeafCertificate.ofDer(certificate);
  }

  StandardExtensions standard() throws MalformedCertificate {
    return StandardExtensions.read(fields.extensions());
  }

  StandardExtensions issuerStandard() throws MalformedCertificate, IOException {
    byte[] issuer = template.issuer().getEncoded();
    return StandardExtensions.read(
        CertificateFields.read(issuer, LeafCertificate.MAX_BYTES).extensions());
  }

  boolean has(ASN1ObjectIdentifier oid) {
    return fields.extensions().containsKey(oid.getId());
  }

  /** True when the extension is there and marked as asked. */
  boolean marked(ASN1ObjectIdentifier oid, boolean critical) {
    return Optional.ofNullable(fields.extensions().get(oid.getId()))
        .filter(extension -> extension.isCritical() == critical)
        .isPresent();
  }

  /** The value of an extension that must be there. */
  ASN1Primitive value(ASN1ObjectIdentifier oid) throws MalformedDer {
    Extension extension = fields.extensions().get(oid.getId());
    if (extension == null) {
      throw new MalformedDer("there is no extension " + oid);
    }
    byte[] der = extension.getExtnValue().getOctets();
    return StrictDer.read(der, der.length);
  }

  /** True when every extension's value is one DER value. */
  boolean extensionValuesAreDer() throws MalformedDer {
    for (Map.Entry<String, Extension> extension : fields.extensions().entrySet()) {
      value(new ASN1ObjectIdentifier(extension.getKey()));
    }
    return true;
  }

  /** The subject's attributes in order, each alone in its set. */
  List<NameAttribute> subject() throws MalformedDer {
    List<NameAttribute> attributes = new ArrayList<>();
    for (ASN1Encodable element :
        (ASN1Sequence) StrictDer.read(fields.subject(), fields.subject().length)) {
      ASN1Set set = (ASN1Set) element.toASN1Primitive();
      if (set.size() != 1) {
        throw new MalformedDer("attributes of the subject stand in one set");
      }
      ASN1Sequence pair = (ASN1Sequence) set.getObjectAt(0).toASN1Primitive();
      attributes.add(
          new NameAttribute(
              (ASN1ObjectIdentifier) pair.getObjectAt(0), pair.getObjectAt(1).toASN1Primitive()));
    }
    return attributes;
  }

  /** One attribute of a name. */
  record NameAttribute(ASN1ObjectIdentifier type, ASN1Primitive value) {}

  /** The policies, which carry no qualifiers. */
  List<ASN1ObjectIdentifier> policies() throws MalformedDer {
    List<ASN1ObjectIdentifier> oids = new ArrayList<>();
    for (PolicyInformation policy :
        CertificatePolicies.getInstance(value(Extension.certificatePolicies))
            .getPolicyInformation()) {
      if (policy.getPolicyQualifiers() != null) {
        throw new MalformedDer("a policy has qualifiers");
      }
      oids.add(policy.getPolicyIdentifier());
    }
    return oids;
  }

  /** The one URL of the one distribution point, which has no reasons and no other issuer. */
  String crlUrl() throws MalformedDer {
    DistributionPoint[] points =
        CRLDistPoint.getInstance(value(Extension.cRLDistributionPoints)).getDistributionPoints();
    if (points.length != 1 || points[0].getReasons() != null || points[0].getCRLIssuer() != null) {
      throw new MalformedDer("there is not exactly one plain distribution point");
    }
    DistributionPointName name = points[0].getDistributionPoint();
    if (name.getType() != DistributionPointName.FULL_NAME) {
      throw new MalformedDer("the distribution point has no full name");
    }
    GeneralName[] names = GeneralNames.getInstance(name.getName()).getNames();
    if (names.length != 1) {
      throw new MalformedDer("the distribution point has several names");
    }
    return uri(names[0]);
  }

  /** The locations of one method, in order. */
  List<String> accessUrls(ASN1ObjectIdentifier method) throws MalformedDer {
    List<String> urls = new ArrayList<>();
    for (AccessDescription access :
        AuthorityInformationAccess.getInstance(value(Extension.authorityInfoAccess))
            .getAccessDescriptions()) {
      if (access.getAccessMethod().equals(method)) {
        urls.add(uri(access.getAccessLocation()));
      }
    }
    return urls;
  }

  int accessCount() throws MalformedDer {
    return AuthorityInformationAccess.getInstance(value(Extension.authorityInfoAccess))
        .getAccessDescriptions()
        .length;
  }

  /** True when the authority key identifier has a key identifier and nothing else. */
  boolean authorityByKeyAlone() throws MalformedDer {
    ASN1Sequence parts = (ASN1Sequence) value(Extension.authorityKeyIdentifier);
    return parts.size() == 1 && ((ASN1TaggedObject) parts.getObjectAt(0)).getTagNo() == 0;
  }

  private static String uri(GeneralName name) throws MalformedDer {
    if (name.getTagNo() != GeneralName.uniformResourceIdentifier) {
      throw new MalformedDer("a location is not a URL");
    }
    return name.getName().toString();
  }
}
