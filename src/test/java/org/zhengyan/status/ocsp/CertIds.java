package org.zhengyan.status.ocsp;

import java.math.BigInteger;
import java.security.MessageDigest;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** CertIDs as a client makes them, with the hashes of another implementation. */
final class CertIds {
  private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

  private CertIds() {}

  static CertificateID of(X509CertificateHolder issuer, OcspRequest.Hash hash, BigInteger serial) {
    try {
      String name = hash == OcspRequest.Hash.SM3 ? "SM3" : hash == OcspRequest.Hash.SHA1 ? "SHA-1" : "SHA-256";
      MessageDigest digest = MessageDigest.getInstance(name, PROVIDER);
      byte[] nameHash = digest.digest(issuer.getSubject().getEncoded());
      byte[] keyHash =
          digest.digest(issuer.getSubjectPublicKeyInfo().getPublicKeyData().getBytes());
      return new CertificateID(
          new CertID(
              new AlgorithmIdentifier(new ASN1ObjectIdentifier(hash.oid()), DERNull.INSTANCE),
              new DEROctetString(nameHash),
              new DEROctetString(keyHash),
              new ASN1Integer(serial)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
