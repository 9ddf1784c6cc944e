package org.zhengyan.status.ocsp;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.zhengyan.certificate.CaId;
import org.zhengyan.keys.KeyEntry;
import org.zhengyan.keys.Signer;
import org.zhengyan.status.ocsp.OcspRequest.CertId;
import org.zhengyan.status.ocsp.OcspRequest.Hash;
import org.zhengyan.x509.DerWriter;

/**
 * One of our issuing CAs as OCSP names it, with the key that it delegated its answers to (RFC 6960
 * section 4.2.2.2); whatever does not change from answer to answer is encoded once.
 */
final class OcspIssuer {
  private final CaId ca;
  private final Signer signer;
  private final Map<Hash, byte[]> hashes = new EnumMap<>(Hash.class);
  private final byte[] responderId;
  private final byte[] signatureAlgorithm;
  private final byte[] certificates;

  /**
   * @param responder the delegated key, its certificate followed by the issuing CA's
   */
  OcspIssuer(CaId ca, KeyEntry responder) {
    this.ca = ca;
    this.signer = responder.signer();
    X509CertificateHolder issuer = responder.chain().get(1);
    try {
      for (Hash hash : Hash.values()) {
        byte[] name = digest(hash, issuer.getSubject().getEncoded("DER"));
        byte[] key = digest(hash, keyBits(issuer.getSubjectPublicKeyInfo()));
        hashes.put(
            hash,
            new DerWriter(80).element(DerCursor.OCTET_STRING, key).prepend(name).toByteArray());
      }
      byte[] keyHash = digest(Hash.SHA1, keyBits(responder.certificate().getSubjectPublicKeyInfo()));
      responderId =
          new DerWriter(32).element(DerCursor.OCTET_STRING, keyHash).wrap(0xa2, 0).toByteArray();
      signatureAlgorithm = signer.signatureAlgorithm().getEncoded("DER");
      byte[] certificate = responder.certificate().getEncoded();
      certificates =
          new DerWriter(certificate.length + 16)
              .prepend(certificate)
              .wrap(DerCursor.SEQUENCE, 0)
              .wrap(0xa0, 0)
              .toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("a certificate of ours cannot be encoded", e);
    }
  }

  /** Whether the CertID names this CA by the hashes of its name and its key. */
  boolean named(CertId certId) {
    if (certId.hash() == null) {
      return false;
    }
    byte[] own = hashes.get(certId.hash());
    int from = certId.issuerHashes();
    return own != null
        && Arrays.equals(own, 0, own.length, certId.der(), from, from + own.length);
  }

  CaId ca() {
    return ca;
  }

  Signer signer() {
    return signer;
  }

  /** ResponderID by key (RFC 6960 section 4.2.1). */
  byte[] responderId() {
    return responderId;
  }

  byte[] signatureAlgorithm() {
    return signatureAlgorithm;
  }

  /** The field {@code certs} with the responder's certificate. */
  byte[] certificates() {
    return certificates;
  }

  /** The value of the BIT STRING, without tag, length and number of unused bits. */
  private static byte[] keyBits(SubjectPublicKeyInfo publicKey) {
    return publicKey.getPublicKeyData().getOctets();
  }

  private static byte[] digest(Hash hash, byte[] bytes) {
    Digest digest =
        switch (hash) {
          case SHA1 -> new SHA1Digest();
          case SHA256 -> new SHA256Digest();
          case SM3 -> new SM3Digest();
        };
    digest.update(bytes, 0, bytes.length);
    byte[] value = new byte[digest.getDigestSize()];
    digest.doFinal(value, 0);
    return value;
  }
}
