package org.zhengyan.x509;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.zhengyan.keys.Suite;

/**
 * The chain of evidence: exactly a leaf and one of our issuing CAs, from our own store.
 *
 * <p>Issuer name and authorityKeyIdentifier choose the CA; certificates that came along are never
 * looked at and nothing is fetched. What cannot change is remembered, by the SHA-256 of the DER: the
 * parsed leaf with its key, and that a CA of ours signed it. Only leaves that our CAs signed enter
 * the memory, so strangers cannot push anything out of it. What can change is judged each time, with
 * the clock that is passed in: validity and usage here, revocation in {@code status}.
 *
 * <p>Thread-safe.
 */
public final class EvidenceChain {

  /** What stands against a leaf; the code is the reason of the contract. */
  public enum Finding {
    UNTRUSTED("certificateUntrusted"),
    EXPIRED("certificateExpired"),
    NOT_YET_VALID("certificateNotYetValid"),
    USAGE("certificateUsage"),
    SUITE("suiteNotAccepted");

    private final String reason;

    Finding(String reason) {
      this.reason = reason;
    }

    public String reason() {
      return reason;
    }
  }

  /**
   * Everything that was found.
   *
   * @param issuer the name of the CA of ours that signed the leaf; empty when none did
   * @param findings in the order of {@link Finding}; empty when nothing stands against the leaf
   */
  public record Assessment(Optional<String> issuer, List<Finding> findings) {
    public Assessment {
      findings = List.copyOf(findings);
    }

    public boolean clean() {
      return findings.isEmpty();
    }
  }

  private record Known(LeafCertificate leaf, IssuingCa issuer) {}

  /** Purposes under which a body signs what it means; absent extendedKeyUsage means any of them. */
  private static final Set<String> SIGNING_PURPOSES =
      Set.of(
          KeyPurposeId.anyExtendedKeyUsage.getId(),
          KeyPurposeId.id_kp_clientAuth.getId(),
          KeyPurposeId.id_kp_emailProtection.getId(),
          "1.3.6.1.5.5.7.3.36"); // id-kp-documentSigning, RFC 9336

  /** Purposes of our own servers' keys, which speak for nobody. */
  private static final Set<String> SERVICE_PURPOSES =
      Set.of(KeyPurposeId.id_kp_OCSPSigning.getId(), KeyPurposeId.id_kp_timeStamping.getId());

  private final List<IssuingCa> issuers;
  private final Cache<ByteBuffer, Known> known;

  /**
   * A chain to these CAs.
   *
   * @param issuers all that ever issued; two of one name differ by their key identifier
   * @param remembered how many leaves are kept; about 4 kB each
   */
  public EvidenceChain(List<IssuingCa> issuers, int remembered) {
    this.issuers = List.copyOf(issuers);
    this.known = Caffeine.newBuilder().maximumSize(remembered).build();
  }

  /**
   * Reads a leaf from PEM, or takes it from memory.
   *
   * @throws MalformedCertificate as {@link LeafCertificate#ofPem}
   */
  public LeafCertificate read(String pem) throws MalformedCertificate {
    return read(CertificatePem.decode(pem));
  }

  /**
   * Reads a leaf from DER, or takes it from memory.
   *
   * @throws MalformedCertificate as {@link LeafCertificate#ofDer}
   */
  public LeafCertificate read(byte[] der) throws MalformedCertificate {
    if (der.length > LeafCertificate.MAX_BYTES) {
      return LeafCertificate.ofDer(der);
    }
    byte[] sha256 = LeafCertificate.sha256(der);
    Known remembered = known.getIfPresent(ByteBuffer.wrap(sha256));
    return remembered != null
        ? remembered.leaf()
        : new LeafCertificate(der.clone(), sha256, LeafFields.read(der));
  }

  /** Judges the leaf at this instant; status is not looked at. */
  public Assessment assess(LeafCertificate leaf, Set<Suite> acceptedSuites, Instant at) {
    Instant now = at.truncatedTo(ChronoUnit.SECONDS); // notAfter holds its whole second
    Optional<IssuingCa> issuer = issuer(leaf);
    List<Finding> findings = new ArrayList<>();
    if (issuer.filter(ca -> ca.validAt(now)).isEmpty()) {
      findings.add(Finding.UNTRUSTED);
    }
    if (now.isAfter(leaf.notAfter())) {
      findings.add(Finding.EXPIRED);
    }
    if (now.isBefore(leaf.notBefore())) {
      findings.add(Finding.NOT_YET_VALID);
    }
    if (!usableForEvidence(leaf)) {
      findings.add(Finding.USAGE);
    }
    if (!acceptedSuites.contains(leaf.key().suite())) {
      findings.add(Finding.SUITE);
    }
    return new Assessment(issuer.map(IssuingCa::name), findings);
  }

  /** The CA that the leaf names and that signed it, from memory if that is known already. */
  private Optional<IssuingCa> issuer(LeafCertificate leaf) {
    ByteBuffer hash = ByteBuffer.wrap(leaf.sha256());
    Known remembered = known.getIfPresent(hash);
    if (remembered != null) {
      return Optional.of(remembered.issuer());
    }
    for (IssuingCa ca : issuers) {
      if (ca.named(leaf) && ca.signed(leaf)) {
        known.put(hash, new Known(leaf, ca));
        return Optional.of(ca);
      }
    }
    return Optional.empty();
  }

  /** An end entity that signs for itself: RFC 5280 sections 4.2.1.3, 4.2.1.9 and 4.2.1.12. */
  private static boolean usableForEvidence(LeafCertificate leaf) {
    boolean keySigns =
        leaf.keyUsage()
            .filter(usage -> usage.hasUsages(KeyUsage.digitalSignature))
            .filter(usage -> !usage.hasUsages(KeyUsage.keyCertSign))
            .filter(usage -> !usage.hasUsages(KeyUsage.cRLSign))
            .isPresent();
    boolean purposeFits =
        leaf.extendedKeyUsage()
            .map(
                purposes ->
                    purposes.stream().anyMatch(SIGNING_PURPOSES::contains)
                        && purposes.stream().noneMatch(SERVICE_PURPOSES::contains))
            .orElse(true);
    return !leaf.certificateAuthority() && keySigns && purposeFits;
  }
}
