package org.zhengyan.status;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Refusal;
import org.zhengyan.x509.LeafCertificate;
import org.zhengyan.x509.MalformedCertificate;

/**
 * The status of a certificate that somebody presents: of these octets, and not of their number alone.
 *
 * <p>Whoever has an issuing key can put the number of a good certificate on another one. So a presented
 * certificate is held against the one that was issued under its number, octet by octet. What was issued
 * never changes (the database refuses it), so this is asked once for each certificate on each node; what is
 * remembered is that it was issued, never its status. A certificate that was not issued is {@code UNKNOWN},
 * whatever the status of its number.
 *
 * <p>It cannot help where only a number is asked about: OCSP, CRLs, and the look-up by number.
 */
@Component
public class PresentedCertificates {
  private static final Logger LOG = LoggerFactory.getLogger(PresentedCertificates.class);
  private static final int REMEMBERED = 20_000;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration SAY_AGAIN_AFTER = Duration.ofHours(1);

  private final StatusLookup statuses;
  private final CertificateStore certificates;
  private final Cache<ByteBuffer, Boolean> issued = Caffeine.newBuilder().maximumSize(REMEMBERED).build();
  private final Cache<ByteBuffer, Boolean> said =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(SAY_AGAIN_AFTER).build();
  private final Counter takenNumbers;
  private final Counter unknownNumbers;

  PresentedCertificates(StatusLookup statuses, CertificateStore certificates, MeterRegistry registry) {
    this.statuses = statuses;
    this.certificates = certificates;
    this.takenNumbers = forged(registry, "taken");
    this.unknownNumbers = forged(registry, "unknown");
  }

  /**
   * The status of this certificate.
   *
   * @param issuer whose key signed it: {@link org.zhengyan.x509.EvidenceChain} has found so
   * @throws Refusal {@code unavailable} as {@link StatusLookup#find}, and when it cannot be told now whether
   *     the certificate was issued
   */
  public CertificateStatus status(CaId issuer, LeafCertificate leaf) {
    CertificateStatus ofNumber = statuses.find(issuer, leaf.serial());
    ByteBuffer sha256 = ByteBuffer.wrap(leaf.sha256());
    if (issued.getIfPresent(sha256) != null) {
      return ofNumber;
    }
    // Asked after the status: what this node knows of a number, the database has already committed.
    IssuedCertificate row = row(new SerialNumber(leaf.serial())).orElse(null);
    byte[] der = row == null ? null : row.der();
    if (der == null) {
      return withoutCertificate(ofNumber, row != null, issuer, leaf);
    }
    if (Arrays.equals(der, leaf.der())) {
      issued.put(sha256, true);
      return ofNumber;
    }
    if (sameContent(der, leaf)) {
      LOG.info(
          "certificate {} was presented with another signature of {} than it was issued with; sha256 {}",
          leaf.serial().toString(16),
          issuer.wire(),
          hex(leaf));
    } else {
      takenNumbers.increment();
      warn(issuer, leaf, "bears the number of another certificate");
    }
    return unknown(ofNumber);
  }

  /** Nothing was issued under the number, or not yet. */
  private CertificateStatus withoutCertificate(
      CertificateStatus ofNumber, boolean reserved, CaId issuer, LeafCertificate leaf) {
    if (reserved && ofNumber.value() != CertificateStatus.Value.GOOD) {
      return ofNumber; // an intent, which is answered for: never good
    }
    if (reserved || ofNumber.value() != CertificateStatus.Value.UNKNOWN) {
      throw unavailable(null);
    }
    unknownNumbers.increment();
    warn(issuer, leaf, "bears a number that was never given");
    return ofNumber;
  }

  private Optional<IssuedCertificate> row(SerialNumber serial) {
    try {
      return certificates.find(serial);
    } catch (DataAccessException e) {
      throw unavailable(e);
    }
  }

  /** Whether the CA says the same in both: anybody can turn one ECDSA signature into another one. */
  private static boolean sameContent(byte[] der, LeafCertificate leaf) {
    try {
      return LeafCertificate.ofDer(der).sameContent(leaf);
    } catch (MalformedCertificate e) {
      throw new IllegalStateException("a certificate of ours cannot be read", e);
    }
  }

  private void warn(CaId issuer, LeafCertificate leaf, String what) {
    if (said.asMap().putIfAbsent(ByteBuffer.wrap(leaf.sha256()), true) == null) {
      LOG.warn(
          "FORGED CERTIFICATE: the key of {} signed one that this service never issued; it {}: serial {},"
              + " sha256 {}. The key is in other hands; the runbook says what to do",
          issuer.wire(),
          what,
          leaf.serial().toString(16),
          hex(leaf));
    }
  }

  private static CertificateStatus unknown(CertificateStatus ofNumber) {
    return new CertificateStatus(CertificateStatus.Value.UNKNOWN, null, null, ofNumber.asOf());
  }

  private static Refusal unavailable(@Nullable Throwable cause) {
    return Refusal.unavailable(
        "the certificate cannot be held against the issued one right now", RETRY_AFTER, cause);
  }

  private static String hex(LeafCertificate leaf) {
    return HexFormat.of().formatHex(leaf.sha256());
  }

  private static Counter forged(MeterRegistry registry, String number) {
    return Counter.builder("zhengyan.certificates.forged")
        .description("Presented certificates that a key of our CAs signed and that were never issued")
        .tag("number", number)
        .register(registry);
  }
}
