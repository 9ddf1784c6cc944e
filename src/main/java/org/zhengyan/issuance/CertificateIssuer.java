package org.zhengyan.issuance;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;

/**
 * Approves an application and issues its certificate, in the six steps of {@code
 * src/docs/issuance-cycle.md}.
 *
 * <p>The caller's transaction holds the lock of the application from the first step to the last and
 * records the certificate together with the answer. The intent is committed on its own, between
 * them: from then on the serial is answered for, whatever happens here. Whatever fails gives the
 * serial up for ever; the next approval takes another one.
 */
@Component
public class CertificateIssuer {
  private final Applications applications;
  private final ApplicationStore store;
  private final CertificateDrafts drafts;
  private final IssuanceRecords records;
  private final TransactionTemplate apart;

  CertificateIssuer(
      Applications applications,
      ApplicationStore store,
      CertificateDrafts drafts,
      IssuanceRecords records,
      PlatformTransactionManager transactions) {
    this.applications = applications;
    this.store = store;
    this.drafts = drafts;
    this.records = records;
    this.apart = new TransactionTemplate(transactions);
    this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /** What was signed under an intent, in its order; nobody has seen it yet. */
  private record Signed(Intent intent, List<byte[]> certificates) {}

  /** Signed certificates that are, byte for byte, the intended ones. */
  private record Compared(Intent intent, List<byte[]> certificates) {}

  /**
   * Approves and issues; repeated by the person who approved, it answers with the same certificate.
   *
   * @param digest what the approver saw; null accepts the application as it stands
   * @throws Refusal {@code outside-division}, {@code not-found}, {@code same-person}, {@code
   *     digest-mismatch}, {@code wrong-state}, {@code refused-by-rule}
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public Application approve(Actor actor, String id, @Nullable String digest) {
    store.lock(id);
    Application application = applications.loadForDecision(actor, id);
    if (digest != null && !digest.equals(application.digest())) {
      throw Refusal.conflict(
          Problem.DIGEST_MISMATCH,
          "the digest is not the one of this application",
          ApplicationResponse.of(application));
    }
    return switch (application.state()) {
      case Application.Submitted s -> issue(actor, application, digest);
      case Application.Issuing s -> resume(actor, application);
      case Application.Issued s when s.decision().person().equals(actor.owner()) -> application;
      case Application.Issued s -> throw decided(application);
      case Application.Refused s -> throw decided(application);
      case Application.Lapsed s -> throw decided(application);
    };
  }

  private Application issue(Actor actor, Application application, @Nullable String digest) {
    SerialNumber serial = reserveSerial();
    CertificateDrafts.Drafts drafts = buildAndLint(application, serial);
    Intent intent = recordIntent(actor, application, digest, drafts);
    Signed signed = sign(intent);
    Compared compared = compare(signed);
    return record(actor, compared);
  }

  /** After a crash or an error behind the intent: a new serial, or the end of the application. */
  private Application resume(Actor actor, Application application) {
    try {
      return issue(actor, application, null);
    } catch (Refusal refusal) {
      if (refusal.problem() == Problem.DIGEST_MISMATCH
          || refusal.problem() == Problem.REFUSED_BY_RULE) {
        apart.executeWithoutResult(tx -> records.lapse(actor, application, refusal.detail()));
      }
      throw refusal;
    }
  }

  /** Step 1: a random number; its uniqueness is the database's to say, in step 3. */
  private SerialNumber reserveSerial() {
    return drafts.serial();
  }

  /** Step 2: the bytes to be signed, read back and held against every rule. */
  private CertificateDrafts.Drafts buildAndLint(Application application, SerialNumber serial) {
    return drafts.drafts(application, applications.requireUnchanged(application), serial);
  }

  /** Step 3: the approval, the claim of the key and the intent, committed together. */
  private Intent recordIntent(
      Actor actor,
      Application application,
      @Nullable String digest,
      CertificateDrafts.Drafts drafts) {
    return Objects.requireNonNull(
        apart.execute(tx -> records.intend(actor, application, digest, drafts)));
  }

  /** Step 4: the one signature under each serial. */
  private static Signed sign(Intent intent) {
    return new Signed(
        intent,
        intent.all().stream().map(draft -> draft.linted().sign(draft.ca().signer())).toList());
  }

  /** Step 5: what was signed is what the intent names. */
  private static Compared compare(Signed signed) {
    List<CertificateDrafts.Draft> intended = signed.intent().all();
    for (int i = 0; i < intended.size(); i++) {
      compare(signed.certificates().get(i), intended.get(i).linted().tbsDigest());
    }
    return new Compared(signed.intent(), signed.certificates());
  }

  private static void compare(byte[] certificate, byte[] tbsDigest) {
    try {
      byte[] tbs =
          new X509CertificateHolder(certificate).toASN1Structure().getTBSCertificate().getEncoded();
      if (!MessageDigest.isEqual(Applications.sha256(tbs), tbsDigest)) {
        throw new IllegalStateException("the signed certificate is not the intended one");
      }
    } catch (IOException e) {
      throw new IllegalStateException("the signed certificate cannot be read back", e);
    }
  }

  /** Step 6: the certificate, the application's end and the answer, in the caller's transaction. */
  private Application record(Actor actor, Compared compared) {
    records.complete(actor, compared.intent(), compared.certificates());
    return applications.require(compared.intent().application().id());
  }

  private static Refusal decided(Application application) {
    return Refusal.conflict(
        Problem.WRONG_STATE, "it was decided before", ApplicationResponse.of(application));
  }
}
