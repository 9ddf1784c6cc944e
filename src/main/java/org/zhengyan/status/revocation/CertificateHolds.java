package org.zhengyan.status.revocation;

import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.SerialNumber;

/**
 * The holds on certificates: the first one suspends, the end of the last one releases.
 *
 * <p>A hold on one of a pair is a hold on both; it is kept at the signing certificate.
 *
 * <p>Callers hold {@link CertificateStore#lock}, so that no hold comes between a look at the others
 * and the change of the status.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class CertificateHolds {
  private static final String ANY = "";

  private final JdbcClient jdbc;
  private final CertificateStore certificates;
  private final StatusEvents events;

  CertificateHolds(JdbcClient jdbc, CertificateStore certificates, StatusEvents events) {
    this.jdbc = jdbc;
    this.certificates = certificates;
    this.events = events;
  }

  /** Places a hold that ends by its cause alone; false when that cause holds it already. */
  boolean place(SerialNumber serial, HoldCause cause) {
    return place(serial, cause, ANY, null);
  }

  /** Places a hold that belongs to one revocation. */
  boolean place(SerialNumber serial, HoldCause cause, String revocation) {
    return place(serial, cause, revocation, null);
  }

  /** Places the hold of a holder's report; {@code signedAt} is the time that the holder signed. */
  boolean placeReported(SerialNumber serial, @Nullable Instant signedAt) {
    return place(serial, HoldCause.COMPROMISE_REPORTED, ANY, signedAt);
  }

  private boolean place(
      SerialNumber either, HoldCause cause, String revocation, @Nullable Instant signedAt) {
    SerialNumber serial = certificates.leading(either);
    int placed =
        jdbc.sql(
                """
                insert into certificate_hold (serial, cause, revocation, signed_at)
                values (:serial, :cause, :revocation, :signedAt) on conflict do nothing
                """)
            .param("serial", serial.hex())
            .param("cause", cause.wire())
            .param("revocation", revocation)
            .param("signedAt", signedAt == null ? null : Timestamp.from(signedAt), Types.TIMESTAMP)
            .update();
    if (certificates.suspend(serial)) {
      events.suspended(serial, cause, revocation);
    }
    return placed == 1;
  }

  /** Ends the holds of these causes; false when there was none. Others keep the suspension up. */
  boolean end(SerialNumber either, HoldCause... causes) {
    SerialNumber serial = certificates.leading(either);
    int ended =
        jdbc.sql(
                """
                update certificate_hold set ended_at = clock_timestamp()
                where serial = ? and cause = any (?) and ended_at is null
                """)
            .params(serial.hex(), wires(causes))
            .update();
    return ended > 0 && releaseWhenFree(serial, causes[0]);
  }

  /** Ends the hold that one revocation placed. */
  void endOf(SerialNumber either, String revocation) {
    SerialNumber serial = certificates.leading(either);
    int ended =
        jdbc.sql(
                """
                update certificate_hold set ended_at = clock_timestamp()
                where serial = ? and revocation = ? and ended_at is null
                """)
            .params(serial.hex(), revocation)
            .update();
    if (ended > 0) {
      releaseWhenFree(serial, HoldCause.KEY_COMPROMISE_SUBMITTED);
    }
  }

  /** Ends all holds of a certificate that was revoked. */
  void close(SerialNumber either) {
    SerialNumber serial = certificates.leading(either);
    jdbc.sql(
            "update certificate_hold set ended_at = clock_timestamp()"
                + " where serial = ? and ended_at is null")
        .param(serial.hex())
        .update();
  }

  boolean held(SerialNumber either, HoldCause... causes) {
    SerialNumber serial = certificates.leading(either);
    return jdbc.sql(
            """
            select exists (select 1 from certificate_hold
              where serial = ? and cause = any (?) and ended_at is null)
            """)
        .params(serial.hex(), wires(causes))
        .query(Boolean.class)
        .single();
  }

  /** Since when the holder's report holds it. */
  Optional<Instant> reportedAt(SerialNumber either) {
    SerialNumber serial = certificates.leading(either);
    return jdbc.sql(
            """
            select placed_at from certificate_hold
            where serial = ? and cause = 'compromiseReported' and ended_at is null
            """)
        .param(serial.hex())
        .query((row, n) -> row.getTimestamp(1).toInstant())
        .optional();
  }

  /** True when a report that was signed then, or later, was taken before: it is no news. */
  boolean reportedSince(SerialNumber either, Instant signedAt) {
    SerialNumber serial = certificates.leading(either);
    return jdbc.sql(
            "select exists (select 1 from certificate_hold where serial = ? and signed_at >= ?)")
        .params(serial.hex(), Timestamp.from(signedAt))
        .query(Boolean.class)
        .single();
  }

  private boolean releaseWhenFree(SerialNumber serial, HoldCause ended) {
    boolean held =
        jdbc.sql(
                "select exists (select 1 from certificate_hold"
                    + " where serial = ? and ended_at is null)")
            .param(serial.hex())
            .query(Boolean.class)
            .single();
    if (!held && certificates.release(serial)) {
      events.released(serial, ended);
    }
    return true;
  }

  private static String[] wires(HoldCause... causes) {
    return Arrays.stream(causes).map(HoldCause::wire).toArray(String[]::new);
  }
}
