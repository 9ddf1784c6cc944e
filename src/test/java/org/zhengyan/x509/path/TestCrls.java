package org.zhengyan.x509.path;

import static org.zhengyan.x509.path.TestPaths.read;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.jspecify.annotations.Nullable;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.TestPki;
import org.zhengyan.x509.TestPki.Entity;

/** CRLs of tests, right in everything but for what is put on them. */
final class TestCrls {
  private TestCrls() {}

  /** Puts entries and extensions on a CRL. */
  @FunctionalInterface
  interface Contents {
    void add(X509v2CRLBuilder builder) throws IOException;
  }

  static Contents revoked(Entity entity) {
    return b -> b.addCRLEntry(serial(entity), date(TestPki.FROM), CRLReason.keyCompromise);
  }

  static Contents delta(long base, Contents contents) {
    return b -> {
      contents.add(b);
      b.addExtension(Extension.deltaCRLIndicator, true, new CRLNumber(BigInteger.valueOf(base)));
    };
  }

  static Contents scope(
      @Nullable DistributionPointName name,
      boolean users,
      boolean cas,
      @Nullable ReasonFlags reasons,
      boolean indirect) {
    ASN1Encodable point = new IssuingDistributionPoint(name, users, cas, reasons, indirect, false);
    return b -> b.addExtension(Extension.issuingDistributionPoint, true, point);
  }

  static DistributionPointName point(String uri) {
    return new DistributionPointName(
        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
  }

  static Extensions certificateIssuer(X500Name name) throws IOException {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(
        Extension.certificateIssuer, true, new GeneralNames(new GeneralName(name)));
    return extensions.generate();
  }

  static PathCrl crl(Entity issuer, Contents contents) {
    return crl(issuer, TestPki.FROM, TestPki.TO, 1, contents);
  }

  static PathCrl crl(
      Entity issuer,
      Instant thisUpdate,
      @Nullable Instant nextUpdate,
      long number,
      Contents contents) {
    try {
      X509v2CRLBuilder builder = new X509v2CRLBuilder(issuer.name(), date(thisUpdate));
      if (nextUpdate != null) {
        builder.setNextUpdate(date(nextUpdate));
      }
      if (number > 0) {
        builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
      }
      contents.add(builder);
      return PathCrl.read(
          builder.build(TestPki.signer(issuer.suite(), issuer.key())).getEncoded());
    } catch (IOException | MalformedCertificate e) {
      throw new IllegalStateException(e);
    }
  }

  static BigInteger serial(Entity entity) {
    return read(entity).fields().serial();
  }

  static Date date(Instant instant) {
    return Date.from(instant);
  }
}
