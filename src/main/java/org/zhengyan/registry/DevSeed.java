package org.zhengyan.registry;

import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;

/**
 * The synthetic registry of the dev profile: some hundred bodies that do not exist, with codes that
 * hold both ways, in {@link DevBodies}. Every region is switched on for every purpose.
 *
 * <p>It is written once, in one transaction, into an empty registry; with any body present it does
 * nothing, so that what was tried out stays as it was left. Codes and names are the same in every
 * installation; dates count from the day of seeding, so that nothing lapses but what is meant to.
 *
 * <p>The constants are the bodies that examples and tests may rely on.
 */
@Component
@Profile("dev")
public class DevSeed implements InitializingBean {
  /** An organ of Nanjing (320100), normal: 南京市教育局, with a second name. */
  public static final Uscc NANJING_ORGAN = new Uscc("11320100MB9000015T");

  /** A public institution of Nanjing (320100), normal: 南京市示例中学; its sponsor is the organ. */
  public static final Uscc NANJING_INSTITUTION = new Uscc("12320100MB9000023J");

  /** A national organ (100000), normal: 国家示例事务局. */
  public static final Uscc NATIONAL_ORGAN = new Uscc("11100000MB9000031M");

  /** A national public institution (100000), normal: 国家示例数据中心. */
  public static final Uscc NATIONAL_INSTITUTION = new Uscc("12100000MB9000103B");

  /** A public institution of Nanjing whose last day is past: 南京市示例体育馆, so {@code void}. */
  public static final Uscc NANJING_LAPSED = new Uscc("12320100MB900004X5");

  /** A frozen public institution of Nanjing: 南京市示例招待所. */
  public static final Uscc NANJING_FROZEN = new Uscc("12320100MB90000585");

  /** A revoked public institution of Nanjing: 南京市示例培训学校. */
  public static final Uscc NANJING_REVOKED = new Uscc("12320100MB90000660");

  /** A public institution of Nanjing that was merged into another and cancelled: 南京市示例剧场. */
  public static final Uscc NANJING_CANCELLED = new Uscc("12320100MB9000074T");

  /** A revoked organ of Nanjing: 南京市人口和计划生育委员会. */
  public static final Uscc NANJING_REVOKED_ORGAN = new Uscc("11320100MB9000082Q");

  /** A primary school of Xuanwu (320102) with a character beyond the BMP: 南京市玄武区𠮷庄小学. */
  public static final Uscc XUANWU_RARE = new Uscc("12320102MB9000090D");

  /** A public institution of Nanjing that was renamed: 南京市示例文化馆, before 南京市示例群众艺术馆. */
  public static final Uscc NANJING_RENAMED = new Uscc("12320100MB90001111");

  private static final Logger LOG = LoggerFactory.getLogger(DevSeed.class);

  private final JdbcTemplate jdbc;
  private final InstitutionStore store;
  private final EventLog log;
  private final TransactionTemplate transaction;

  DevSeed(
      JdbcTemplate jdbc, InstitutionStore store, EventLog log, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.store = store;
    this.log = log;
    this.transaction = transaction;
  }

  @Override
  public void afterPropertiesSet() {
    if (seeded()) {
      return;
    }
    transaction.executeWithoutResult(
        status -> {
          // Of two nodes that start at once the second finds the rows of the first.
          jdbc.queryForList("SELECT pg_advisory_xact_lock(hashtext('registry.dev-seed'))");
          if (!seeded()) {
            seed();
          }
        });
  }

  private boolean seeded() {
    return Boolean.TRUE.equals(
        jdbc.queryForObject("SELECT EXISTS (SELECT 1 FROM institution_version)", Boolean.class));
  }

  private void seed() {
    List<InstitutionStore.Newest> versions = new DevBodies(store.today()).versions();
    store.addAll(versions);
    for (RegionPurpose purpose : RegionPurpose.values()) {
      jdbc.update(
          "INSERT INTO region_switch (purpose, division, enabled_from, version)"
              + " VALUES (?, '100000', '2024-07-01', 1) ON CONFLICT DO NOTHING",
          purpose.wire());
    }
    log.append(
        Event.of(
            "registry.seeded", "dev", Map.of("versions", Integer.toString(versions.size()))));
    LOG.info("Seeded the registry with {} versions of synthetic bodies", versions.size());
  }
}
