package org.zhengyan.x509.issuing;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.Pem;
import org.zhengyan.keys.Suite;
import org.zhengyan.keys.VerificationKey;
import org.zhengyan.x509.CertificateFields;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.MalformedDer;
import org.zhengyan.x509.StandardExtensions;
import org.zhengyan.x509.StrictDer;

/**
 * A PKCS#10 request (RFC 2986) that its holder's key signed, read strictly and once.
 *
 * <p><b>Only the public key is taken from it.</b> The subject comes from the registry and
 * everything else from the profile, so the subject, a challenge password and attributes that are
 * unknown here are ignored, and requested extensions are too, with two exceptions: a request that
 * asks to be a CA, or for a critical extension other than key usage and basic constraints, is
 * refused, since its sender would be misled by what comes back.
 *
 * <p>The checks go from cheap to dear: size, PEM, DER, shape, attributes, key, signature. Each
 * refusal is one {@link RequestFault}. Whether the key was certified before is asked elsewhere.
 *
 * @param publicKey of the holder, who has shown to have the private key
 * @param der the request itself
 */
public record CertificationRequest(VerificationKey publicKey, byte[] der) {
  /** No request for one EC key comes near it. */
  public static final int MAX_CHARACTERS = 16 * 1024;

  private static final int MAX_ATTRIBUTES = 16;

  /** The second is what older tools write (RFC 7468 section 7). */
  private static final Set<String> LABELS =
      Set.of("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST");

  private static final Set<ASN1ObjectIdentifier> MAY_BE_CRITICAL =
      Set.of(Extension.keyUsage, Extension.basicConstraints);

  /**
   * Reads a request for a certificate of that suite.
   *
   * @throws Refusal with the code of one {@link RequestFault} at {@code /csr}
   */
  public static CertificationRequest parse(String pem, Suite suite) {
    byte[] der = decode(pem);
    ASN1Sequence request = sequence(der);
    Info info = Info.read(request.getObjectAt(0));
    requireHarmlessAttributes(info.attributes());
    VerificationKey key = key(info.publicKey(), suite);
    requirePossession(request, key);
    return new CertificationRequest(key, der);
  }

  private static byte[] decode(String pem) {
    if (pem.length() > MAX_CHARACTERS) {
      throw RequestFault.TOO_LARGE.refusal();
    }
    List<Pem.Block> blocks;
    try {
      blocks = Pem.decode(pem);
    } catch (IllegalArgumentException e) {
      throw RequestFault.NOT_PEM.refusal();
    }
    if (blocks.isEmpty()) {
      throw RequestFault.NOT_PEM.refusal();
    }
    if (blocks.size() > 1) {
      throw RequestFault.NOT_ONE_BLOCK.refusal();
    }
    if (!LABELS.contains(blocks.getFirst().label())) {
      throw RequestFault.WRONG_LABEL.refusal();
    }
    return blocks.getFirst().content();
  }

  private static ASN1Sequence sequence(byte[] der) {
    ASN1Primitive value;
    try {
      value = StrictDer.read(der, MAX_CHARACTERS);
    } catch (MalformedDer e) {
      throw RequestFault.NOT_DER.refusal();
    }
    if (value instanceof ASN1Sequence request && request.size() == 3) {
      return request;
    }
    throw RequestFault.NOT_A_REQUEST.refusal();
  }

  /** CertificationRequestInfo (RFC 2986 section 4.1) without the subject, which nobody reads. */
  private record Info(SubjectPublicKeyInfo publicKey, ASN1Set attributes) {
    static Info read(ASN1Encodable encoded) {
      try {
        ASN1Sequence parts = (ASN1Sequence) encoded.toASN1Primitive();
        boolean wellFormed = parts.size() == 4 && ((ASN1Integer) parts.getObjectAt(0)).hasValue(0);
        ASN1TaggedObject attributes = (ASN1TaggedObject) parts.getObjectAt(3);
        if (!wellFormed || !attributes.hasContextTag(0)) {
          throw RequestFault.NOT_A_REQUEST.refusal();
        }
        X500Name.getInstance((ASN1Sequence) parts.getObjectAt(1).toASN1Primitive());
        return new Info(
            SubjectPublicKeyInfo.getInstance((ASN1Sequence) parts.getObjectAt(2).toASN1Primitive()),
            (ASN1Set) attributes.getBaseUniversal(false, BERTags.SET));
      } catch (ClassCastException | IllegalArgumentException | IllegalStateException e) {
        throw RequestFault.NOT_A_REQUEST.refusal();
      }
    }
  }

  private static void requireHarmlessAttributes(ASN1Set attributes) {
    if (attributes.size() > MAX_ATTRIBUTES) {
      throw RequestFault.ATTRIBUTES_TOO_MANY.refusal();
    }
    Set<ASN1Encodable> seen = new HashSet<>();
    for (ASN1Encodable element : attributes) {
      if (!(element.toASN1Primitive() instanceof ASN1Sequence attribute)
          || attribute.size() != 2
          || !(attribute.getObjectAt(0) instanceof ASN1ObjectIdentifier type)
          || !(attribute.getObjectAt(1).toASN1Primitive() instanceof ASN1Set values)) {
        throw RequestFault.NOT_A_REQUEST.refusal();
      }
      if (!seen.add(type)) {
        throw RequestFault.ATTRIBUTE_TWICE.refusal();
      }
      if (type.equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
        requireHarmlessExtensions(values);
      }
    }
  }

  private static void requireHarmlessExtensions(ASN1Set values) {
    try {
      if (values.size() != 1) {
        throw RequestFault.EXTENSIONS_MALFORMED.refusal();
      }
      var extensions =
          CertificateFields.extensions((ASN1Sequence) values.getObjectAt(0).toASN1Primitive());
      for (Extension extension : extensions.values()) {
        if (extension.isCritical() && !MAY_BE_CRITICAL.contains(extension.getExtnId())) {
          throw RequestFault.ASKS_FOR_CRITICAL_EXTENSION.refusal();
        }
      }
      StandardExtensions standard = StandardExtensions.read(extensions);
      boolean ca =
          standard.basicConstraints().map(StandardExtensions.BasicConstraints::ca).orElse(false);
      boolean signsAsCa =
          standard
              .keyUsage()
              .map(use -> use.hasUsages(KeyUsage.keyCertSign) || use.hasUsages(KeyUsage.cRLSign))
              .orElse(false);
      if (ca || signsAsCa) {
        throw RequestFault.ASKS_FOR_CA.refusal();
      }
    } catch (MalformedDer
        | MalformedCertificate
        | ClassCastException
        | IllegalArgumentException e) {
      throw RequestFault.EXTENSIONS_MALFORMED.refusal();
    }
  }

  private static VerificationKey key(SubjectPublicKeyInfo publicKey, Suite suite) {
    AlgorithmIdentifier algorithm = publicKey.getAlgorithm();
    if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
      throw RequestFault.KEY_RSA.refusal();
    }
    if (!algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      throw RequestFault.KEY_ALGORITHM.refusal();
    }
    @Nullable Suite ofCurve = Suite.ofKeyAlgorithm(algorithm).orElse(null);
    if (ofCurve == null) {
      throw RequestFault.KEY_CURVE.refusal();
    }
    if (ofCurve != suite) {
      throw RequestFault.KEY_OTHER_SUITE.refusal();
    }
    byte[] point = publicKey.getPublicKeyData().getOctets();
    if (publicKey.getPublicKeyData().getPadBits() != 0 || point.length != 65 || point[0] != 4) {
      throw RequestFault.KEY_POINT_FORM.refusal();
    }
    VerificationKey key;
    try {
      key = VerificationKey.of(publicKey);
    } catch (InvalidKey e) {
      throw RequestFault.KEY_OFF_CURVE.refusal();
    }
    if (key.weak()) {
      throw RequestFault.KEY_WEAK.refusal();
    }
    return key;
  }

  private static void requirePossession(ASN1Sequence request, VerificationKey key) {
    try {
      AlgorithmIdentifier algorithm =
          AlgorithmIdentifier.getInstance((ASN1Sequence) request.getObjectAt(1).toASN1Primitive());
      if (!algorithm.equals(key.suite().signatureAlgorithm())) {
        throw RequestFault.SIGNATURE_ALGORITHM.refusal();
      }
      byte[] signed = request.getObjectAt(0).toASN1Primitive().getEncoded("DER");
      byte[] signature = CertificateFields.octets(request.getObjectAt(2), "the signature");
      if (!key.verify(signed, signature)) {
        throw RequestFault.SIGNATURE_INVALID.refusal();
      }
    } catch (MalformedDer | IOException | ClassCastException | IllegalArgumentException e) {
      throw RequestFault.NOT_A_REQUEST.refusal();
    }
  }
}
