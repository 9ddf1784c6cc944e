package org.zhengyan.document.ses;

import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.Signer;
import org.zhengyan.keys.Suite;
import org.zhengyan.keys.VerificationKey;

/**
 * {@code SES_Signature} (GB/T 38540-2020): the holder of a seal signs a document, as in the {@code
 * SignedValue.dat} of an OFD.
 *
 * <p>Guaranteed of every instance: DER of at most {@value #MAX_BYTES} bytes, every field of its type,
 * the seal inside read. Not looked at: whether {@link #signedBy} holds, whether the seal lists the
 * signer, whom to trust. Immutable; arrays that are handed out are copies.
 */
public final class SealSignature {

  /** A seal, two certificates and a timestamp. */
  public static final int MAX_BYTES = Seal.MAX_BYTES + 64 * 1024;

  private static final int MAX_TOKEN = 32 * 1024;

  private final byte[] der;
  private final ToSign toSign;
  private final byte[] signed;
  private final byte[] certificate;
  private final ASN1ObjectIdentifier algorithm;
  private final byte[] signature;
  private final byte @Nullable [] timestamp;

  /**
   * {@code TBS_Sign}: what is signed.
   *
   * @param time that the signer states, whole seconds
   * @param dataHash SM3 of the OFD's {@code Signature.xml}
   * @param propertyInfo the absolute place of that file inside the OFD
   */
  public record ToSign(Seal seal, Instant time, byte[] dataHash, String propertyInfo) {

    static ToSign read(ASN1Encodable value) throws MalformedSeal {
      SealDer fields = new SealDer("signed part", value);
      int version = fields.integer();
      if (version != SealInfo.VERSION) {
        throw new MalformedSeal(
            "The signature is of version " + version + "; only version 4 (GB/T 38540-2020) is read.");
      }
      ToSign read =
          new ToSign(Seal.read(fields.next()), fields.time(), fields.bits(), fields.ia5());
      if (fields.more()) {
        SealInfo.requireExtensions(fields.next());
      }
      fields.end();
      return read;
    }

    ASN1Sequence toAsn1() {
      return new DERSequence(
          new ASN1Encodable[] {
            new ASN1Integer(SealInfo.VERSION),
            seal.toAsn1(),
            SealDer.generalized(time),
            new DERBitString(dataHash),
            new DERIA5String(propertyInfo, true)
          });
    }
  }

  private SealSignature(
      byte[] der,
      ToSign toSign,
      byte[] signed,
      byte[] certificate,
      ASN1ObjectIdentifier algorithm,
      byte[] signature,
      byte @Nullable [] timestamp) {
    this.der = der;
    this.toSign = toSign;
    this.signed = signed;
    this.certificate = certificate;
    this.algorithm = algorithm;
    this.signature = signature;
    this.timestamp = timestamp;
  }

  /** Reads one signature that fills {@code der}. */
  public static SealSignature read(byte[] der) throws MalformedSeal {
    ASN1Primitive value = SealDer.decode("seal's signature", der, MAX_BYTES);
    if (value instanceof ASN1Sequence old && old.size() == 2) {
      throw new MalformedSeal(
          "The signature has the structure of GM/T 0031-2014; only GB/T 38540-2020 is read.");
    }
    SealDer fields = new SealDer("seal's signature", value);
    ASN1Primitive toSign = fields.next();
    ToSign read = ToSign.read(toSign);
    byte[] certificate = fields.octets();
    ASN1ObjectIdentifier algorithm = fields.oid();
    byte[] signature = fields.bits();
    byte[] timestamp = fields.more() ? timestamp(fields) : null;
    fields.end();
    return new SealSignature(
        der.clone(), read, SealDer.encoded(toSign), certificate, algorithm, signature, timestamp);
  }

  private static byte[] timestamp(SealDer fields) throws MalformedSeal {
    if (!(fields.next() instanceof ASN1TaggedObject tagged)
        || !tagged.hasContextTag(0)
        || !tagged.isExplicit()) {
      throw new MalformedSeal("The seal's signature has unknown fields.");
    }
    byte[] token = fields.bits(tagged.getExplicitBaseObject().toASN1Primitive());
    if (token.length > MAX_TOKEN) {
      throw new MalformedSeal("The timestamp has more than " + MAX_TOKEN + " bytes.");
    }
    return token;
  }

  /**
   * Signs with the seal.
   *
   * @param certificate the signer's, DER
   * @param timestamp gives an RFC 3161 token over the signature value it is given, or null for none
   */
  public static SealSignature made(
      ToSign toSign,
      byte[] certificate,
      Signer signer,
      @Nullable UnaryOperator<byte[]> timestamp) {
    ASN1Sequence signed = toSign.toAsn1();
    byte[] signature = signer.sign(SealDer.encoded(signed));
    ASN1EncodableVector fields = new ASN1EncodableVector();
    fields.add(signed);
    fields.add(new DEROctetString(certificate));
    fields.add(signer.signatureAlgorithm().getAlgorithm());
    fields.add(new DERBitString(signature));
    if (timestamp != null) {
      fields.add(new DERTaggedObject(true, 0, new DERBitString(timestamp.apply(signature.clone()))));
    }
    try {
      return read(SealDer.encoded(new DERSequence(fields)));
    } catch (MalformedSeal e) {
      throw new IllegalArgumentException("no signature: " + e.getMessage(), e);
    }
  }

  public byte[] der() {
    return der.clone();
  }

  public ToSign toSign() {
    return toSign;
  }

  public Seal seal() {
    return toSign.seal();
  }

  /** The signer's certificate, DER, as it came. */
  public byte[] certificate() {
    return certificate.clone();
  }

  public ASN1ObjectIdentifier algorithm() {
    return algorithm;
  }

  /** The signature value: what a timestamp is over. */
  public byte[] signature() {
    return signature.clone();
  }

  /** The RFC 3161 token over {@link #signature}, if there is one; not looked into. */
  public Optional<byte[]> timestamp() {
    return Optional.ofNullable(timestamp).map(byte[]::clone);
  }

  /** Whether this key signed it, with SM2 and SM3 as the standard asks. */
  public boolean signedBy(VerificationKey signer) {
    return signer.suite() == Suite.SM2
        && Suite.SM2.signatureAlgorithm().getAlgorithm().equals(algorithm)
        && signer.verify(signed, signature);
  }
}
