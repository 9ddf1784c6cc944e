package org.zhengyan.enrolment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.keys.Suite;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;
import org.zhengyan.registry.Uscc;

/**
 * What a person of a body applied for.
 *
 * @param name and {@code registryVersion}: of the body, as the applicant saw it
 * @param csr the DER of the PKCS#10 request
 * @param predecessor the certificate that is renewed, replaced or changed; null for the first
 * @param dual whether an encryption certificate comes with it
 * @param digest what an acceptance names
 * @param application the certificate application that the acceptance made
 * @param joinedAt when the applicant said that file and certificate are together
 */
public record Enrolment(
    String id,
    EnrolmentKind kind,
    State state,
    Uscc uscc,
    Division division,
    String name,
    int registryVersion,
    Suite suite,
    byte[] csr,
    byte[] keySha256,
    @Nullable String holder,
    @Nullable SerialNumber predecessor,
    boolean dual,
    String digest,
    PersonId submittedBy,
    Instant submittedAt,
    @Nullable Instant decidedAt,
    @Nullable String refusal,
    @Nullable String application,
    @Nullable Instant joinedAt) {

  /** Accepted is not the end: what follows is the certificate application's to say. */
  public enum State {
    SUBMITTED,
    ACCEPTED,
    REFUSED,
    WITHDRAWN,
    LAPSED;

    public String wire() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
