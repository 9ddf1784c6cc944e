package org.zhengyan.access;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.PersonId;

/**
 * One-time codes with which a person takes an account: whoever has the code sets the password and enrols an
 * authenticator, once, within three days. A newer code for the account replaces an older one; ten wrong
 * one-time codes withdraw it.
 */
@Component
public class Invitations {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration LIFE = Duration.ofDays(3);
  private static final int SEED_OCTETS = 20; // RFC 4226 section 4, R6
  private static final int WRONG_CODES = 10;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final EventLog log;
  private final Passwords passwords;
  private final Seeds seeds;

  Invitations(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      EventLog log,
      Passwords passwords,
      Seeds seeds) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.log = log;
    this.passwords = passwords;
    this.seeds = seeds;
  }

  /** Somebody who came with a code. */
  public record Invited(String accountId, PersonId person, String login, byte[] seed) {
    public String seedText() {
      return Totp.base32(seed);
    }

    /** What authenticators read from a QR code (the key URI of Google Authenticator). */
    public String keyUri(String issuer) {
      String name = issuer.replace(' ', '-');
      return "otpauth://totp/" + name + ":" + login.replace("@", "%40")
          + "?secret=" + seedText() + "&issuer=" + name;
    }
  }

  /**
   * A code for an account that waits for its person, in the caller's transaction.
   *
   * @throws Refusal {@code wrong-state} when the account has its factors
   */
  public Accounts.Invitation issue(By by, Account account) {
    if (account.state() != Account.State.INVITED) {
      throw Refusal.of(Problem.WRONG_STATE, "the account has its factors, or is closed");
    }
    SessionToken code = SessionToken.random();
    byte[] seed = new byte[SEED_OCTETS];
    RANDOM.nextBytes(seed);
    Instant expires =
        Objects.requireNonNull(
                jdbc.queryForObject(
                "insert into account_invitation (account_id, code_hash, seed, expires_at)"
                    + " values (?, ?, ?, clock_timestamp() + make_interval(secs => ?))"
                    + " on conflict (account_id) do update set code_hash = excluded.code_hash,"
                    + " seed = excluded.seed, failures = 0, expires_at = excluded.expires_at"
                    + " returning expires_at",
                OffsetDateTime.class,
                account.id(),
                code.hash(),
                seeds.seal(seed),
                LIFE.toSeconds()))
            .toInstant();
    log.append(
        Event.of(
            "account.invited", account.id(), by.members(Map.of("person", account.person().value()))));
    return new Accounts.Invitation(account.id(), account.login(), code.cookie(), expires);
  }

  void withdraw(String accountId) {
    jdbc.update("delete from account_invitation where account_id = ?", accountId);
  }

  /** Who came with that code; empty for one that is over, was used, or never was. */
  public Optional<Invited> find(@Nullable String code) {
    return SessionToken.of(code)
        .flatMap(
            token ->
                jdbc
                    .query(
                        "select a.id, a.person, a.login, i.seed from account_invitation i join account a"
                            + " on a.id = i.account_id where i.code_hash = ? and a.state = 'invited'"
                            + " and i.expires_at > clock_timestamp() and i.failures < ?",
                        (row, n) ->
                            new Invited(
                                row.getString("id"),
                                new PersonId(row.getString("person")),
                                row.getString("login"),
                                seeds.open(row.getBytes("seed"))),
                        token.hash(),
                        WRONG_CODES)
                    .stream()
                    .findFirst());
  }

  /**
   * Takes the account: sets the password, enrols the seed that was shown, and knows the device.
   *
   * @param oneTimeCode from the authenticator, which thereby has the seed
   * @throws Refusal {@code refused-by-rule} for a password or a code that is not accepted, {@code
   *     wrong-state} when the code is over
   */
  public void take(
      String code, String password, String oneTimeCode, @Nullable SessionToken device, String label) {
    Invited invited = find(code).orElseThrow(Invitations::over);
    PasswordRules.require(password, invited.login());
    Instant now = DatabaseClock.now(jdbc);
    var step = Totp.stepOf(invited.seed(), oneTimeCode, now);
    if (step.isEmpty()) {
      jdbc.update(
          "update account_invitation set failures = failures + 1 where account_id = ?",
          invited.accountId());
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/code",
          "code-wrong",
          "this is not the code that the authenticator shows now: check the clock of the device");
    }
    String hash = passwords.hash(password);
    transaction.executeWithoutResult(
        status -> {
          // The row goes: of two at once, the second finds none.
          int taken =
              jdbc.update(
                  "delete from account_invitation where account_id = ? and code_hash = ?",
                  invited.accountId(),
                  SessionToken.of(code).orElseThrow().hash());
          if (taken != 1) {
            throw over();
          }
          jdbc.update(
              "update account set state = 'active', password = ?, totp_seed = ?, totp_step = ?,"
                  + " version = version + 1 where id = ? and state = 'invited'",
              hash,
              seeds.seal(invited.seed()),
              step.getAsLong(),
              invited.accountId());
          if (device != null) {
            Devices.bindFirst(jdbc, invited.accountId(), device, label);
          }
          log.append(
              Event.of(
                  "account.taken",
                  invited.accountId(),
                  By.own(invited.accountId(), invited.person())
                      .members(Map.of("factors", "password totp"))));
        });
  }

  private static Refusal over() {
    return Refusal.of(
        Problem.WRONG_STATE, "this code was used or is over: ask whoever gave it to you for a new one");
  }
}
