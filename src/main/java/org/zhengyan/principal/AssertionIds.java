package org.zhengyan.principal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Remembers the {@code jti} of each client assertion for a day at least, on all nodes (RFC 7523 section
 * 3, item 7). An assertion lives 60 seconds, so none is accepted twice. When the database does not
 * answer, nothing is accepted.
 */
@Component
public class AssertionIds {
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  public AssertionIds(JdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /** True for the first call with this client and id, and for no other, on whichever node. */
  public boolean accept(String clientId, String jti) {
    OnceKey key = OnceKey.of("assertion", clientId, jti);
    return Boolean.TRUE.equals(
        transaction.execute(
            status ->
                jdbc.queryForObject(
                    "select accept_assertion_id(?, ?)", Boolean.class, key.lock(), key.digest())));
  }
}
