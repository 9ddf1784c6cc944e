package org.zhengyan.registry;

import java.util.List;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;

/** Batches of versions for tests outside this package. */
public final class TestVersions {
  private TestVersions() {}

  /** A code with both checks right. */
  public static String code(String category, String division, String eight) {
    String seventeen = category + division + eight + Uscc.organisationCheck(eight);
    return seventeen + Uscc.check(seventeen);
  }

  public static VersionBatch batch(JdbcTemplate jdbc, ApplicationEventPublisher events) {
    return new VersionBatch(new InstitutionStore(jdbc), List.of(Set::copyOf), events);
  }
}
