package org.zhengyan.registry.imports;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.PersonId;
import org.zhengyan.registry.imports.RegistryImport.State;

/** The imports themselves: where each stands, and which node goes on with it. */
@Component
class ImportStore {
  private final JdbcTemplate jdbc;

  ImportStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  RegistryImport insert(String id, String name, Division division, Actor actor) {
    jdbc.update(
        "insert into registry_import (id, name, division, state, uploaded_by, uploaded_by_client)"
            + " values (?, ?, ?, 'uploading', ?, ?)",
        id,
        name,
        division.code(),
        actor.owner().value(),
        actor.clientId());
    return require(id);
  }

  /** How many of that person have not ended, everybody else of that person kept out meanwhile. */
  int openOf(PersonId person) {
    jdbc.query("select lock_key(hashtextextended('registry-import ' || ?, 0))", row -> {}, person.value());
    Integer open =
        jdbc.queryForObject(
            "select count(*) from registry_import where uploaded_by = ? and finished_at is null"
                + " and uploaded_at > clock_timestamp() - interval '1 day'",
            Integer.class,
            person.value());
    return open == null ? 0 : open;
  }

  Optional<RegistryImport> find(String id) {
    return jdbc.query("select * from registry_import where id = ?", ImportStore::row, id).stream().findFirst();
  }

  RegistryImport require(String id) {
    return find(id).orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such import"));
  }

  RegistryImport lock(String id) {
    jdbc.query("select 1 from registry_import where id = ? for update", row -> {}, id);
    return require(id);
  }

  List<RegistryImport> list(Division within, PageRequest page) {
    return jdbc.query(
        "select * from registry_import where starts_with(division, ?) and sequence < ?"
            + " order by sequence desc limit ?",
        ImportStore::row,
        within.prefix(),
        page.before(),
        page.limit());
  }

  void startCheck(String id, String sha256) {
    jdbc.update(
        "update registry_import set state = 'checking', sha256 = ?, lease = null, lease_until = null"
            + " where id = ?",
        sha256,
        id);
  }

  /** What a check begins with: nothing of one that broke off. */
  void clearCheck(String id) {
    jdbc.update(
        "update registry_import set percent = 0, rows_read = 0, fresh = 0, changed = 0, unchanged = 0,"
            + " faults = 0, chunks = 0 where id = ?",
        id);
  }

  /** Writes how far a check is; false when another node has it by now. */
  boolean progress(Leased leased, int percent, FileCheck.Counts counts, Duration lease) {
    return jdbc.update(
            "update registry_import set percent = ?, rows_read = ?, fresh = ?, changed = ?, unchanged = ?,"
                + " faults = ?, chunks = ?, lease_until = clock_timestamp() + make_interval(secs => ?)"
                + " where id = ? and lease = ? and state = 'checking'",
            percent,
            counts.rows,
            counts.fresh,
            counts.changed,
            counts.unchanged,
            counts.faults,
            counts.chunks,
            lease.toSeconds(),
            leased.id(),
            leased.lease())
        == 1;
  }

  boolean endCheck(Leased leased, State state, FileCheck.Outcome outcome) {
    return jdbc.update(
            "update registry_import set state = ?, percent = 100, digest = ?, division = ?, lease = null,"
                + " lease_until = null, finished_at = case when ? = 'faulty' then clock_timestamp() end"
                + " where id = ? and lease = ? and state = 'checking'",
            state.wire(),
            outcome.digest(),
            outcome.division().code(),
            state.wire(),
            leased.id(),
            leased.lease())
        == 1;
  }

  void submitted(String id, String proposal) {
    jdbc.update(
        "update registry_import set state = 'submitted', proposal = ? where id = ?", proposal, id);
  }

  void decided(String id, State state) {
    jdbc.update(
        "update registry_import set state = ?, lease = null, lease_until = null,"
            + " finished_at = case when ? <> 'applying' then clock_timestamp() end where id = ?",
        state.wire(),
        state.wire(),
        id);
  }

  /**
   * An import that a node goes on with.
   *
   * @param lease of this time alone
   */
  record Leased(String id, UUID lease, State state) {}

  /** Takes the oldest that nobody has. */
  Optional<Leased> lease(Duration length) {
    return jdbc
        .query(
            "update registry_import set lease = gen_random_uuid(),"
                + " lease_until = clock_timestamp() + make_interval(secs => ?)"
                + " where id = (select id from registry_import where state in ('checking', 'applying')"
                + " and (lease_until is null or lease_until <= clock_timestamp())"
                + " order by sequence limit 1 for update skip locked) returning id, lease, state",
            (row, n) ->
                new Leased(
                    row.getString("id"),
                    row.getObject("lease", UUID.class),
                    State.ofWire(row.getString("state"))),
            length.toSeconds())
        .stream()
        .findFirst();
  }

  void release(Leased leased) {
    jdbc.update(
        "update registry_import set lease = null, lease_until = null where id = ? and lease = ?",
        leased.id(),
        leased.lease());
  }

  /**
   * Counts a chunk that is done, and prolongs the lease.
   *
   * @return false when another node has the import by now: the caller rolls back
   */
  boolean countChunk(Leased leased, int conflicts, Duration lease) {
    return jdbc.update(
            "update registry_import set chunks_done = chunks_done + 1, conflicts = conflicts + ?,"
                + " faults = faults + ?, lease_until = clock_timestamp() + make_interval(secs => ?)"
                + " where id = ? and lease = ? and state = 'applying'",
            conflicts,
            conflicts,
            lease.toSeconds(),
            leased.id(),
            leased.lease())
        == 1;
  }

  /** Ends one whose rows are not the approved ones; false when another node has it by now. */
  boolean endAltered(Leased leased) {
    return jdbc.update(
            "update registry_import set state = 'altered', finished_at = clock_timestamp(), lease = null,"
                + " lease_until = null where id = ? and lease = ? and state = 'applying'",
            leased.id(),
            leased.lease())
        == 1;
  }

  /** Ends an import whose chunks are all done; true when this call did it. */
  boolean endApplying(Leased leased) {
    return jdbc.update(
            "update registry_import set state = case when conflicts = 0 then 'applied' else 'appliedInPart' end,"
                + " finished_at = clock_timestamp(), lease = null, lease_until = null"
                + " where id = ? and lease = ? and state = 'applying' and chunks_done = chunks",
            leased.id(),
            leased.lease())
        == 1;
  }

  private static RegistryImport row(ResultSet row, int n) throws SQLException {
    OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
    Instant finishedAt = finished == null ? null : finished.toInstant();
    return new RegistryImport(
        row.getString("id"),
        row.getLong("sequence"),
        row.getString("name"),
        new Division(row.getString("division")),
        State.ofWire(row.getString("state")),
        new PersonId(row.getString("uploaded_by")),
        row.getString("uploaded_by_client"),
        row.getObject("uploaded_at", OffsetDateTime.class).toInstant(),
        row.getLong("size"),
        row.getInt("parts"),
        row.getString("sha256"),
        row.getInt("percent"),
        row.getInt("rows_read"),
        row.getInt("fresh"),
        row.getInt("changed"),
        row.getInt("unchanged"),
        row.getInt("faults"),
        row.getInt("chunks"),
        row.getInt("chunks_done"),
        row.getInt("conflicts"),
        row.getString("digest"),
        row.getString("proposal"),
        finishedAt);
  }
}
