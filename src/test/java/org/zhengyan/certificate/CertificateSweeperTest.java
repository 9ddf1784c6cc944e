package org.zhengyan.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.log.EventLog;

class CertificateSweeperTest {
  private CertificateFixture on;
  private CertificateSweeper sweeper;

  @BeforeEach
  void open() {
    on = new CertificateFixture(TestStores.freshDatabase());
    sweeper =
        new CertificateSweeper(
            on.store, new EventLog(new JdbcTemplate(on.database), Clock.systemUTC()), on.transactions);
  }

  private void reservedAgo(SerialNumber serial, String interval) {
    on.jdbc
        .sql("UPDATE certificate SET reserved_at = reserved_at - ?::interval WHERE serial = ?")
        .params(interval, CertificateRows.octets(serial))
        .update();
  }

  @Test
  void revokesReservationAfterFiveMinutes() {
    SerialNumber abandoned = on.reserve(CaId.ORGAN_SM2, 0);
    reservedAgo(abandoned, "301 seconds");
    assertThat(sweeper.sweep()).isEqualTo(1);
    IssuedCertificate revoked = on.store.find(abandoned).orElseThrow();
    assertThat(revoked.state()).isEqualTo(CertificateState.REVOKED);
    assertThat(revoked.reason()).isEqualTo(RevocationReason.UNSPECIFIED);
    assertThat(on.complete(abandoned)).isFalse();
    assertThat(sweeper.sweep()).isZero();
  }

  @Test
  void leavesYoungReservationsAndCertificates() {
    SerialNumber young = on.reserve(CaId.ORGAN_SM2, 0);
    reservedAgo(young, "280 seconds");
    SerialNumber good = on.issue(CaId.ORGAN_SM2, 0).serial();
    reservedAgo(good, "1 hour");
    assertThat(sweeper.sweep()).isZero();
    assertThat(on.complete(young)).isTrue();
  }

  @Test
  void recordsWhatItRevoked() {
    SerialNumber abandoned = on.reserve(CaId.ORGAN_SM2, 0);
    reservedAgo(abandoned, "6 minutes");
    sweeper.sweep();
    assertThat(
            on.jdbc
                .sql("SELECT convert_from(record, 'UTF8') FROM event")
                .query(String.class)
                .single())
        .contains("certificate.revoked", abandoned.hex(), "abandoned");
  }
}
