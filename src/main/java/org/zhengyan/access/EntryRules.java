package org.zhengyan.access;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * From where an account may sign in and work: staff from the ranges of their authority, where it named
 * any; from abroad nobody but who is permitted, at this time, and on that device where the permission names
 * one. Both hold for the sign-in and for each request after it.
 */
@Component
public class EntryRules {
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final CountryTable countries;
  private final Sessions sessions;

  EntryRules(
      JdbcTemplate jdbc, TransactionTemplate transaction, CountryTable countries, Sessions sessions) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.countries = countries;
    this.sessions = sessions;
  }

  /** What becomes of a session that goes on from an address. */
  public enum Stay {
    MAY,
    OUT_OF_RANGE,
    ABROAD
  }

  /** Whether who is signed in may go on from that address; if not, the session is over. */
  public Stay stay(SignedIn who, String address) {
    Stay stay =
        who.realm() == Realm.AUTHORITY && !inRange(who.subject(), address)
            ? Stay.OUT_OF_RANGE
            : here(who.accountId(), () -> sessions.device(who.sessionId()), address) ? Stay.MAY : Stay.ABROAD;
    if (stay != Stay.MAY) {
      String why = stay == Stay.ABROAD ? "abroad" : "address";
      transaction.executeWithoutResult(status -> sessions.endByRule(who, why));
    }
    return stay;
  }

  /** Whether staff of that authority may come from that address; its own ranges say, or nobody does. */
  boolean inRange(String authorityId, String address) {
    List<Boolean> holds =
        Address.parse(address).isEmpty()
            ? jdbc.query(
                "select false from staff_range where authority_id = ?", (row, n) -> row.getBoolean(1), authorityId)
            : jdbc.query(
                "select range >>= ?::inet from staff_range where authority_id = ?",
                (row, n) -> row.getBoolean(1),
                Address.parse(address).orElseThrow().getHostAddress(),
                authorityId);
    return holds.isEmpty() || holds.contains(true);
  }

  /** Whether the account may come from where it comes. */
  boolean here(String accountId, @Nullable String deviceId, String address) {
    return here(accountId, () -> deviceId, address);
  }

  private boolean here(
      String accountId, Supplier<? extends @Nullable String> deviceId, String address) {
    return !countries.abroad(address)
        || Boolean.TRUE.equals(
            jdbc.queryForObject(
                "select exists (select 1 from overseas_permission where account_id = ?"
                    + " and withdrawn_at is null and clock_timestamp() between valid_from and valid_to"
                    + " and (device_id is null or device_id = ?))",
                Boolean.class,
                accountId,
                deviceId.get()));
  }
}
