package org.zhengyan.access;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.access.webauthn.Ceremonies;

/**
 * A security key beside the password of a sign-in. The browser is told of no credential, so nobody learns
 * from the page which accounts have a key: the authenticator finds its own by our name.
 */
@Component
public class KeyFactor {
  private final JdbcTemplate jdbc;
  private final Ceremonies ceremonies;
  private final KeyChallenges challenges;

  KeyFactor(JdbcTemplate jdbc, Ceremonies ceremonies, KeyChallenges challenges) {
    this.jdbc = jdbc;
    this.ceremonies = ceremonies;
    this.challenges = challenges;
  }

  /** What a key signs for a sign-in from this browser, and from no other. */
  public byte[] challenge(SessionToken entry) {
    return challenges.issue(KeyChallenges.Purpose.SIGN_IN, entry.hash());
  }

  /** What an answer proves, before anything is known of the password. */
  sealed interface Proof {
    /** @param keyId the account's key that signed */
    record Signed(String keyId, long signCount) implements Proof {}

    /** The account's key, which counted less than before. */
    record CountedBack() implements Proof {}

    record Nothing() implements Proof {}
  }

  private record Kept(String id, String accountId, Ceremonies.Credential credential) {}

  /** Uses the challenge up, and does the same work whichever account was named. */
  Proof check(@Nullable Account account, Attempt.Key key) {
    Ceremonies.Assertion assertion = ceremonies.readAssertion(key.answer()).orElse(null);
    SessionToken entry = key.entry();
    if (assertion == null || entry == null) {
      return new Proof.Nothing();
    }
    byte[] challenge = assertion.challenge();
    if (!challenges.take(KeyChallenges.Purpose.SIGN_IN, entry.hash(), challenge)) {
      return new Proof.Nothing();
    }
    Kept kept = find(assertion.credentialId());
    if (kept == null) {
      return new Proof.Nothing();
    }
    Ceremonies.Checked checked = ceremonies.check(assertion, kept.credential(), challenge);
    boolean own =
        account != null
            && kept.accountId().equals(account.id())
            && assertion
                .userHandle()
                .map(handle -> Arrays.equals(handle, SecurityKeys.user(account.id())))
                .orElse(true);
    return switch (checked) {
      case Ceremonies.Checked.Right right when own -> new Proof.Signed(kept.id(), right.signCount());
      case Ceremonies.Checked.CountedBack back when own -> new Proof.CountedBack();
      default -> new Proof.Nothing();
    };
  }

  /**
   * Counts the use, in the transaction that opens the session and holds the account's row; false when the key
   * was removed meanwhile, or a later signature of it was accepted.
   */
  boolean use(Proof.Signed signed) {
    return jdbc.update(
            "update account_key set sign_count = ?, used_at = clock_timestamp()"
                + " where id = ? and (sign_count < ? or sign_count = 0 and ? = 0)",
            signed.signCount(),
            signed.keyId(),
            signed.signCount(),
            signed.signCount())
        == 1;
  }

  private @Nullable Kept find(byte[] credentialId) {
    List<Kept> found =
        jdbc.query(
            "select id, account_id, credential_id, credential, sign_count, synced from account_key"
                + " where credential_id = ?",
            (row, n) ->
                new Kept(
                    row.getString("id"),
                    row.getString("account_id"),
                    new Ceremonies.Credential(
                        row.getBytes("credential_id"),
                        row.getBytes("credential"),
                        row.getLong("sign_count"),
                        row.getBoolean("synced"))),
            credentialId);
    return found.isEmpty() ? null : found.getFirst();
  }
}
