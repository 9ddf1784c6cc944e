package org.zhengyan.issuance;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.Pem;
import org.zhengyan.keys.Suite;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.Proposal;
import org.zhengyan.principal.ProposalDigest;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.RegionPurpose;
import org.zhengyan.registry.Uscc;
import org.zhengyan.status.revocation.CertificateReader;
import org.zhengyan.x509.issuing.CertificationRequest;

/** Takes applications, refuses them, and shows them to those who may see them. */
@Component
class Applications {
  static final String KIND = "certificate-application";
  private static final Set<String> STATES =
      Set.of("submitted", "issuing", "issued", "refused", "lapsed");

  private final ApplicationStore store;
  private final Approvals approvals;
  private final Institutions institutions;
  private final CertificateStore certificates;
  private final CertificateReader reader;
  private final CertificateProfiles profiles;
  private final EventLog log;

  Applications(
      ApplicationStore store,
      Approvals approvals,
      Institutions institutions,
      CertificateStore certificates,
      CertificateReader reader,
      CertificateProfiles profiles,
      EventLog log) {
    this.store = store;
    this.approvals = approvals;
    this.institutions = institutions;
    this.certificates = certificates;
    this.reader = reader;
    this.profiles = profiles;
    this.log = log;
  }

  /**
   * Takes an application in the caller's transaction; nothing is promised but that a second person
   * will see it. The key is claimed at the approval, so that an application that is refused costs
   * nobody a key.
   */
  Application submit(Actor actor, ApplicationRequest request) {
    Approvals.requireAuthority(actor);
    Uscc uscc = request.requiredUscc();
    Suite suite = request.requiredSuite();
    String pem = request.requiredCsr();
    String holder = request.checkedHolder();
    SerialNumber replaces = request.checkedReplaces();

    Institution institution = requireRegistered(uscc);
    Approvals.requireActsIn(actor, institution.division());
    requireIssuable(institution);
    CertificationRequest csr = CertificationRequest.parse(pem, suite);
    byte[] key = keySha256(csr);
    requireUnclaimed(certificates.keyClaimed(key));
    if (replaces != null) {
      requireReplaceable(uscc, replaces);
    }

    String digest = digest(institution, suite, csr.der(), holder, replaces);
    Proposal proposal =
        approvals.submit(actor, KIND, uscc.value(), institution.division(), digest);
    Application application =
        new Application(
            proposal.id(),
            uscc,
            institution.division(),
            institution.firstName(),
            suite,
            profiles.of(institution.kind()).name(),
            institution.version(),
            csr.der(),
            key,
            holder,
            replaces,
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
  Application refuse(Actor actor, String id, String reason) {
    Proposal decision = approvals.refuse(actor, KIND, id, reason);
    if (!store.refuse(decision)) {
      throw new IllegalStateException("an application and its proposal disagree");
    }
    Application refused = require(id);
    record("refused", refused, actor);
    return refused;
  }

  /** The application, for an authority that acts in its division. */
  Application load(Actor actor, String id) {
    Approvals.requireAuthority(actor);
    Application application = require(id);
    Approvals.requireActsIn(actor, application.division());
    return application;
  }

  /** Likewise, for another person than the one who submitted. */
  Application loadForDecision(Actor actor, String id) {
    Application application = load(actor, id);
    if (actor.owner().equals(application.submittedBy())) {
      throw Refusal.of(
          Problem.SAME_PERSON, "the owner of this client submitted it, so another person decides");
    }
    return application;
  }

  PageRequest.Page<ApplicationResponse> list(
      Actor actor, @Nullable String state, PageRequest page) {
    Division division = Approvals.requireAuthority(actor);
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
  ApplicationResponse show(Application application) {
    if (!(application.state() instanceof Application.Issued issued)) {
      return ApplicationResponse.of(application);
    }
    IssuedCertificate certificate = certificates.find(issued.serial()).orElseThrow();
    return ApplicationResponse.of(
        application,
        Pem.encode("CERTIFICATE", Objects.requireNonNull(certificate.der())),
        reader.chain(certificate.ca()));
  }

  Application require(String id) {
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
    Institution now =
        institutions
            .find(application.uscc())
            .orElseThrow(() -> changed("the body is no longer in the registry", application));
    String digest =
        digest(
            now,
            application.suite(),
            application.csr(),
            application.holder(),
            application.replaces());
    if (!digest.equals(application.digest())) {
      throw changed(
          "the registry or the profile changed since the application: refuse it and apply again",
          application);
    }
    requireIssuable(now);
    return now;
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

  void requireUnclaimed(boolean claimed) {
    if (claimed) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/csr",
          "key-certified-before",
          "this public key was certified before: make a new key for each certificate");
    }
  }

  private static Refusal changed(String detail, Application application) {
    return Refusal.conflict(
        Problem.DIGEST_MISMATCH, detail, ApplicationResponse.of(application));
  }

  private Institution requireRegistered(Uscc uscc) {
    return institutions
        .find(uscc)
        .orElseThrow(
            () ->
                Refusal.member(
                    Problem.REFUSED_BY_RULE,
                    "/uscc",
                    "institution-unknown",
                    "no such body is registered"));
  }

  private void requireIssuable(Institution institution) {
    if (institution.status() != InstitutionStatus.NORMAL) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/uscc",
          "institution-not-normal",
          "the body's registration is " + institution.status().wire());
    }
    if (!institutions.regionEnabled(institution.division(), RegionPurpose.CERTIFICATES)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/uscc",
          "region-not-enabled",
          "certificates are not switched on for division " + institution.division());
    }
  }

  private void requireReplaceable(Uscc uscc, SerialNumber serial) {
    Optional<IssuedCertificate> replaced = certificates.find(serial);
    if (replaced.isEmpty()
        || !replaced.get().uscc().equals(uscc)
        || replaced.get().der() == null
        || replaced.get().state() == CertificateState.REVOKED) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/replaces",
          "certificate-not-replaceable",
          "the body has no certificate with this serial that is not revoked");
    }
  }

  /** What an approval agrees to: the request, the profile, the suite and the registry's version. */
  private String digest(
      Institution institution,
      Suite suite,
      byte[] csr,
      @Nullable String holder,
      @Nullable SerialNumber replaces) {
    Map<String, String> members = new HashMap<>();
    members.put("csr", "sha256:" + HexFormat.of().formatHex(sha256(csr)));
    members.put("name", institution.firstName());
    members.put("profile", profiles.of(institution.kind()).name());
    members.put("profileDigest", "sha256:" + profiles.digest(institution.kind()));
    members.put("registryVersion", Integer.toString(institution.version()));
    members.put("suite", suite.wire());
    members.put("uscc", institution.uscc().value());
    if (holder != null) {
      members.put("holder", holder);
    }
    if (replaces != null) {
      members.put("replaces", replaces.hex());
    }
    return ProposalDigest.of(members);
  }

  /** Of the one encoding that we certify, so that a point has one fingerprint. */
  private static byte[] keySha256(CertificationRequest csr) {
    try {
      return sha256(csr.publicKey().publicKey().getEncoded("DER"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
