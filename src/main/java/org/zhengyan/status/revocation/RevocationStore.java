package org.zhengyan.status.revocation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.Proposal;

/** The table of requested revocations and releases; joins the caller's transaction. */
@Component
class RevocationStore {

  /** A row with its place in the list. */
  record Listed(long position, Revocation revocation) {}

  private final JdbcClient jdbc;

  RevocationStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** False when the same act for the same reason is open already. */
  boolean insert(Revocation revocation) {
    RevocationReason reason = revocation.reason();
    return jdbc.sql(
                """
                insert into revocation
                  (id, serial, act, reason, state, division, digest, submitted_by_client, submitted_at)
                values (:id, :serial, :act, :reason, 'submitted', :division, :digest, :client, :at)
                on conflict do nothing
                """)
            .param("id", revocation.id())
            .param("serial", revocation.serial().hex())
            .param("act", revocation.act().wire())
            .param("reason", reason == null ? null : reason.wire(), Types.VARCHAR)
            .param("division", revocation.division().code())
            .param("digest", revocation.digest())
            .param("client", revocation.submittedByClient())
            .param("at", Timestamp.from(revocation.submittedAt()))
            .update()
        == 1;
  }

  Optional<Revocation> find(String id) {
    return jdbc.sql("select * from revocation where id = ?")
        .param(id)
        .query(RevocationStore::revocation)
        .optional();
  }

  Optional<Revocation> findOpen(
      SerialNumber serial, Revocation.Act act, @Nullable RevocationReason reason) {
    return jdbc.sql(
            """
            select * from revocation
            where serial = ? and act = ? and coalesce(reason, '') = ? and state = 'submitted'
            """)
        .params(serial.hex(), act.wire(), reason == null ? "" : reason.wire())
        .query(RevocationStore::revocation)
        .optional();
  }

  /** Those in the division and below it, newest first; a null state means all. */
  List<Listed> list(Revocation.@Nullable State state, Division within, PageRequest page) {
    return jdbc.sql(
            """
            select * from revocation
            where (cast(:state as text) is null or state = :state)
              and starts_with(division, :prefix) and position < :before
            order by position desc limit :limit
            """)
        .param("state", state == null ? null : state.wire(), Types.VARCHAR)
        .param("prefix", within.prefix())
        .param("before", page.before())
        .param("limit", page.limit())
        .query((row, n) -> new Listed(row.getLong("position"), revocation(row, n)))
        .list();
  }

  void decide(Proposal decision, Revocation.State state, @Nullable String refusal) {
    int decided =
        jdbc.sql(
                """
                update revocation
                set state = :state, decided_by_client = :client, decided_at = :at, refusal = :refusal
                where id = :id and state = 'submitted'
                """)
            .param("state", state.wire())
            .param("client", Objects.requireNonNull(decision.decidedByClient()))
            .param("at", Timestamp.from(Objects.requireNonNull(decision.decidedAt())))
            .param("refusal", refusal, Types.VARCHAR)
            .param("id", decision.id())
            .update();
    if (decided != 1) {
      throw new IllegalStateException("a revocation and its proposal disagree");
    }
  }

  private static Revocation revocation(ResultSet row, int n) throws SQLException {
    String reason = row.getString("reason");
    Timestamp decidedAt = row.getTimestamp("decided_at");
    return new Revocation(
        row.getString("id"),
        SerialNumber.ofHex(row.getString("serial")),
        Revocation.Act.valueOf(row.getString("act").toUpperCase(Locale.ROOT)),
        reason == null ? null : RevocationReason.ofWire(reason).orElseThrow(),
        Revocation.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        new Division(row.getString("division")),
        row.getString("digest"),
        row.getString("submitted_by_client"),
        row.getTimestamp("submitted_at").toInstant(),
        row.getString("decided_by_client"),
        decidedAt == null ? null : decidedAt.toInstant(),
        row.getString("refusal"));
  }
}
