package org.zhengyan.x509;

import static org.zhengyan.x509.CertificateFields.sequence;
import static org.zhengyan.x509.MalformedCms.require;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.Suite;

/**
 * A detached CMS signature as evidence: SignedData of RFC 5652, or with the object identifiers of
 * GM/T 0010, read strictly and once.
 *
 * <p>Guaranteed of every instance: DER (never BER: what has two encodings has two hashes) of at most
 * {@value #MAX_BYTES} bytes; no content inside; exactly one SignerInfo, whose digest and signature
 * algorithms are those of one suite; signed attributes with contentType, messageDigest and
 * signingCertificateV2 (RFC 5035); the signer's certificate inside. Other certificates, CRLs and
 * unsigned attributes may stand there and are not looked at, but for a timestamp that is handed out.
 *
 * <p>A timestamp token (RFC 3161) is read by {@link #readToken}: the same, with its content inside.
 *
 * <p>Reading says nothing about trust: ask {@link #verifies}, and {@link EvidenceChain} about the
 * certificate. Immutable.
 */
public final class CmsSignature {
  /** Room for a chain that nobody needs, not for content. */
  public static final int MAX_BYTES = 64 * 1024;

  /** SignedData and the data that it signs: RFC 5652 sections 4 and 5, GM/T 0010. */
  private static final Map<String, String> DATA_OF_SIGNED_DATA =
      Map.of(
          "1.2.840.113549.1.7.2", "1.2.840.113549.1.7.1",
          "1.2.156.10197.6.1.4.2.2", "1.2.156.10197.6.1.4.2.1");

  /** id-ct-TSTInfo: what a timestamp token signs. */
  private static final String TIMESTAMP_INFO = "1.2.840.113549.1.9.16.1.4";

  private static final int MAX_CERTIFICATES = 16;

  private final Suite suite;
  private final CmsSignedAttributes attributes;
  private final byte[] signature;
  private final byte[] certificate;
  private final boolean bound;
  private final byte[] content;
  private final byte @Nullable [] timestamp;

  private CmsSignature(
      Suite suite,
      CmsSignedAttributes attributes,
      CmsSignerInfo signer,
      byte[] certificate,
      boolean bound,
      byte[] content) {
    this.suite = suite;
    this.attributes = attributes;
    this.signature = signer.signature();
    this.certificate = certificate;
    this.bound = bound;
    this.content = content;
    this.timestamp = signer.timestamp();
  }

  /**
   * Reads one ContentInfo that fills the array.
   *
   * @throws NotSignedData when it is none in DER that holds SignedData
   * @throws MalformedCms when it is, of another form than the one above
   */
  public static CmsSignature read(byte[] der) throws MalformedCms {
    return read(der, false);
  }

  /** Reads one RFC 3161 token that fills the array; its {@link #content} is a TSTInfo, not yet read. */
  public static CmsSignature readToken(byte[] der) throws MalformedCms {
    return read(der, true);
  }

  private static CmsSignature read(byte[] der, boolean token) throws MalformedCms {
    try {
      return readContentInfo(sequence(StrictDer.read(der, MAX_BYTES)), token);
    } catch (MalformedDer e) {
      throw new NotSignedData("The CMS cannot be read: " + e.getMessage() + ".", e);
    } catch (IOException | RuntimeException e) {
      throw new NotSignedData("The CMS cannot be read: a field has a wrong type.", e);
    }
  }

  /** The suite that the algorithms name; the signer's key must be of the same. */
  public Suite suite() {
    return suite;
  }

  /** The DER of the certificate that SignerInfo names, as it came. */
  public byte[] signerCertificate() {
    return certificate.clone();
  }

  /**
   * Whether the signer signed this content: the certificate is the one inside and the one that
   * signingCertificateV2 names, the digest is that of the content, and the signature is that of the
   * key over the signed attributes.
   */
  public boolean verifies(byte[] content, LeafCertificate signer) {
    return digests(content) && signedBy(signer);
  }

  /** Whether this is the content whose digest was signed; nothing is said of the signature. */
  public boolean digests(byte[] content) {
    return Arrays.equals(CmsAlgorithms.digest(suite, content), attributes.messageDigest());
  }

  /** Whether the certificate is the one inside and named, and its key signed the attributes. */
  public boolean signedBy(LeafCertificate signer) {
    return bound
        && Arrays.equals(signer.der(), certificate)
        && signer.key().suite() == suite
        && signer.key().verify(attributes.der(), signature);
  }

  /** What is signed, of a token; empty when the signature is detached. */
  public byte[] content() {
    return content.clone();
  }

  /** The signature value: what a timestamp is over (RFC 3161 appendix A). */
  public byte[] signature() {
    return signature.clone();
  }

  /** The one timestamp token among the unsigned attributes, as it came; not looked into. */
  public Optional<byte[]> timestamp() {
    return Optional.ofNullable(timestamp).map(byte[]::clone);
  }

  /** RFC 5652 section 3. */
  private static CmsSignature readContentInfo(ASN1Sequence info, boolean token)
      throws MalformedCms, IOException {
    String type = ((ASN1ObjectIdentifier) info.getObjectAt(0)).getId();
    String dataType = DATA_OF_SIGNED_DATA.get(type);
    if (dataType == null || info.size() != 2) {
      throw new NotSignedData("The CMS is not SignedData.", null);
    }
    return readSignedData(
        sequence(explicit(info.getObjectAt(1), 0)), token ? TIMESTAMP_INFO : dataType, token);
  }

  /** Section 5.1. */
  private static CmsSignature readSignedData(ASN1Sequence data, String dataType, boolean attached)
      throws MalformedCms, IOException {
    require(data.size() >= 4 && data.size() <= 6, "SignedData has missing or unknown fields.");
    int version = ((ASN1Integer) data.getObjectAt(0)).intValueExact();
    require(version >= 1 && version <= 5, "SignedData has an unknown version.");
    ASN1Set digests = (ASN1Set) data.getObjectAt(1);
    ASN1Sequence content = sequence(data.getObjectAt(2));
    require(!attached || content.size() == 2, "The token carries no content.");
    require(
        attached || content.size() == 1,
        "The CMS carries content: send a detached signature over the challenge.");
    ASN1ObjectIdentifier contentType = (ASN1ObjectIdentifier) content.getObjectAt(0);
    require(
        contentType.getId().equals(dataType),
        "What is signed is not said to be " + (attached ? "a timestamp." : "data."));
    byte[] inside =
        attached ? ((ASN1OctetString) explicit(content.getObjectAt(1), 0)).getOctets() : new byte[0];

    ASN1Set signers = (ASN1Set) data.getObjectAt(data.size() - 1);
    require(signers.size() == 1, "The CMS must have exactly one SignerInfo.");
    ASN1Set certificates = certificates(data);
    CmsSignerInfo signer = CmsSignerInfo.read(sequence(signers.getObjectAt(0)));
    require(
        digests.size() == 1 && digests.getObjectAt(0).equals(signer.digestAlgorithm()),
        "digestAlgorithms and the SignerInfo name different digests.");

    Suite suite =
        CmsAlgorithms.suiteOfDigest(signer.digestAlgorithm())
            .orElseThrow(() -> new MalformedCms("The digest must be SHA-256 or SM3."));
    require(
        CmsAlgorithms.signs(signer.signatureAlgorithm(), suite),
        "The signature algorithm must be ECDSA with SHA-256, or SM2 with SM3.");
    CmsSignedAttributes attributes = CmsSignedAttributes.read(signer.signedAttributes());
    require(
        attributes.contentType().equals(contentType),
        "The signed contentType is not that of the CMS.");

    byte[] certificate = signer.certificate(certificates);
    CertificateFields fields = CmsSignerInfo.fields(certificate).orElseThrow();
    return new CmsSignature(
        suite, attributes, signer, certificate, attributes.name(certificate, fields), inside);
  }

  /** The certificates [0]; crls [1] may follow them. */
  private static ASN1Set certificates(ASN1Sequence data) throws MalformedCms {
    ASN1Set certificates = null;
    int lastTag = -1;
    for (int i = 3; i < data.size() - 1; i++) {
      ASN1TaggedObject tagged = (ASN1TaggedObject) data.getObjectAt(i);
      int tag = tagged.getTagNo();
      require(tagged.hasContextTag() && tag > lastTag && tag <= 1, "SignedData has an unknown field.");
      lastTag = tag;
      if (tag == 0) {
        certificates = ASN1Set.getInstance(tagged, false);
      }
    }
    if (certificates == null || certificates.size() == 0) {
      throw new MalformedCms("The signer's certificate is not inside.");
    }
    require(certificates.size() <= MAX_CERTIFICATES, "The CMS carries too many certificates.");
    return certificates;
  }

  private static ASN1Primitive explicit(ASN1Encodable value, int tag) throws MalformedCms {
    ASN1TaggedObject tagged = (ASN1TaggedObject) value.toASN1Primitive();
    require(tagged.hasContextTag(tag), "The CMS has an unknown field.");
    return tagged.getExplicitBaseObject().toASN1Primitive();
  }
}
