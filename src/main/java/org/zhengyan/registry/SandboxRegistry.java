package org.zhengyan.registry;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.keys.SandboxOnly;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Division;

/** The registry of a sandbox: fixed bodies, written once each; what is there stays as it is. */
@Component
@SandboxOnly
public class SandboxRegistry {
  private static final LocalDate FOUNDED = LocalDate.of(2024, 7, 1);

  private static final LocalDate RENAMED = LocalDate.of(2025, 7, 1);

  /** A sandbox's public institutions do not lapse: nobody would renew them. */
  private static final LocalDate FOREVER = LocalDate.of(2099, 6, 30);

  private final JdbcTemplate jdbc;
  private final InstitutionStore store;
  private final EventLog log;

  SandboxRegistry(JdbcTemplate jdbc, InstitutionStore store, EventLog log) {
    this.jdbc = jdbc;
    this.store = store;
    this.log = log;
  }

  /**
   * A body of the sandbox.
   *
   * @param formerly what it was called until {@link #RENAMED}; null when it has its first name still
   */
  public record Body(
      Uscc uscc, String name, @Nullable String formerly, Division division, InstitutionStatus status) {}

  /** The code of a synthetic body; its organisation code begins MB97. */
  public static Uscc code(InstitutionKind kind, Division division, int number) {
    String eight = "MB97%04d".formatted(number);
    String category = kind == InstitutionKind.ORGAN ? "11" : "12";
    String seventeen = category + division.code() + eight + Uscc.organisationCheck(eight);
    return new Uscc(seventeen + Uscc.check(seventeen));
  }

  /** Adds those that are missing, with every region on but that one. */
  @Transactional
  public void found(List<Body> bodies, Division switchedOff) {
    int added = 0;
    for (Body body : bodies) {
      String formerly = body.formerly();
      added += add(institution(body, formerly == null ? body.name() : formerly), FOUNDED);
      added += formerly == null ? 0 : add(institution(body, body.name()).withVersion(2), RENAMED);
    }
    for (RegionPurpose purpose : RegionPurpose.values()) {
      added += switched(purpose, Division.NATIONAL, "2024-07-01", null);
      added += switched(purpose, switchedOff, "2024-07-01", "2024-07-02");
    }
    if (added > 0) {
      log.append(
          Event.of("registry.seeded", "sandbox", Map.of("versions", Integer.toString(bodies.size()))));
    }
  }

  private int add(Institution version, LocalDate effectiveOn) {
    return store.add(version, effectiveOn, null) ? 1 : 0;
  }

  /** A registered body as it is now. */
  public Institution newest(Uscc uscc) {
    return store.findNewest(uscc).orElseThrow().institution();
  }

  /** The same as it was registered first. */
  public Institution first(Uscc uscc) {
    return store.versions(uscc).getLast().institution();
  }

  private int switched(
      RegionPurpose purpose, Division division, String from, @Nullable String to) {
    return jdbc.update(
        "INSERT INTO region_switch (purpose, division, enabled_from, enabled_to, version)"
            + " VALUES (?, ?, ?::date, ?::date, 1) ON CONFLICT DO NOTHING",
        purpose.wire(),
        division.code(),
        from,
        to);
  }

  private static Institution institution(Body body, String name) {
    boolean organ = body.uscc().kind() == InstitutionKind.ORGAN;
    return new Institution(
        body.uscc(),
        1,
        body.uscc().kind(),
        List.of(name),
        List.of(),
        body.division(),
        "沙箱路1号",
        "沙箱示例",
        "沙箱机构编制管理部门",
        null,
        organ ? "机关" : null,
        FOUNDED,
        body.status(),
        organ ? null : FOUNDED,
        organ ? null : FOREVER,
        organ ? null : "沙箱示例",
        organ ? null : "沙箱示例",
        organ ? null : "100万元",
        List.of());
  }
}
