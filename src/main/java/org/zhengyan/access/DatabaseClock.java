package org.zhengyan.access;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;

/** The one clock on which all nodes agree. */
final class DatabaseClock {
  private DatabaseClock() {}

  static Instant now(JdbcTemplate jdbc) {
    return Objects.requireNonNull(
            jdbc.queryForObject("select clock_timestamp()", OffsetDateTime.class))
        .toInstant();
  }
}
