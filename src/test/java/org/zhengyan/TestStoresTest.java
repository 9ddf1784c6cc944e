package org.zhengyan;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class TestStoresTest {
  @Test
  void durabilityIsOn() {
    DataSource database = TestStores.freshDatabase();
    JdbcTemplate jdbc = new JdbcTemplate(database);
    assertThat(jdbc.queryForObject("show fsync", String.class)).isEqualTo("on");
    assertThat(jdbc.queryForObject("show synchronous_commit", String.class)).isEqualTo("on");
    assertThat(jdbc.queryForObject("show server_version", String.class)).startsWith("18.");
  }

  @Test
  void textSortsByCodePoint() {
    JdbcTemplate jdbc = new JdbcTemplate(TestStores.freshDatabase());
    String version =
        jdbc.queryForObject(
            "select datcollversion from pg_database where datname = current_database()", String.class);
    assertThat(version).isNotNull();
    assertThat(jdbc.queryForObject("show server_encoding", String.class)).isEqualTo("UTF8");
  }
}
