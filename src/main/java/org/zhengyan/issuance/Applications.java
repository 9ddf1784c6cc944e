package org.zhengyan.issuance;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.Pem;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.Proposal;
import org.zhengyan.registry.Institution;
import org.zhengyan.status.revocation.CertificateReader;

/** Takes applications, refuses them, and shows them to those who may see them. */
@Component
public class Applications {
  static final String KIND = "certificate-application";
  private static final Set<String> STATES =
      Set.of("submitted", "issuing", "issued", "refused", "lapsed");

  private final ApplicationStore store;
  private final Approvals approvals;
  private final ApplicationRules rules;
  private final CertificateStore certificates;
  private final CertificateReader reader;
  private final EncryptionKeys encryptionKeys;
  private final EventLog log;

  Applications(
      ApplicationStore store,
      Approvals approvals,
      ApplicationRules rules,
      CertificateStore certificates,
      CertificateReader reader,
      EncryptionKeys encryptionKeys,
      EventLog log) {
    this.store = store;
    this.approvals = approvals;
    this.rules = rules;
    this.certificates = certificates;
    this.reader = reader;
    this.encryptionKeys = encryptionKeys;
    this.log = log;
  }

  /**
   * Takes an application in the caller's transaction; nothing is promised but that a second person
   * will see it. The key is claimed at the approval, so that an application that is refused costs
   * nobody a key.
   */
  public Application submit(Actor actor, ApplicationRequest request) {
    return submit(actor, request, null);
  }

  /**
   * The same for a person of the body, whose application the actor examined.
   *
   * @param recipient who alone collects the certificate, and may not approve it
   */
  public Application submit(
      Actor actor, ApplicationRequest request, @Nullable PersonId recipient) {
    Approvals.requireAuthority(actor);
    ApplicationRules.Examined examined =
        rules.examine(request, body -> Approvals.requireActsIn(actor, body.division()));
    Institution institution = examined.institution();
    String digest = rules.digest(examined, recipient);
    Proposal proposal =
        approvals.submit(
            actor, KIND, institution.uscc().value(), institution.division(), digest);
    Application application =
        new Application(
            proposal.id(),
            institution.uscc(),
            institution.division(),
            institution.firstName(),
            examined.suite(),
            rules.profile(institution),
            institution.version(),
            examined.csr(),
            examined.keySha256(),
            examined.holder(),
            examined.replaces(),
            recipient,
            examined.dual(),
            digest,
            proposal.submittedBy(),
            proposal.submittedByClient(),
            proposal.submittedAt(),
            new Application.Submitted());
    store.insert(application);
    record("submitted", application, actor);
    return application;
  }

  /** The second person declines, in the caller's transaction. */
  public Application refuse(Actor actor, String id, String reason) {
    Proposal decision = approvals.refuse(actor, KIND, id, reason);
    if (!store.refuse(decision)) {
      throw new IllegalStateException("an application and its proposal disagree");
    }
    Application refused = require(id);
    record("refused", refused, actor);
    return refused;
  }

  /**
   * Ends an application that nobody decided, for the person that it was made for; false when it was
   * decided.
   */
  public boolean withdraw(String id, String reason) {
    return approvals.lapse(KIND, id, reason).isPresent() && store.lapseUndecided(id, reason);
  }

  /** The application, for an authority that acts in its division. */
  public Application load(Actor actor, String id) {
    Approvals.requireAuthority(actor);
    Application application = require(id);
    Approvals.requireActsIn(actor, application.division());
    return application;
  }

  /** Likewise, for another person than the one who submitted. */
  Application loadForDecision(Actor actor, String id) {
    Application application = load(actor, id);
    approvals.requireOther(actor.owner(), application.submittedBy());
    PersonId recipient = application.recipient();
    if (recipient != null) {
      approvals.requireOther(actor.owner(), recipient);
    }
    return application;
  }

  public PageRequest.Page<ApplicationResponse> list(
      Actor actor, @Nullable String state, PageRequest page) {
    return list(actor, null, state, page);
  }

  /** The same of a division below the actor's authority; null for all of it. */
  public PageRequest.Page<ApplicationResponse> list(
      Actor actor, @Nullable Division asked, @Nullable String state, PageRequest page) {
    Division division = Approvals.within(actor, asked);
    if (state != null && !STATES.contains(state)) {
      throw Refusal.of(
          Problem.MALFORMED,
          "The state is one of submitted, issuing, issued, refused and lapsed");
    }
    return page.page(
        store.list(state, division, page),
        ApplicationStore.Listed::position,
        listed -> ApplicationResponse.of(listed.application()));
  }

  /** With the certificate and its chain, once it is issued. */
  public ApplicationResponse show(Application application) {
    if (!(application.state() instanceof Application.Issued issued)) {
      return ApplicationResponse.of(application);
    }
    IssuedCertificate certificate = certificates.find(issued.serial()).orElseThrow();
    return ApplicationResponse.of(
        application,
        Pem.encode("CERTIFICATE", Objects.requireNonNull(certificate.der())),
        reader.chain(certificate.ca()),
        encryption(application, issued.serial()));
  }

  private ApplicationResponse.@Nullable Encryption encryption(
      Application application, SerialNumber signing) {
    if (!application.dual()) {
      return null;
    }
    EncryptionKeys.Kept kept = encryptionKeys.beside(signing).orElseThrow();
    IssuedCertificate certificate = certificates.find(SerialNumber.ofHex(kept.serial())).orElseThrow();
    return new ApplicationResponse.Encryption(
        kept.serial(),
        Pem.encode("CERTIFICATE", Objects.requireNonNull(certificate.der())),
        Base64.getUrlEncoder().withoutPadding().encodeToString(kept.enveloped()));
  }

  /** The person of the body that an issued certificate was applied for; empty for any other. */
  public Optional<PersonId> recipientOf(SerialNumber serial) {
    return store.recipientOf(serial);
  }

  public Application require(String id) {
    return store
        .find(id)
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such application"));
  }

  /**
   * Holds an application against the registry and the profile as they are now.
   *
   * @return the institution in force
   * @throws Refusal {@code digest-mismatch} when another digest would be made today, {@code
   *     refused-by-rule} when a certificate would no longer be issued
   */
  Institution requireUnchanged(Application application) {
    return rules.requireUnchanged(application);
  }

  void record(String act, Application application, Actor actor) {
    log.append(
        Event.of(
            "certificate-application." + act,
            application.id(),
            Map.of(
                "uscc", application.uscc().value(),
                "digest", application.digest(),
                "key", HexFormat.of().formatHex(application.keySha256()),
                "client", actor.clientId(),
                "person", actor.owner().value())));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
