package org.zhengyan.document.check;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.jcajce.provider.digest.SHA256;
import org.jspecify.annotations.Nullable;
import org.zhengyan.document.check.SignerTrust.Role;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.CmsFixture;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.TestPki;
import org.zhengyan.x509.TestPki.Entity;
import org.zhengyan.x509.path.PathCertificate;

/** The keys of a service that makes faces, and a check that trusts them. */
final class TestSeals {
  static final Instant SIGNED = TestPki.NOW.minusSeconds(3600);

  final Suite suite;
  final Entity root;
  final Entity maker;
  final Entity signer;
  final Entity stamper;
  byte @Nullable [] crl;

  TestSeals(Suite suite) {
    this.suite = suite;
    this.root = TestPki.root(suite, "Root");
    this.maker = entity(root, "Seal Maker", TestPki.FROM, TestPki.TO);
    this.signer = entity(root, "Seal", TestPki.FROM, TestPki.TO);
    this.stamper = stamper(root, TestPki.TO);
  }

  /** @param to when its certificate runs out */
  static Entity stamper(Entity root, Instant to) {
    return entity(
        root,
        "Time-Stamps",
        TestPki.FROM,
        to,
        builder -> {
          TestPki.body(KeyUsage.digitalSignature, root).add(builder);
          TestPki.add(
              builder,
              Extension.extendedKeyUsage,
              true,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
        });
  }

  static Entity entity(Entity issuer, String name, Instant from, Instant to) {
    return entity(
        issuer, name, from, to, TestPki.body(KeyUsage.digitalSignature | KeyUsage.nonRepudiation, issuer));
  }

  static Entity entity(
      Entity issuer, String name, Instant from, Instant to, TestPki.Extensions extensions) {
    var key = TestPki.newKey(issuer.suite());
    X500Name subject = new X500Name("C=CN,O=Test,CN=" + name);
    byte[] der =
        TestPki.issue(issuer, subject, TestPki.publicKey(key), from, to, extensions);
    return new Entity(issuer.suite(), subject, key, der);
  }

  SignerTrust trust() {
    return trust(signer);
  }

  SignerTrust trust(Entity pinnedSigner) {
    return new SignerTrust(
        new SignerTrust.Ours(
            Map.of(
                Role.SIGNER, List.of(pinnedSigner.der()),
                Role.PDF_SIGNER, List.of(pinnedSigner.der()),
                Role.MAKER, List.of(maker.der()),
                Role.TIMESTAMP, List.of(stamper.der())),
            roots()),
        OtherMakers.NONE);
  }

  List<PathCertificate> roots() {
    try {
      return List.of(PathCertificate.read(root.der()));
    } catch (MalformedCertificate e) {
      throw new IllegalStateException(e);
    }
  }

  SignatureMoment moment(SignerTrust trust) {
    return new SignatureMoment(trust, new SignerStatus(any -> Optional.ofNullable(crl), roots()));
  }

  /** The root takes back a certificate. */
  void revoke(Entity entity, Instant at, int reason) {
    try {
      X509v2CRLBuilder builder = new X509v2CRLBuilder(root.name(), Date.from(TestPki.FROM));
      builder.setNextUpdate(Date.from(TestPki.TO));
      var serial = org.bouncycastle.asn1.x509.Certificate.getInstance(entity.der()).getSerialNumber();
      builder.addCRLEntry(serial.getValue(), Date.from(at), reason);
      crl = builder.build(TestPki.signer(suite, root.key())).getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] token(byte[] over, Instant at) {
    return token(stamper, over, at);
  }

  /** An RFC 3161 token. */
  static byte[] token(Entity stamper, byte[] over, Instant at) {
    try {
      byte[] digest = new SHA256.Digest().digest(over);
      TSTInfo info =
          new TSTInfo(
              new ASN1ObjectIdentifier("1.2.3.4"),
              new MessageImprint(
                  new AlgorithmIdentifier(new ASN1ObjectIdentifier("2.16.840.1.101.3.4.2.1")), digest),
              new ASN1Integer(BigInteger.TEN),
              new ASN1GeneralizedTime(Date.from(at)),
              null,
              null,
              null,
              null,
              null);
      byte[] content = info.getEncoded(ASN1Encoding.DER);
      CmsFixture cms = new CmsFixture(stamper);
      cms.dataType = "1.2.840.113549.1.9.16.1.4";
      ASN1Encodable type =
          CmsFixture.attribute(CmsFixture.CONTENT_TYPE, new ASN1ObjectIdentifier(cms.dataType));
      cms.content = new DEROctetString(content);
      return cms.replace(CmsFixture.CONTENT_TYPE, type)
          .replace(CmsFixture.MESSAGE_DIGEST, cms.digestOf(content))
          .build();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
