package org.zhengyan.x509;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.Suite;

/**
 * A small hierarchy of either suite for tests, made by Bouncy Castle's providers and not by our own
 * signing code, so that the two check each other.
 */
public final class TestPki {
  public static final Provider BC = new BouncyCastleProvider();
  public static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  public static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  public static final Instant TO = Instant.parse("2027-01-01T00:00:00Z");
  public static final String USCC = "11100000000013338W";

  /** A key with its name, able to issue. */
  public record Entity(Suite suite, X500Name name, KeyPair key, byte[] der) {

    public SubjectPublicKeyInfo publicKey() {
      return TestPki.publicKey(key);
    }

    /** What its certificate says; that of its key while it has none, or says nothing. */
    byte[] keyIdentifier() {
      SubjectKeyIdentifier stated =
          der.length == 0
              ? null
              : SubjectKeyIdentifier.fromExtensions(
                  Certificate.getInstance(der).getTBSCertificate().getExtensions());
      return stated == null ? TestPki.keyIdentifier(publicKey()) : stated.getKeyIdentifier();
    }
  }

  /** Puts extensions on a certificate that is being made. */
  @FunctionalInterface
  public interface Extensions {
    void add(X509v3CertificateBuilder builder) throws IOException;
  }

  private static final AtomicLong NEXT_SERIAL = new AtomicLong(0x5000_0000_0000_0000L);

  private TestPki() {}

  public static KeyPair newKey(Suite suite) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", BC);
      generator.initialize(
          new ECGenParameterSpec(suite == Suite.SM2 ? "sm2p256v1" : "secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static ContentSigner signer(Suite suite, KeyPair key) {
    try {
      return new JcaContentSignerBuilder(suite == Suite.SM2 ? "SM3withSM2" : "SHA256withECDSA")
          .setProvider(BC)
          .build(key.getPrivate());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  public static SubjectPublicKeyInfo publicKey(KeyPair key) {
    return SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded());
  }

  static byte[] keyIdentifier(SubjectPublicKeyInfo key) {
    return Arrays.copyOf(
        LeafCertificate.sha256(key.getPublicKeyData().getOctets()), 20);
  }

  /** A self-signed CA. */
  public static Entity root(Suite suite, String name) {
    KeyPair key = newKey(suite);
    X500Name subject = new X500Name("C=CN,O=Test,CN=" + name);
    byte[] der = issue(suite, subject, key, subject, publicKey(key), FROM, TO, ca(publicKey(key), null));
    return new Entity(suite, subject, key, der);
  }

  /** A CA below another one. */
  public static Entity ca(Entity issuer, String name) {
    KeyPair key = newKey(issuer.suite());
    return ca(issuer, name, key, ca(publicKey(key), issuer));
  }

  public static Entity ca(Entity issuer, String name, KeyPair key, Extensions extensions) {
    X500Name subject = new X500Name("C=CN,O=Test,CN=" + name);
    return new Entity(
        issuer.suite(), subject, key, issue(issuer, subject, publicKey(key), FROM, TO, extensions));
  }

  /** What every CA has; {@code issuer} is null for a root. */
  public static Extensions ca(
      SubjectPublicKeyInfo key, @Nullable Entity issuer) {
    return builder -> {
      add(builder, Extension.basicConstraints, true, new BasicConstraints(true));
      add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      add(builder, Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyIdentifier(key)));
      if (issuer != null) {
        add(builder, Extension.authorityKeyIdentifier, false, authorityKeyIdentifier(issuer));
      }
    };
  }

  /** The certificate of a body, as our issuing CAs make them. */
  public static Entity body(Entity issuer) {
    return body(issuer, body(KeyUsage.digitalSignature | KeyUsage.nonRepudiation, issuer), FROM, TO);
  }

  public static Entity body(Entity issuer, Extensions extensions, Instant from, Instant to) {
    KeyPair key = newKey(issuer.suite());
    X500Name subject = bodyName();
    return new Entity(
        issuer.suite(), subject, key, issue(issuer, subject, publicKey(key), from, to, extensions));
  }

  /** What the certificate of a body has, with this key usage and these purposes. */
  public static Extensions body(int usage, Entity issuer, KeyPurposeId... purposes) {
    return builder -> {
      add(builder, Extension.keyUsage, true, new KeyUsage(usage));
      if (purposes.length > 0) {
        add(builder, Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
      }
      add(builder, Extension.authorityKeyIdentifier, false, authorityKeyIdentifier(issuer));
    };
  }

  public static X500Name bodyName() {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.C, "CN")
        .addRDN(BCStyle.O, "测试市教育局")
        .addRDN(BCStyle.ORGANIZATION_IDENTIFIER, USCC)
        .addRDN(BCStyle.CN, "测试市教育局")
        .build();
  }

  public static AuthorityKeyIdentifier authorityKeyIdentifier(Entity issuer) {
    return new AuthorityKeyIdentifier(issuer.keyIdentifier());
  }

  public static byte[] issue(
      Entity issuer,
      X500Name subject,
      SubjectPublicKeyInfo key,
      Instant from,
      Instant to,
      Extensions extensions) {
    return issue(issuer.suite(), issuer.name(), issuer.key(), subject, key, from, to, extensions);
  }

  private static synchronized byte[] issue(
      Suite suite,
      X500Name issuer,
      KeyPair issuerKey,
      X500Name subject,
      SubjectPublicKeyInfo key,
      Instant from,
      Instant to,
      Extensions extensions) {
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              issuer,
              BigInteger.valueOf(NEXT_SERIAL.getAndIncrement()),
              Date.from(from),
              Date.from(to),
              subject,
              key);
      extensions.add(builder);
      return builder.build(signer(suite, issuerKey)).getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public static void add(
      X509v3CertificateBuilder builder, ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value)
      throws IOException {
    builder.addExtension(oid, critical, value);
  }

  public static String pem(byte[] der) {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END CERTIFICATE-----\n";
  }
}
