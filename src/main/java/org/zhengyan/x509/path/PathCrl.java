package org.zhengyan.x509.path;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;
import org.zhengyan.x509.CertificateFields;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.MalformedDer;
import org.zhengyan.x509.StandardExtensions;
import org.zhengyan.x509.StrictDer;
import org.zhengyan.x509.X509Time;

/**
 * A CRL read once (RFC 5280 section 5), complete or delta; its signature is not verified here.
 *
 * <p>Bounded by {@link #MAX_BYTES}. Immutable.
 */
public final class PathCrl {

  /** About a hundred thousand entries. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  private final byte[] tbs;
  private final AlgorithmIdentifier algorithm;
  private final byte[] signature;
  private final DistinguishedName issuer;
  private final Instant thisUpdate;
  private final @Nullable Instant nextUpdate;
  private final Map<String, Extension> extensions;
  private final byte @Nullable [] authorityKeyIdentifier;
  private final @Nullable BigInteger number;
  private final @Nullable BigInteger baseNumber;
  private final @Nullable IssuingDistributionPoint distributionPoint;
  private final Map<BigInteger, List<CrlEntry>> entries;
  private final boolean unknownCriticalEntry;

  private PathCrl(ASN1Sequence crl) throws MalformedDer, MalformedCertificate, IOException {
    require(crl.size() == 3, "a CRL has three parts");
    ASN1Sequence tbsList = CertificateFields.sequence(crl.getObjectAt(0));
    ASN1Sequence outerAlgorithm = CertificateFields.sequence(crl.getObjectAt(1));
    this.signature = CertificateFields.octets(crl.getObjectAt(2), "the signature");
    this.tbs = tbsList.getEncoded();

    Fields fields = new Fields(tbsList);
    ASN1Integer version = (ASN1Integer) fields.next();
    require(version.hasValue(1), "the CRL is not of version 2");
    ASN1Sequence innerAlgorithm = CertificateFields.sequence(fields.next());
    require(innerAlgorithm.equals(outerAlgorithm), "the two signature algorithms differ");
    this.algorithm = AlgorithmIdentifier.getInstance(innerAlgorithm);
    this.issuer = DistinguishedName.read(CertificateFields.sequence(fields.next()));
    this.thisUpdate = X509Time.read(fields.next());
    this.nextUpdate = fields.at(ASN1UTCTime.class, ASN1GeneralizedTime.class)
        ? X509Time.read(fields.next())
        : null;
    ASN1Sequence revoked =
        fields.at(ASN1Sequence.class) ? CertificateFields.sequence(fields.next()) : null;
    this.extensions =
        fields.at(ASN1TaggedObject.class)
            ? CertificateFields.extensions(extensionList((ASN1TaggedObject) fields.next()))
            : Map.of();
    require(fields.done(), "an unknown field");

    this.authorityKeyIdentifier =
        StandardExtensions.read(extensions).issuerKeyIdentifier().orElse(null);
    this.number = number(Extension.cRLNumber);
    this.baseNumber = number(Extension.deltaCRLIndicator);
    this.distributionPoint =
        StandardExtensions.value(
                extensions, Extension.issuingDistributionPoint, IssuingDistributionPoint::read)
            .orElse(null);
    this.entries = new HashMap<>();
    boolean unknown = false;
    if (revoked != null) {
      require(revoked.size() > 0, "an empty list of entries");
      DistinguishedName current = issuer;
      for (ASN1Encodable element : revoked) {
        CrlEntry entry = CrlEntry.read(CertificateFields.sequence(element), current);
        current = entry.issuer();
        unknown |= entry.unknownCritical();
        entries.computeIfAbsent(entry.serial(), serial -> new ArrayList<>(1)).add(entry);
      }
    }
    this.unknownCriticalEntry = unknown;
  }

  /**
   * Reads one CRL that fills {@code der}.
   *
   * @throws MalformedCertificate when it is no CRL of version 2, or an extension cannot be read
   */
  public static PathCrl read(byte[] der) throws MalformedCertificate {
    try {
      return new PathCrl(CertificateFields.sequence(StrictDer.read(der, MAX_BYTES)));
    } catch (MalformedDer e) {
      throw new MalformedCertificate("The CRL cannot be read: " + e.getMessage() + ".", e);
    } catch (IOException | RuntimeException e) {
      throw new MalformedCertificate("The CRL cannot be read: a field has a wrong type.", e);
    }
  }

  byte[] tbs() {
    return tbs;
  }

  AlgorithmIdentifier algorithm() {
    return algorithm;
  }

  byte[] signature() {
    return signature;
  }

  DistinguishedName issuer() {
    return issuer;
  }

  Optional<IssuingDistributionPoint> distributionPoint() {
    return Optional.ofNullable(distributionPoint);
  }

  boolean delta() {
    return baseNumber != null;
  }

  /** Whether it may be believed at that instant as far as it says itself (sections 5.1.2, 5.2, 5.3). */
  boolean usableAt(Instant now) {
    Extension numberExtension = extensions.get(Extension.cRLNumber.getId());
    return nextUpdate != null
        && !now.isBefore(thisUpdate)
        && !now.isAfter(nextUpdate)
        && number != null
        && numberExtension != null
        && !numberExtension.isCritical()
        && !unknownCriticalEntry
        && extensions.values().stream().noneMatch(PathCrl::unknownCritical);
  }

  /** Whether this delta may be put on that complete CRL (section 6.3.3 (c)). */
  boolean updates(PathCrl complete) {
    return baseNumber != null
        && number != null
        && complete.number != null
        && complete.number.compareTo(baseNumber) >= 0
        && complete.number.compareTo(number) < 0
        && issuer.equals(complete.issuer)
        && Arrays.equals(authorityKeyIdentifier, complete.authorityKeyIdentifier)
        && Optional.ofNullable(extensions.get(Extension.issuingDistributionPoint.getId()))
            .equals(
                Optional.ofNullable(
                    complete.extensions.get(Extension.issuingDistributionPoint.getId())));
  }

  /** The entry of that certificate, the last one if there are several. */
  Optional<CrlEntry> entry(PathCertificate certificate) {
    return entries.getOrDefault(certificate.fields().serial(), List.of()).stream()
        .filter(entry -> entry.issuer().equals(certificate.issuer()))
        .reduce((before, last) -> last);
  }

  private @Nullable BigInteger number(ASN1ObjectIdentifier oid)
      throws MalformedCertificate {
    return StandardExtensions.value(
            extensions,
            oid,
            value -> {
              BigInteger read = ((ASN1Integer) value).getValue();
              require(read.signum() >= 0 && read.bitLength() <= 159, "a number out of range");
              return read;
            })
        .orElse(null);
  }

  private static boolean unknownCritical(Extension extension) {
    return extension.isCritical()
        && !extension.getExtnId().equals(Extension.issuingDistributionPoint)
        && !extension.getExtnId().equals(Extension.deltaCRLIndicator);
  }

  private static ASN1Sequence extensionList(ASN1TaggedObject tagged) throws MalformedDer {
    require(tagged.hasContextTag(0), "an unknown field");
    return CertificateFields.sequence(tagged.getExplicitBaseObject());
  }

  private static void require(boolean holds, String otherwise) throws MalformedDer {
    if (!holds) {
      throw new MalformedDer(otherwise);
    }
  }

  /** The fields of a SEQUENCE, one after the other. */
  private static final class Fields {
    private final ASN1Sequence sequence;
    private int at;

    Fields(ASN1Sequence sequence) {
      this.sequence = sequence;
    }

    ASN1Primitive next() throws MalformedDer {
      require(!done(), "a field is missing");
      return sequence.getObjectAt(at++).toASN1Primitive();
    }

    boolean at(Class<?>... types) {
      return !done() && Arrays.stream(types).anyMatch(t -> t.isInstance(sequence.getObjectAt(at)));
    }

    boolean done() {
      return at == sequence.size();
    }
  }
}
