package org.zhengyan.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.TestHolder;
import org.zhengyan.TestStores;
import org.zhengyan.binding.Bindings;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.certificate.StatusChange;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.Uscc;
import org.zhengyan.verification.ActionType;
import org.zhengyan.verification.Terms;
import tools.jackson.databind.json.JsonMapper;

/** A change of a certificate is told to those who hold a binding, and told again as the same event. */
class CertificateEventsTest {
  private static final Uscc BODY = new Uscc(TestHolder.newUscc());
  private static final SerialNumber SERIAL = SerialNumber.ofHex("5a".repeat(16));
  private static final Instant AT = Instant.parse("2026-11-22T08:00:00.123456Z");

  private JdbcTemplate jdbc;
  private TransactionTemplate transaction;
  private CertificateEvents events;

  @BeforeEach
  void fill() {
    DataSource database = TestStores.freshDatabase();
    jdbc = new JdbcTemplate(database);
    transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    events = new CertificateEvents(jdbc, new JsonMapper());
    for (String operator : List.of("concerned", "stranger")) {
      new EventEndpointStore(jdbc)
          .add(
              "of-" + operator,
              operator,
              EventEndpoint.Delivery.POLL,
              null,
              List.of("certificate.revoked", "certificate.suspended"),
              null);
    }
    Terms.Action action = new Terms.Action(ActionType.ACCOUNT_OPENING, "官方账号", "nanjing", null);
    Bindings.in(jdbc).bind(UUID.randomUUID(), UUID.randomUUID(), BODY, "concerned", action, SERIAL.hex());
  }

  private static StatusChange change(int id, @Nullable CertificateState before, CertificateState after) {
    byte[] chain = new byte[32];
    chain[0] = (byte) id;
    RevocationReason reason =
        after == CertificateState.REVOKED ? RevocationReason.KEY_COMPROMISE : RevocationReason.CERTIFICATE_HOLD;
    return new StatusChange(
        id, SERIAL, CaId.ORGAN_P256, 0, BODY, new Division("320100"), before, after, reason, AT, AT, null,
        AT.plusSeconds(86_400), chain);
  }

  private int tell(StatusChange change) {
    return Objects.requireNonNull(transaction.execute(status -> events.tell(change)));
  }

  private List<Map<String, Object>> waiting() {
    return jdbc.queryForList(
        "select endpoint_id, jti, kind, occurred_at, event from event_delivery where state = 'pending' order by id");
  }

  @Test
  void tellsExactlyThoseWithABindingInTheOrderOfTheChanges() {
    assertThat(tell(change(1, CertificateState.GOOD, CertificateState.SUSPENDED))).isEqualTo(1);
    assertThat(tell(change(2, CertificateState.SUSPENDED, CertificateState.REVOKED))).isEqualTo(1);
    assertThat(waiting())
        .extracting(row -> row.get("endpoint_id") + " " + row.get("kind"))
        .containsExactly("of-concerned certificate.suspended", "of-concerned certificate.revoked");
  }

  @Test
  void tellsNobodyOfAReservation() {
    assertThat(tell(change(1, null, CertificateState.RESERVED))).isZero();
    assertThat(tell(change(2, CertificateState.RESERVED, CertificateState.REVOKED))).isZero();
    assertThat(waiting()).isEmpty();
  }

  @Test
  void writesTheSameChangeOnce() {
    StatusChange change = change(1, CertificateState.GOOD, CertificateState.REVOKED);
    assertThat(tell(change)).isEqualTo(1);
    assertThat(tell(change)).isZero();
    jdbc.update("update event_delivery set state = 'delivered', ended_at = clock_timestamp()");
    assertThat(tell(change)).as("what was delivered is known").isZero();
    assertThat(waiting()).isEmpty();
  }

  /** The database that went back knows nothing of the delivery; the receiver does. */
  @Test
  void isTheSameEventInACopyThatForgotIt() {
    StatusChange change = change(1, CertificateState.GOOD, CertificateState.REVOKED);
    tell(change);
    List<Map<String, Object>> before = waiting();
    jdbc.update("delete from event_delivery");
    tell(change);
    assertThat(waiting()).isEqualTo(before).hasSize(1);
  }

  @Test
  void otherChangesAreOtherEvents() {
    tell(change(1, CertificateState.GOOD, CertificateState.SUSPENDED));
    tell(change(2, CertificateState.GOOD, CertificateState.SUSPENDED));
    tell(change(1, CertificateState.GOOD, CertificateState.REVOKED));
    assertThat(waiting()).extracting(row -> row.get("jti")).doesNotHaveDuplicates().hasSize(3);
  }

  @Test
  void standsOrFallsWithTheTransaction() {
    StatusChange change = change(1, CertificateState.GOOD, CertificateState.REVOKED);
    transaction.executeWithoutResult(
        status -> {
          events.tell(change);
          status.setRollbackOnly();
        });
    assertThat(waiting()).isEmpty();
    assertThatThrownBy(() -> events.tell(change)).isInstanceOf(IllegalStateException.class);
  }
}
