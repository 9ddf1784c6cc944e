package org.zhengyan.web.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.Pem;

/** An authority for TLS of one test's own, its server at 127.0.0.1, and clients with and without certificates. */
@NullUnmarked
public final class TestTls {
  private static final char[] NO_PASSWORD = {};

  private final Identity authority;
  private final Path home;

  /** A key and its certificate. */
  public record Identity(KeyPair keys, X509Certificate certificate) {
    public byte[] der() {
      try {
        return certificate.getEncoded();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  public TestTls() {
    try {
      home = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "tls-").toAbsolutePath();
      authority = issue("TLS test CA", null);
      Identity server = issue("TLS test server", authority);
      Files.writeString(file("ca.crt"), Pem.encode("CERTIFICATE", authority.der()));
      Files.writeString(file("server.crt"), Pem.encode("CERTIFICATE", server.der()));
      Files.writeString(file("server.key"), Pem.encode("PRIVATE KEY", server.keys().getPrivate().getEncoded()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Of {@code ca.crt}, {@code server.crt} and {@code server.key}. */
  public Path file(String name) {
    return home.resolve(name);
  }

  public Identity client(String name) {
    return issue(name, authority);
  }

  private static Identity issue(String name, @Nullable Identity issuer) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      KeyPair keys = generator.generateKeyPair();
      X500Name subject = new X500Name("CN=" + name);
      Instant now = Instant.now();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer == null
                  ? subject
                  : new X500Name(issuer.certificate().getSubjectX500Principal().getName()),
              BigInteger.valueOf(System.nanoTime()),
              Date.from(now.minus(Duration.ofHours(1))),
              Date.from(now.plus(Duration.ofDays(1))),
              subject,
              keys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(issuer == null));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
      var signer = new JcaContentSignerBuilder("SHA256withECDSA");
      var signing = issuer == null ? keys.getPrivate() : issuer.keys().getPrivate();
      return new Identity(
          keys, new JcaX509CertificateConverter().getCertificate(builder.build(signer.build(signing))));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @param identity shown when the server asks, or null
   * @param address that the connections come from
   */
  public HttpClient http(@Nullable Identity identity, String address) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("ca", authority.certificate());
      TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      if (identity != null) {
        Certificate[] chain = {identity.certificate(), authority.certificate()};
        store.setKeyEntry("client", identity.keys().getPrivate(), NO_PASSWORD, chain);
      }
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return HttpClient.newBuilder()
          .sslContext(context)
          .localAddress(InetAddress.ofLiteral(address))
          .build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
