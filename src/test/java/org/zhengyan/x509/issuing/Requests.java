package org.zhengyan.x509.issuing;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.spec.ECParameterSpec;
import org.bouncycastle.jce.spec.ECPrivateKeySpec;
import org.bouncycastle.jce.spec.ECPublicKeySpec;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.zhengyan.keys.Pem;
import org.zhengyan.keys.Suite;

/** Requests that are right in everything, and ways to break one thing of them. */
final class Requests {
  private Requests() {}

  record Info(
      ASN1Encodable version, X500Name subject, SubjectPublicKeyInfo key, ASN1Encodable attributes) {
    Info version(int number) {
      return new Info(new ASN1Integer(number), subject, key, attributes);
    }

    Info subject(X500Name other) {
      return new Info(version, other, key, attributes);
    }

    Info key(SubjectPublicKeyInfo other) {
      return new Info(version, subject, other, attributes);
    }

    Info attributes(ASN1Encodable... values) {
      return new Info(version, subject, key, new DERTaggedObject(false, 0, new DERSet(values)));
    }

    Info withoutAttributes() {
      return new Info(version, subject, key, new DERTaggedObject(false, 5, new DERSet()));
    }

    DERSequence encode() {
      ASN1EncodableVector parts = new ASN1EncodableVector();
      parts.add(version);
      parts.add(subject);
      parts.add(key);
      parts.add(attributes);
      return new DERSequence(parts);
    }
  }

  interface Breaking {
    Info apply(Info info) throws Exception;
  }

  /** A request whose signature is right for what it says, whatever that is. */
  static String signed(Breaking breaking) throws Exception {
    KeyPair pair = IssuingFixture.keyPair(Suite.P256);
    Info right =
        new Info(
            new ASN1Integer(0),
            new X500Name("CN=request"),
            SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()),
            new DERTaggedObject(false, 0, new DERSet()));
    DERSequence info = breaking.apply(right).encode();
    var signer =
        new JcaContentSignerBuilder("SHA256withECDSA")
            .setProvider(IssuingFixture.PROVIDER)
            .build(pair.getPrivate());
    signer.getOutputStream().write(info.getEncoded());
    return pem(assemble(info, signer.getAlgorithmIdentifier(), signer.getSignature()));
  }

  static byte[] assemble(ASN1Encodable info, AlgorithmIdentifier algorithm, byte[] signature)
      throws Exception {
    return new DERSequence(new ASN1Encodable[] {info, algorithm, new DERBitString(signature)})
        .getEncoded();
  }

  static String request(KeyPair pair, String algorithm) throws Exception {
    var signer =
        new JcaContentSignerBuilder(algorithm)
            .setProvider(IssuingFixture.PROVIDER)
            .build(pair.getPrivate());
    return pem(
        new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=request"), pair.getPublic())
            .build(signer)
            .getEncoded());
  }

  static String right() throws Exception {
    return signed(info -> info);
  }

  static byte[] rightDer() throws Exception {
    return Pem.decode(right()).getFirst().content();
  }

  static String pem(byte[] der) {
    return Pem.encode("CERTIFICATE REQUEST", der);
  }

  static String rsa(int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", IssuingFixture.PROVIDER);
    generator.initialize(bits);
    return request(generator.generateKeyPair(), "SHA1withRSA");
  }

  static ECParameterSpec curve() {
    return ECNamedCurveTable.getParameterSpec("secp256r1");
  }

  static KeyPair scalar(BigInteger d) throws Exception {
    var factory = java.security.KeyFactory.getInstance("EC", IssuingFixture.PROVIDER);
    return new KeyPair(
        factory.generatePublic(new ECPublicKeySpec(curve().getG().multiply(d), curve())),
        factory.generatePrivate(new ECPrivateKeySpec(d, curve())));
  }

  static String swappedSignature() throws Exception {
    var one = new PKCS10CertificationRequest(rightDer()).toASN1Structure();
    var other = new PKCS10CertificationRequest(rightDer());
    return pem(
        assemble(
            one.getCertificationRequestInfo(), one.getSignatureAlgorithm(), other.getSignature()));
  }

  static String changedSubject() throws Exception {
    byte[] der = rightDer();
    int at = new String(der, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("request");
    der[at] = 'R';
    return pem(der);
  }

  static String paddedSignature() throws Exception {
    return withSignature(
        signature -> {
          // 30 len 02 n r…: one more zero octet before r
          byte[] padded = new byte[signature.length + 1];
          padded[0] = signature[0];
          padded[1] = (byte) (signature[1] + 1);
          padded[2] = signature[2];
          padded[3] = (byte) (signature[3] + 1);
          System.arraycopy(signature, 4, padded, 5, signature.length - 4);
          return padded;
        });
  }

  static String withSignature(UnaryOperator<byte[]> change) throws Exception {
    var request = new PKCS10CertificationRequest(rightDer());
    var structure = request.toASN1Structure();
    return pem(
        assemble(
            structure.getCertificationRequestInfo(),
            structure.getSignatureAlgorithm(),
            change.apply(request.getSignature())));
  }

  static String signatureWithUnusedBits() throws Exception {
    var request = new PKCS10CertificationRequest(rightDer()).toASN1Structure();
    byte[] signature = request.getSignature().getOctets();
    signature[signature.length - 1] &= (byte) 0xfe;
    return pem(
        new DERSequence(
                new ASN1Encodable[] {
                  request.getCertificationRequestInfo(),
                  request.getSignatureAlgorithm(),
                  new DERBitString(signature, 1)
                })
            .getEncoded());
  }

  static ASN1Encodable password(String value) {
    return attribute(
        PKCSObjectIdentifiers.pkcs_9_at_challengePassword, new DERSet(new DERUTF8String(value)));
  }

  static ASN1Encodable[] unknown(int count) {
    ASN1Encodable[] attributes = new ASN1Encodable[count];
    for (int i = 0; i < count; i++) {
      attributes[i] =
          attribute(new ASN1ObjectIdentifier("1.2.3.4." + i), new DERSet(DERNull.INSTANCE));
    }
    return attributes;
  }

  static ASN1Encodable requested(DERSet values) {
    return attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, values);
  }

  static ASN1Encodable extensions(Extension... extensions) {
    return requested(new DERSet(new DERSequence(extensions)));
  }

  static ASN1Encodable twoExtensionLists() throws Exception {
    return requested(
        new DERSet(
            new ASN1Encodable[] {
              new DERSequence(usage(true, KeyUsage.digitalSignature)),
              new DERSequence(usage(true, KeyUsage.nonRepudiation))
            }));
  }

  static ASN1Encodable attribute(ASN1ObjectIdentifier type, DERSet values) {
    return new DERSequence(new ASN1Encodable[] {type, values});
  }

  static Extension usage(boolean critical, int bits) throws Exception {
    return new Extension(Extension.keyUsage, critical, new DEROctetString(new KeyUsage(bits)));
  }

  static byte[] point(Info info) {
    return info.key().getPublicKeyData().getOctets();
  }

  static byte[] compress(byte[] point) {
    byte[] compressed = Arrays.copyOf(point, 33);
    compressed[0] = (byte) (2 + (point[64] & 1));
    return compressed;
  }

  static byte[] hybrid(byte[] point) {
    byte[] hybrid = point.clone();
    hybrid[0] = (byte) (6 + (point[64] & 1));
    return hybrid;
  }

  static byte[] flip(byte[] point) {
    byte[] flipped = point.clone();
    flipped[64] ^= 1;
    return flipped;
  }

  static SubjectPublicKeyInfo otherKey() throws Exception {
    return SubjectPublicKeyInfo.getInstance(
        IssuingFixture.keyPair(Suite.P256).getPublic().getEncoded());
  }

  static byte[] nested(int depth) throws Exception {
    ASN1Encodable value = DERNull.INSTANCE;
    for (int i = 0; i < depth; i++) {
      value = new DERSequence(value);
    }
    return value.toASN1Primitive().getEncoded();
  }
}
