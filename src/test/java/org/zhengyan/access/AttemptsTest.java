package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;

/** How long a lock lasts, and when an address or a device begins anew. */
@ServerTest
@NullUnmarked
class AttemptsTest {
  @Autowired ApplicationContext application;
  @Autowired Attempts attempts;
  @Autowired JdbcTemplate jdbc;

  @Test
  void locksNoLongerThanAQuarterOfAnHour() {
    Attempts.Counter counter = Attempts.Counter.ofLogin("locked@test");
    for (int i = 0; i < 40; i++) {
      attempts.count(counter);
      jdbc.update("update sign_in_attempt set free_at = null where key = ?", counter.key());
    }
    attempts.count(counter);
    assertThat(attempts.count(counter)).isEqualTo(Attempts.Counted.LOCKED);
    assertThat(
            jdbc.queryForObject(
                "select free_at <= clock_timestamp() + interval '15 min' from sign_in_attempt where key = ?",
                Boolean.class,
                counter.key()))
        .isTrue();
  }

  @Test
  void locksTwiceAsLongEachTime() {
    Attempts.Counter counter = Attempts.Counter.ofLogin("doubling@test");
    for (int i = 1; i < 5; i++) {
      assertThat(attempts.count(counter)).isEqualTo(Attempts.Counted.FREE);
    }
    List<Long> locks = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      assertThat(attempts.count(counter)).isEqualTo(Attempts.Counted.LAST);
      assertThat(attempts.count(counter)).isEqualTo(Attempts.Counted.LOCKED);
      locks.add(
          jdbc.queryForObject(
              "select round(extract(epoch from free_at - last_at))::bigint from sign_in_attempt where key = ?",
              Long.class,
              counter.key()));
      jdbc.update("update sign_in_attempt set free_at = clock_timestamp() where key = ?", counter.key());
    }
    assertThat(locks).containsExactly(30L, 60L, 120L, 240L, 480L, 900L, 900L);
  }

  @Test
  void countsAnAddressAnewAfterAnHour() {
    Attempts.Counter counter = Attempts.Counter.ofAddress("192.0.2.1");
    for (int i = 1; i < 40; i++) {
      assertThat(attempts.count(counter)).isEqualTo(Attempts.Counted.FREE);
    }
    assertThat(attempts.count(counter)).isEqualTo(Attempts.Counted.LAST);
    assertThat(attempts.count(counter)).isEqualTo(Attempts.Counted.LOCKED);
    jdbc.update(
        "update sign_in_attempt set last_at = last_at - interval '1 hour', free_at = clock_timestamp()"
            + " where key = ?",
        counter.key());
    assertThat(attempts.count(counter)).isEqualTo(Attempts.Counted.FREE);
  }

  @Test
  void bindsADeviceAgainWhenTheAccountIsTakenAgain() {
    String id = new TestAccounts(application).add(Role.CLERK, true);
    SessionToken device = SessionToken.random();
    Devices.bindFirst(jdbc, id, device, "test");
    jdbc.update("update account_device set state = 'removed' where account_id = ?", id);
    Devices.bindFirst(jdbc, id, device, "test");
    assertThat(application.getBean(Devices.class).of(id))
        .singleElement()
        .satisfies(bound -> assertThat(bound.bound()).isTrue());
  }
}
