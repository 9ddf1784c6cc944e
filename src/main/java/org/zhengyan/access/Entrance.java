package org.zhengyan.access;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.status.holder.HolderSignatures;
import org.zhengyan.status.holder.SignIns;

/**
 * Signing in, in seven steps: 1 count, 2 the password, 3 the second factor, 4 the address, 5 the country,
 * 6 the device, 7 the session under a new token.
 *
 * <p>Up to the third, every refusal is one: the same answer after the same work, for a wrong password, a
 * wrong or used code, a lock, an account that is closed or never was. After it the person is known, and is
 * told what is missing. Each refusal of an account is in the log, by the account's id; of a lock only its
 * beginning, since whoever tries on would fill the log.
 */
@Component
public class Entrance {
  /** What a certificate's holder signs to sign in here. */
  public static final String SIGN_IN_TO = "zhengyan consoles";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final EventLog log;
  private final Passwords passwords;
  private final Seeds seeds;
  private final Attempts attempts;
  private final EntryRules rules;
  private final Devices devices;
  private final Sessions sessions;
  private final SignIns signatures;
  private final KeyFactor keys;

  Entrance(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      EventLog log,
      Passwords passwords,
      Seeds seeds,
      Attempts attempts,
      EntryRules rules,
      Devices devices,
      Sessions sessions,
      SignIns signatures,
      KeyFactor keys) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.log = log;
    this.passwords = passwords;
    this.seeds = seeds;
    this.attempts = attempts;
    this.rules = rules;
    this.devices = devices;
    this.sessions = sessions;
    this.signatures = signatures;
    this.keys = keys;
  }

  /** An account with what its factors are checked against. */
  private record Known(Account account, boolean live, @Nullable String password, byte @Nullable [] seed) {}

  /** Lets somebody in, or says why not as far as that may be said. */
  public Outcome enter(Attempt attempt) {
    String login = attempt.login().strip().toLowerCase(java.util.Locale.ROOT);
    Known known = login.length() > 130 ? null : find(login).orElse(null);
    Optional<Devices.Device> device =
        known == null ? Optional.empty() : devices.find(known.account().id(), attempt.device());

    // 1 Counted before anything is looked at; a known device apart from its address, which others share.
    Optional<Devices.Device> bound = device.filter(Devices.Device::bound);
    Attempts.Counter ofAddress = Attempts.Counter.ofAddress(Address.counted(attempt.address()));
    Attempts.Counter ofAccount =
        bound
            .map(own -> Attempts.Counter.ofDevice(own.id()))
            .orElseGet(() -> Attempts.Counter.ofLogin(login));
    if (bound.isEmpty() && attempts.count(ofAddress) == Attempts.Counted.LOCKED) {
      return new Outcome.Refused(); // whoever was named: no password is hashed for a flood
    }
    Attempts.Counted counted = attempts.count(ofAccount);
    boolean free = counted != Attempts.Counted.LOCKED;

    // 2 and 3 The same work, whatever is missing.
    String hash = known == null || !known.live() || !free ? null : known.password();
    boolean password = passwords.matches(attempt.password(), hash);
    OptionalLong step = OptionalLong.empty();
    KeyFactor.Proof proof = new KeyFactor.Proof.Nothing();
    boolean second = false;
    switch (attempt.second()) {
      case Attempt.Code code -> {
        step = step(known, code.digits());
        second = step.isPresent();
      }
      case Attempt.Signature signature ->
          // Also after a wrong password: a text that is used up or not would tell whether it was right.
          second = signed(known, signature);
      case Attempt.Key key -> {
        // The same holds for its challenge.
        proof = keys.check(known == null ? null : known.account(), key);
        second = proof instanceof KeyFactor.Proof.Signed;
      }
    }
    if (!password || !second || known == null) {
      return switch (counted) {
        case FREE ->
            refuse(known, proof instanceof KeyFactor.Proof.CountedBack ? "key-count" : "factors");
        case LAST -> refuse(known, "locked");
        case LOCKED -> new Outcome.Refused();
      };
    }
    Account account = known.account();
    if (step.isPresent() && !use(account.id(), step.getAsLong())) {
      return refuse(known, "code-used");
    }
    if (bound.isEmpty()) {
      attempts.forgive(ofAddress, false);
    }
    attempts.forgive(ofAccount, true);

    // 4 to 6 What the person is told.
    if (account.realm() == Realm.AUTHORITY && !rules.inRange(account.subject(), attempt.address())) {
      refuse(known, "address");
      return new Outcome.OutOfRange();
    }
    String deviceId = device.map(Devices.Device::id).orElse(null);
    if (!rules.here(account.id(), deviceId, attempt.address())) {
      refuse(known, "abroad");
      return new Outcome.Abroad();
    }
    if (account.deviceBound() && !device.map(Devices.Device::bound).orElse(false)) {
      refuse(known, "device");
      return new Outcome.DeviceWaits(introduced(account, device, attempt));
    }

    // 7 Never under a token that the browser brought.
    return open(account, deviceId, attempt, proof)
        .<Outcome>map(Outcome.Entered::new)
        .orElseGet(() -> refuse(known, "changed"));
  }

  private Optional<Known> find(String login) {
    return jdbc
        .query(
            "select a.*, a.state = 'active' and (a.roles_until is null or a.roles_until > clock_timestamp())"
                + " and (a.realm <> 'authority' or coalesce(u.state, '') = 'active')"
                + " and (a.realm <> 'platform' or coalesce(o.state, '') = 'active') as live"
                + " from account a left join authority u on a.realm = 'authority' and u.id = a.subject"
                + " left join operator o on a.realm = 'platform' and o.id = a.subject"
                + " where a.login = ?",
            (row, n) ->
                new Known(
                    Account.of(row),
                    row.getBoolean("live"),
                    row.getString("password"),
                    row.getBytes("totp_seed")),
            login)
        .stream()
        .findFirst();
  }

  private OptionalLong step(@Nullable Known known, String digits) {
    byte[] seed = known == null ? null : known.seed();
    OptionalLong found =
        Totp.stepOf(seed == null ? new byte[20] : seeds.open(seed), digits, DatabaseClock.now(jdbc));
    return seed == null ? OptionalLong.empty() : found;
  }

  /** True for the first use of that step or of a later one, on whichever node. */
  private boolean use(String accountId, long step) {
    return jdbc.update(
            "update account set totp_step = ? where id = ? and (totp_step is null or totp_step < ?)",
            step,
            accountId,
            step)
        == 1;
  }

  private boolean signed(@Nullable Known known, Attempt.Signature signature) {
    if (signature.proof() == null) {
      return false;
    }
    try {
      HolderSignatures.Holder holder = signatures.accept(SIGN_IN_TO, signature.proof());
      return Boolean.TRUE.equals(
          jdbc.queryForObject(
              "select exists (select 1 from account_certificate where serial = ? and account_id = ?)",
              Boolean.class,
              holder.serial().toString(),
              known == null ? "" : known.account().id()));
    } catch (Refusal refusal) {
      if (refusal.problem() == Problem.UNAVAILABLE) {
        throw refusal;
      }
      return false;
    }
  }

  private Outcome refuse(@Nullable Known known, String reason) {
    if (known != null) {
      transaction.executeWithoutResult(
          status ->
              log.append(
                  Event.of(
                      "session.refused",
                      known.account().id(),
                      By.NOBODY.members(Map.of("reason", reason)))));
    }
    return new Outcome.Refused();
  }

  private String introduced(Account account, Optional<Devices.Device> device, Attempt attempt) {
    return device
        .orElseGet(
            () ->
                Objects.requireNonNull(
                    transaction.execute(
                        status ->
                            devices.introduce(account, attempt.device(), attempt.browser()))))
        .number();
  }

  /**
   * Empty when the account is no longer the one whose factors were checked: what ends its sessions, a new
   * password or a reset, ends a sign-in under way with them.
   */
  private Optional<Sessions.Opened> open(
      Account account, @Nullable String deviceId, Attempt attempt, KeyFactor.Proof proof) {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              if (jdbc.queryForList(
                      "select 1 from account where id = ? and version = ? and state = 'active' for update",
                      account.id(),
                      account.version())
                  .isEmpty()) {
                return Optional.empty();
              }
              if (proof instanceof KeyFactor.Proof.Signed signed && !keys.use(signed)) {
                return Optional.empty();
              }
              Sessions.Opened opened =
                  sessions.open(account.id(), deviceId, attempt.address(), attempt.browser());
              if (deviceId != null) {
                devices.seen(deviceId, attempt.device());
              }
              log.append(
                  Event.of(
                      "session.opened",
                      account.id(),
                      By.own(account.id(), account.person())
                          .members(
                              Map.of(
                                  "session", opened.id(),
                                  "factors",
                                      switch (attempt.second()) {
                                        case Attempt.Code code -> "password totp";
                                        case Attempt.Signature signature -> "password certificate";
                                        case Attempt.Key key -> "password key";
                                      }))));
              return Optional.of(opened);
            }));
  }
}
