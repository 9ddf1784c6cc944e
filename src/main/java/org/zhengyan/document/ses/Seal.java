package org.zhengyan.document.ses;

import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.zhengyan.keys.Signer;
import org.zhengyan.keys.Suite;
import org.zhengyan.keys.VerificationKey;

/**
 * {@code SESeal} (GB/T 38540-2020): information that a seal maker signed, and the maker's certificate.
 *
 * <p>Guaranteed of every instance: DER of at most {@value #MAX_BYTES} bytes, every field of its type.
 * Not looked at: whether the maker's signature verifies ({@link #signedBy}), and whom to trust.
 * Immutable; arrays that are handed out are copies.
 */
public final class Seal {

  /** Room for a large picture. */
  public static final int MAX_BYTES = 1024 * 1024;

  private final byte[] der;
  private final SealInfo info;
  private final byte[] signed;
  private final byte[] makerCertificate;
  private final ASN1ObjectIdentifier algorithm;
  private final byte[] signature;

  private Seal(
      byte[] der,
      SealInfo info,
      byte[] signed,
      byte[] makerCertificate,
      ASN1ObjectIdentifier algorithm,
      byte[] signature) {
    this.der = der;
    this.info = info;
    this.signed = signed;
    this.makerCertificate = makerCertificate;
    this.algorithm = algorithm;
    this.signature = signature;
  }

  /** Reads one seal that fills {@code der}, such as a {@code Seal.esl}. */
  public static Seal read(byte[] der) throws MalformedSeal {
    return read(SealDer.decode("seal", der, MAX_BYTES));
  }

  static Seal read(ASN1Primitive value) throws MalformedSeal {
    if (value instanceof ASN1Sequence old
        && old.size() == 2
        && old.getObjectAt(1).toASN1Primitive() instanceof ASN1Sequence) {
      throw new MalformedSeal(
          "The seal has the structure of GM/T 0031-2014; only GB/T 38540-2020 is read.");
    }
    SealDer fields = new SealDer("seal", value);
    ASN1Primitive information = fields.next();
    Seal seal =
        new Seal(
            SealDer.encoded(value),
            SealInfo.read(information),
            SealDer.encoded(information),
            fields.octets(),
            fields.oid(),
            fields.bits());
    fields.end();
    return seal;
  }

  /** Makes a seal: the maker signs the information. */
  public static Seal made(SealInfo info, byte[] makerCertificate, Signer maker) {
    ASN1Sequence information = info.toAsn1();
    byte[] signature = maker.sign(SealDer.encoded(information));
    return rebuilt(information, makerCertificate, maker.signatureAlgorithm().getAlgorithm(), signature);
  }

  private static Seal rebuilt(
      ASN1Sequence information, byte[] certificate, ASN1ObjectIdentifier algorithm, byte[] signature) {
    try {
      return read(
          SealDer.encoded(
              new DERSequence(
                  new ASN1Encodable[] {
                    information,
                    new DEROctetString(certificate),
                    algorithm,
                    new DERBitString(signature)
                  })));
    } catch (MalformedSeal e) {
      throw new IllegalArgumentException("no seal: " + e.getMessage(), e);
    }
  }

  public byte[] der() {
    return der.clone();
  }

  public SealInfo info() {
    return info;
  }

  /** The certificate of whoever made the seal, DER, as it came. */
  public byte[] makerCertificate() {
    return makerCertificate.clone();
  }

  /** The algorithm of the maker's signature. */
  public ASN1ObjectIdentifier algorithm() {
    return algorithm;
  }

  /** Whether this key signed the information, with SM2 and SM3 as the standard asks. */
  public boolean signedBy(VerificationKey maker) {
    return maker.suite() == Suite.SM2
        && Suite.SM2.signatureAlgorithm().getAlgorithm().equals(algorithm)
        && maker.verify(signed, signature);
  }

  ASN1Sequence toAsn1() {
    return ASN1Sequence.getInstance(der);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Seal that && Arrays.equals(der, that.der);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(der);
  }
}
