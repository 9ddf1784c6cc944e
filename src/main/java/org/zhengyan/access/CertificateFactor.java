package org.zhengyan.access;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.status.holder.HolderChallenges;
import org.zhengyan.status.holder.HolderProof;
import org.zhengyan.status.holder.HolderSignatures;
import org.zhengyan.status.holder.SignIns;

/**
 * Certificates as the second factor of an agency's account: added by whoever is signed in and holds the key,
 * if the certificate is of the account's body, and removed by that person. A certificate is the factor of one
 * account.
 */
@Component
public class CertificateFactor {
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final SignIns signatures;
  private final EventLog log;
  private final SecondFactors factors;
  private final RecentSignIn recent;

  CertificateFactor(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      SignIns signatures,
      EventLog log,
      SecondFactors factors,
      RecentSignIn recent) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.signatures = signatures;
    this.log = log;
    this.factors = factors;
    this.recent = recent;
  }

  /** A text to sign for signing in. */
  public HolderChallenges.Issued forSignIn() {
    return signatures.issue(Entrance.SIGN_IN_TO);
  }

  /** A text to sign for adding a certificate to this account, and to no other. */
  public HolderChallenges.Issued forAdding(SignedIn who) {
    return signatures.issue(adding(who));
  }

  /**
   * Adds the certificate.
   *
   * @throws Refusal as {@link HolderSignatures#require} and {@link RecentSignIn#require}; {@code refused-by-rule}
   *     at {@code /certificate} for one of another body, or that is a factor already
   */
  public void add(SignedIn who, HolderProof proof) {
    recent.require(who);
    HolderSignatures.Holder holder = signatures.accept(adding(who), proof);
    if (!holder.uscc().toString().equals(who.subject())) {
      throw refused("certificate-of-another", "the certificate is of another body than the account");
    }
    transaction.executeWithoutResult(
        status -> {
          factors.requireSession(who);
          int added =
              jdbc.update(
                  "insert into account_certificate (serial, account_id) values (?, ?) on conflict do nothing",
                  holder.serial().toString(),
                  who.accountId());
          if (added != 1) {
            throw refused("certificate-taken", "the certificate is a factor of an account already");
          }
          log.append(
              Event.of(
                  "account.certificate-added",
                  who.accountId(),
                  By.of(who).members(Map.of("serial", holder.serial().toString()))));
        });
  }

  /**
   * Removes one of the account's certificates.
   *
   * @throws Refusal {@code not-found}; {@code refused-by-rule} at {@code /certificate} for the last second
   *     factor; as {@link RecentSignIn#require}
   */
  public void remove(SignedIn who, String serial) {
    recent.require(who);
    transaction.executeWithoutResult(
        status -> {
          factors.requireAnother(who.accountId(), serial, "/certificate");
          int removed =
              jdbc.update(
                  "delete from account_certificate where serial = ? and account_id = ?", serial, who.accountId());
          if (removed != 1) {
            throw Refusal.of(Problem.NOT_FOUND, "this certificate is no factor of the account");
          }
          log.append(
              Event.of(
                  "account.certificate-removed", who.accountId(), By.of(who).members(Map.of("serial", serial))));
        });
  }

  /** One that was added, by its serial number. */
  public record Added(String serial, Instant at) {}

  /** The account's certificates. */
  public List<Added> of(SignedIn who) {
    return jdbc.query(
        "select serial, added_at from account_certificate where account_id = ? order by added_at",
        (row, n) ->
            new Added(row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()),
        who.accountId());
  }

  private static String adding(SignedIn who) {
    return "adding a certificate to the account " + who.accountId();
  }

  private static Refusal refused(String code, String sentence) {
    return Refusal.member(Problem.REFUSED_BY_RULE, "/certificate", code, sentence);
  }
}
