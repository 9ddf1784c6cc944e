package org.zhengyan.enrolment;

import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.issuance.ApplicationRules;
import org.zhengyan.keys.Pem;
import org.zhengyan.keys.Suite;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.ProposalDigest;
import org.zhengyan.principal.RandomId;
import org.zhengyan.registry.Institution;
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

  /** As it comes: nobody decided it, and the store says since when it waits. */
  static Enrolment submitted(
      Applicant applicant,
      EnrolmentKind kind,
      ApplicationRules.Examined examined,
      @Nullable SerialNumber predecessor) {
    Institution body = examined.institution();
    return new Enrolment(
        RandomId.next(),
        kind,
        State.SUBMITTED,
        body.uscc(),
        body.division(),
        body.firstName(),
        body.version(),
        examined.suite(),
        examined.csr(),
        examined.keySha256(),
        examined.holder(),
        predecessor,
        examined.dual(),
        digest(applicant, kind, examined, predecessor),
        applicant.person(),
        Instant.EPOCH,
        null,
        null,
        null,
        null);
  }

  /** What an acceptance agrees to: who applies for what, for which body as it is registered. */
  private static String digest(
      Applicant applicant,
      EnrolmentKind kind,
      ApplicationRules.Examined examined,
      @Nullable SerialNumber predecessor) {
    Map<String, String> members = new HashMap<>();
    members.put("kind", kind.wire());
    members.put("uscc", examined.institution().uscc().value());
    members.put("name", examined.institution().firstName());
    members.put("registryVersion", Integer.toString(examined.institution().version()));
    members.put("suite", examined.suite().wire());
    members.put("key", "sha256:" + HexFormat.of().formatHex(examined.keySha256()));
    members.put("csr", Pem.encode("CERTIFICATE REQUEST", examined.csr()).replace("\n", ""));
    members.put("person", applicant.person().value());
    if (examined.holder() != null) {
      members.put("holder", examined.holder());
    }
    if (examined.dual()) {
      members.put("dual", "true");
    }
    if (predecessor != null) {
      members.put("predecessor", predecessor.hex());
    }
    return ProposalDigest.of(members);
  }
}
