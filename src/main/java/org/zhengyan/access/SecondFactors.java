package org.zhengyan.access;

import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * What an account has beside its password. The last of it is not taken away by its owner: an account without two
 * factors lets nobody in, and only others could mend that.
 */
@Component
class SecondFactors {
  private final JdbcTemplate jdbc;
  private final CertificateStore certificates;

  SecondFactors(JdbcTemplate jdbc, CertificateStore certificates) {
    this.jdbc = jdbc;
    this.certificates = certificates;
  }

  /**
   * Passes when something that lets in stays beside that certificate or security key; two removals at once wait
   * for each other.
   *
   * @param besides serial number of the certificate, or id of the key
   * @param pointer where the refusal points
   * @throws Refusal {@code refused-by-rule}
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public void requireAnother(String accountId, String besides, String pointer) {
    List<Boolean> authenticator =
        jdbc.query(
            "select totp_seed is not null from account where id = ? for update",
            (row, n) -> row.getBoolean(1),
            accountId);
    if (!authenticator.contains(true) && !keyed(accountId, besides) && !certified(accountId, besides)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          pointer,
          "last-factor",
          "beside this one the account has no second factor that works");
    }
  }

  /**
   * Passes while the session lasts, and keeps the account as it is to the end of the transaction: a factor that
   * is added while another person resets the account would outlive the reset.
   *
   * @throws Refusal {@code wrong-state}
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public void requireSession(SignedIn who) {
    boolean lasts =
        !jdbc.queryForList("select 1 from account where id = ? and state = 'active' for update", who.accountId())
                .isEmpty()
            && Boolean.TRUE.equals(
                jdbc.queryForObject(
                    "select exists (select 1 from console_session where id = ? and account_id = ?"
                        + " and ended_at is null)",
                    Boolean.class,
                    who.sessionId(),
                    who.accountId()));
    if (!lasts) {
      throw Refusal.of(Problem.WRONG_STATE, "this session has ended meanwhile: sign in again");
    }
  }

  private boolean keyed(String accountId, String besides) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "select exists (select 1 from account_key where account_id = ? and id <> ?)",
            Boolean.class,
            accountId,
            besides));
  }

  /** Whether another certificate signs in now: a suspended, revoked or expired one does not. */
  private boolean certified(String accountId, String besides) {
    Instant now = DatabaseClock.now(jdbc);
    return jdbc
        .queryForList(
            "select serial from account_certificate where account_id = ? and serial <> ?",
            String.class,
            accountId,
            besides)
        .stream()
        .flatMap(serial -> SerialNumber.parse(serial).flatMap(certificates::find).stream())
        .anyMatch(
            found -> found.state() == CertificateState.GOOD && now.isBefore(found.notAfter()));
  }
}
