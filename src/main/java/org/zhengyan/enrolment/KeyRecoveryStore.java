package org.zhengyan.enrolment;

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
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.Proposal;
import org.zhengyan.registry.Uscc;

/** The table of key recoveries; joins the caller's transaction. */
@Component
class KeyRecoveryStore {
  private final JdbcClient jdbc;

  KeyRecoveryStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** False when the same is asked for already. */
  boolean insert(KeyRecovery recovery) {
    return jdbc.sql(
                """
                insert into key_recovery (id, serial, target, uscc, division, state, reason, digest,
                  submitted_at)
                values (:id, :serial, :target, :uscc, :division, 'submitted', :reason, :digest, :at)
                on conflict do nothing
                """)
            .param("id", recovery.id())
            .param("serial", recovery.serial().hex())
            .param("target", recovery.target().hex())
            .param("uscc", recovery.uscc().value())
            .param("division", recovery.division().code())
            .param("reason", recovery.reason())
            .param("digest", recovery.digest())
            .param("at", Timestamp.from(recovery.submittedAt()))
            .update()
        == 1;
  }

  Optional<KeyRecovery> find(String id) {
    return jdbc.sql("select * from key_recovery where id = ?")
        .param(id)
        .query(KeyRecoveryStore::recovery)
        .optional();
  }

  /** Those in the division and below it that await the second person, oldest first. */
  List<KeyRecovery> waiting(Division within, int limit) {
    return jdbc.sql(
            """
            select * from key_recovery
            where state = 'submitted' and lapsed_at is null and starts_with(division, :prefix)
            order by position limit :limit
            """)
        .param("prefix", within.prefix())
        .param("limit", limit)
        .query(KeyRecoveryStore::recovery)
        .list();
  }

  /** @param enveloped null for a refusal */
  boolean decide(Proposal decision, KeyRecovery.State state, byte @Nullable [] enveloped) {
    return jdbc.sql(
                """
                update key_recovery set state = :state, decided_at = :at, refusal = :refusal,
                  enveloped = :enveloped
                where id = :id and state = 'submitted' and lapsed_at is null
                """)
            .param("state", state.wire())
            .param("at", Timestamp.from(Objects.requireNonNull(decision.decidedAt())))
            .param("refusal", decision.reason(), Types.VARCHAR)
            .param("enveloped", enveloped, Types.BINARY)
            .param("id", decision.id())
            .update()
        == 1;
  }

  /** False when it has ended. */
  boolean lapse(String id, String reason) {
    return jdbc.sql(
                """
                update key_recovery set lapsed_at = clock_timestamp(), refusal = :reason
                where id = :id and state = 'submitted' and lapsed_at is null
                """)
            .param("reason", reason)
            .param("id", id)
            .update()
        == 1;
  }

  private static KeyRecovery recovery(ResultSet row, int n) throws SQLException {
    Timestamp decided = row.getTimestamp("decided_at");
    return new KeyRecovery(
        row.getString("id"),
        SerialNumber.ofHex(row.getString("serial")),
        SerialNumber.ofHex(row.getString("target")),
        new Uscc(row.getString("uscc")),
        new Division(row.getString("division")),
        row.getObject("lapsed_at") != null
            ? KeyRecovery.State.LAPSED
            : KeyRecovery.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getString("reason"),
        row.getString("digest"),
        row.getTimestamp("submitted_at").toInstant(),
        decided == null ? null : decided.toInstant(),
        row.getString("refusal"),
        row.getBytes("enveloped"));
  }
}
