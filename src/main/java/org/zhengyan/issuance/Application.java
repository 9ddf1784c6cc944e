package org.zhengyan.issuance;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.keys.Suite;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;
import org.zhengyan.registry.Uscc;

/**
 * An application for a certificate: what was asked for, and where it stands.
 *
 * @param id of its proposal
 * @param name the first registered name, which the certificate is to carry
 * @param registryVersion of the institution when it was submitted; another one voids the digest
 * @param csr the DER of the PKCS#10 request
 * @param keySha256 SHA-256 of its SubjectPublicKeyInfo
 * @param holder a label for the person or device; not in the certificate
 * @param replaces the certificate that the new one retires
 * @param recipient the person of the body that it was made for, who alone collects the certificate
 * @param dual whether an encryption certificate is issued beside the signing certificate
 * @param digest what an approval names
 */
public record Application(
    String id,
    Uscc uscc,
    Division division,
    String name,
    Suite suite,
    String profile,
    int registryVersion,
    byte[] csr,
    byte[] keySha256,
    @Nullable String holder,
    @Nullable SerialNumber replaces,
    @Nullable PersonId recipient,
    boolean dual,
    String digest,
    PersonId submittedBy,
    String submittedByClient,
    Instant submittedAt,
    State state) {

  /** Where it stands; the transitions are in {@code src/docs/issuance-cycle.md}. */
  public sealed interface State {
    String wire();
  }

  /** Awaits the second person. */
  public record Submitted() implements State {
    @Override
    public String wire() {
      return "submitted";
    }
  }

  /** Who decided, and when. */
  public record Decision(PersonId person, String client, Instant at) {}

  /** Approved, and a serial is intended; a certificate may or may not have been signed under it. */
  public record Issuing(Decision decision, SerialNumber serial) implements State {
    @Override
    public String wire() {
      return "issuing";
    }
  }

  /** Terminal: the certificate is recorded. */
  public record Issued(Decision decision, SerialNumber serial) implements State {
    @Override
    public String wire() {
      return "issued";
    }
  }

  /** Terminal: the second person declined. */
  public record Refused(Decision decision, String reason) implements State {
    @Override
    public String wire() {
      return "refused";
    }
  }

  /**
   * Terminal: nobody decided it in time; or approved, but what was approved changed before there was a
   * certificate.
   */
  public record Lapsed(@Nullable Decision decision, String reason) implements State {
    @Override
    public String wire() {
      return "lapsed";
    }
  }
}
