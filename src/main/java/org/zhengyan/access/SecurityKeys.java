package org.zhengyan.access;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.access.webauthn.Ceremonies;
import org.zhengyan.access.webauthn.RelyingParty;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.RandomId;

/**
 * Security keys of an account: added and removed by its person, soon after a sign-in. One credential is the
 * factor of one account; who has none left signs in by one-time codes as before.
 */
@Component
public class SecurityKeys {
  /** How many an account has at most. */
  public static final int MOST = 5;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Ceremonies ceremonies;
  private final RelyingParty party;
  private final KeyChallenges challenges;
  private final RecentSignIn recent;
  private final SecondFactors factors;
  private final EventLog log;

  SecurityKeys(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      Ceremonies ceremonies,
      RelyingParty party,
      KeyChallenges challenges,
      RecentSignIn recent,
      SecondFactors factors,
      EventLog log) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.ceremonies = ceremonies;
    this.party = party;
    this.challenges = challenges;
    this.recent = recent;
    this.factors = factors;
    this.log = log;
  }

  /**
   * A key as its owner sees it.
   *
   * @param synced whether it may be copied to other devices of its owner
   * @param usedAt null before the first sign-in with it
   */
  public record Key(String id, String name, boolean synced, Instant addedAt, @Nullable Instant usedAt) {}

  /**
   * What a browser needs for adding a key.
   *
   * @param user the account, as the authenticator keeps it: an id of ours, and no name of a person
   * @param present credentials that the account has: the same authenticator is not added twice
   */
  public record Adding(byte[] challenge, byte[] user, String login, List<byte[]> present) {}

  /** Whether browsers use keys under the URL of this service at all. */
  public boolean possible() {
    return party.possible();
  }

  /** The keys of the account, the oldest first. */
  public List<Key> of(SignedIn who) {
    return jdbc.query(
        "select id, name, synced, added_at, used_at from account_key where account_id = ? order by added_at",
        (row, n) -> {
          OffsetDateTime used = row.getObject("used_at", OffsetDateTime.class);
          return new Key(
              row.getString("id"),
              row.getString("name"),
              row.getBoolean("synced"),
              row.getObject("added_at", OffsetDateTime.class).toInstant(),
              used == null ? null : used.toInstant());
        },
        who.accountId());
  }

  /** @throws Refusal as {@link RecentSignIn#require}; {@code refused-by-rule} when there is room for no more */
  public Adding forAdding(SignedIn who) {
    recent.require(who);
    List<byte[]> present =
        jdbc.query(
            "select credential_id from account_key where account_id = ?",
            (row, n) -> row.getBytes(1),
            who.accountId());
    requireRoom(present.size());
    String login =
        jdbc.queryForObject("select login from account where id = ?", String.class, who.accountId());
    return new Adding(
        challenges.issue(KeyChallenges.Purpose.ADDING, session(who)),
        user(who.accountId()),
        String.valueOf(login),
        present);
  }

  /**
   * Adds a key.
   *
   * @param name what its owner calls it
   * @param answer {@code RegistrationResponseJSON}, to a challenge that this session asked for
   * @throws Refusal {@code refused-by-rule} at {@code /name}, or at {@code /key} for an answer that does not
   *     hold, comes too late, or is of a key that some account has; as {@link #forAdding}
   */
  public void add(SignedIn who, String name, String answer) {
    recent.require(who);
    CallerText.require(name, "/name");
    if (name.codePointCount(0, name.length()) > 40) {
      throw refused("/name", "key-name-long", "a name has 40 characters at most");
    }
    Ceremonies.Registration registration =
        ceremonies
            .readRegistration(answer)
            .orElseThrow(() -> refused("/key", "key-refused", "this is no answer of an authenticator"));
    byte[] challenge = registration.challenge();
    if (!challenges.take(KeyChallenges.Purpose.ADDING, session(who), challenge)) {
      throw refused("/key", "key-over", "the challenge is over, was answered, or is another session's");
    }
    switch (ceremonies.check(registration, challenge)) {
      case Ceremonies.Registered.Refused refused ->
          throw refused("/key", "key-refused", "the answer does not hold: " + refused.why());
      case Ceremonies.Registered.Accepted accepted ->
          transaction.executeWithoutResult(status -> keep(who, name, accepted.credential()));
    }
  }

  private void keep(SignedIn who, String name, Ceremonies.Credential credential) {
    factors.requireSession(who); // of two who change the factors at once, one waits; so does a sign-in under way
    Integer present =
        jdbc.queryForObject(
            "select count(*) from account_key where account_id = ?", Integer.class, who.accountId());
    requireRoom(present == null ? 0 : present);
    String id = RandomId.next();
    int added =
        jdbc.update(
            "insert into account_key (id, account_id, name, credential_id, credential, sign_count, synced)"
                + " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
            id,
            who.accountId(),
            name,
            credential.id(),
            credential.data(),
            credential.signCount(),
            credential.synced());
    if (added != 1) {
      throw refused("/key", "key-taken", "the key is a factor of an account already");
    }
    log.append(Event.of("account.key-added", who.accountId(), By.of(who).members(Map.of("key", id))));
  }

  /**
   * Takes a key away, and ends the account's other sessions: whoever has the key is out.
   *
   * @throws Refusal {@code not-found}; {@code refused-by-rule} when nothing would be left beside the password,
   *     or as {@link RecentSignIn#require}
   */
  public void remove(SignedIn who, String id) {
    recent.require(who);
    transaction.executeWithoutResult(
        status -> {
          factors.requireAnother(who.accountId(), id, "/key");
          int removed =
              jdbc.update("delete from account_key where id = ? and account_id = ?", id, who.accountId());
          if (removed != 1) {
            throw Refusal.of(Problem.NOT_FOUND, "there is no such key");
          }
          jdbc.update(
              "update console_session set ended_at = clock_timestamp(), ended_why = 'factor'"
                  + " where account_id = ? and id <> ? and ended_at is null",
              who.accountId(),
              who.sessionId());
          log.append(
              Event.of("account.key-removed", who.accountId(), By.of(who).members(Map.of("key", id))));
        });
  }

  private static void requireRoom(int present) {
    if (present >= MOST) {
      throw refused("/key", "key-many", "an account has " + MOST + " keys at most");
    }
  }

  /** The user handle, section 5.4.3. */
  static byte[] user(String accountId) {
    return accountId.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] session(SignedIn who) {
    return Attempts.digest("session", who.sessionId());
  }

  private static Refusal refused(String pointer, String code, String sentence) {
    return Refusal.member(Problem.REFUSED_BY_RULE, pointer, code, sentence);
  }
}
