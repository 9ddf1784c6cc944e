package org.zhengyan;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.CaId;
import org.zhengyan.keys.KeyEntry;
import org.zhengyan.keys.KeyVault;

/**
 * What whoever stole an issuing key makes of a good certificate: the same number, body, days and extensions,
 * signed by the key that signed the issued one, for another key.
 */
public final class ForgedCertificate {
  private ForgedCertificate() {}

  /** The thief, presenting the forged one. */
  public static TestHolder twin(KeyVault vault, String issued, TestHolder thief) {
    return thief.presenting(TestHolder.pem("CERTIFICATE", twin(vault, TestHolder.der(issued), thief, null)));
  }

  /** The same in DER, under that number, or under that of the issued one. */
  public static byte[] twin(KeyVault vault, byte[] issued, TestHolder thief, @Nullable BigInteger serial) {
    return ofForm(issuer(vault, Certificate.getInstance(issued).getIssuer()), issued, thief, serial);
  }

  /** Of that form and content, by that CA. */
  public static byte[] ofForm(KeyVault vault, CaId ca, byte[] form, TestHolder holder, BigInteger serial) {
    return ofForm(vault.load("ca-" + ca.wire()), form, holder, serial);
  }

  private static byte[] ofForm(KeyEntry ca, byte[] form, TestHolder holder, @Nullable BigInteger serial) {
    TBSCertificate original = Certificate.getInstance(form).getTBSCertificate();
    V3TBSCertificateGenerator forged = new V3TBSCertificateGenerator();
    forged.setSerialNumber(serial == null ? original.getSerialNumber() : new ASN1Integer(serial));
    forged.setSignature(original.getSignature());
    forged.setIssuer(ca.certificate().getSubject());
    forged.setStartDate(original.getStartDate());
    forged.setEndDate(original.getEndDate());
    forged.setSubject(original.getSubject());
    forged.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(holder.key().getPublic().getEncoded()));
    forged.setExtensions(original.getExtensions());
    try {
      byte[] tbs = forged.generateTBSCertificate().getEncoded("DER");
      return assemble(tbs, original, ca.signer().sign(tbs));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The issued P-256 certificate with the other half of its signature's two: nobody's key is needed for it. */
  public static byte[] resigned(byte[] issued) {
    Certificate original = Certificate.getInstance(issued);
    ASN1Sequence signature = ASN1Sequence.getInstance(original.getSignature().getOctets());
    BigInteger s = ASN1Integer.getInstance(signature.getObjectAt(1)).getValue();
    BigInteger other = SECNamedCurves.getByName("secp256r1").getN().subtract(s);
    try {
      byte[] turned =
          new DERSequence(new ASN1Encodable[] {signature.getObjectAt(0), new ASN1Integer(other)}).getEncoded("DER");
      TBSCertificate tbs = original.getTBSCertificate();
      return assemble(tbs.getEncoded("DER"), tbs, turned);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] assemble(byte[] tbs, TBSCertificate original, byte[] signature) throws IOException {
    return new DERSequence(
            new ASN1Encodable[] {ASN1Sequence.getInstance(tbs), original.getSignature(), new DERBitString(signature)})
        .getEncoded("DER");
  }

  private static KeyEntry issuer(KeyVault vault, X500Name name) {
    return Arrays.stream(CaId.values())
        .map(ca -> vault.load("ca-" + ca.wire()))
        .filter(ca -> ca.certificate().getSubject().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
