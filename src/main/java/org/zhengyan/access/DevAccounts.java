package org.zhengyan.access;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.DevAuthorities;
import org.zhengyan.principal.PersonId;
import org.zhengyan.registry.DevSeed;

/**
 * The accounts of the dev profile, all with one known password and one known seed. Those that act for an
 * authority are of the same persons as its demo clients: a clerk's account cannot approve what the clerk's
 * client proposed. Running again adds what is missing; the rest stays as it was changed meanwhile.
 */
@Component
@Profile("dev")
public class DevAccounts implements InitializingBean {
  public static final String PASSWORD = "zhengyan-dev";

  private static final byte[] SEED = "zhengyan-dev-account".getBytes(StandardCharsets.US_ASCII);

  private static final String APPSTORE = "dev-operator-appstore";

  /** One of them. */
  public record DevAccount(String login, PersonId person, Realm realm, String subject, Role role) {
    /** The same in every installation. */
    public String id() {
      return "dev-" + login.replace('@', '-');
    }

    private PublishedAccounts.Published published() {
      return new PublishedAccounts.Published(id(), login, person, "演示人员 " + login, realm, subject, role);
    }
  }

  /** At least one of every role. */
  public static final List<DevAccount> ALL =
      List.of(
          authority("clerk@national", DevAuthorities.NATIONAL_CLERK, DevAuthorities.NATIONAL, Role.CLERK),
          authority(
              "reviewer@national", DevAuthorities.NATIONAL_REVIEWER, DevAuthorities.NATIONAL, Role.REVIEWER),
          authority("auditor@national", person("national-auditor"), DevAuthorities.NATIONAL, Role.AUDITOR),
          authority("admin@national", person("national-admin"), DevAuthorities.NATIONAL, Role.ADMINISTRATOR),
          authority("clerk@nanjing", DevAuthorities.NANJING_CLERK, DevAuthorities.NANJING, Role.CLERK),
          authority(
              "reviewer@nanjing", DevAuthorities.NANJING_REVIEWER, DevAuthorities.NANJING, Role.REVIEWER),
          agency("responsible@demo-organ", person("organ-responsible"), Role.RESPONSIBLE),
          agency("manager@demo-organ", person("organ-manager"), Role.MANAGER),
          agency("user@demo-organ", person("organ-user"), Role.USER),
          platform("owner@appstore", person("appstore"), Role.OWNER),
          platform("developer@appstore", person("appstore-developer"), Role.DEVELOPER),
          platform("viewer@appstore", person("appstore-viewer"), Role.VIEWER));

  private final PublishedAccounts accounts;

  DevAccounts(DevAuthorities afterAuthorities, PublishedAccounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public void afterPropertiesSet() {
    accounts.add(ALL.stream().map(DevAccount::published).toList(), PASSWORD, SEED, () -> {});
  }

  /** The code that all of them have now. */
  public String code() {
    return accounts.code(SEED);
  }

  /** What an authenticator takes. */
  public String seed() {
    return Totp.base32(SEED);
  }

  private static DevAccount authority(String login, PersonId person, String authority, Role role) {
    return new DevAccount(login, person, Realm.AUTHORITY, authority, role);
  }

  private static DevAccount agency(String login, PersonId person, Role role) {
    return new DevAccount(login, person, Realm.AGENCY, DevSeed.NANJING_ORGAN.toString(), role);
  }

  private static DevAccount platform(String login, PersonId person, Role role) {
    return new DevAccount(login, person, Realm.PLATFORM, APPSTORE, role);
  }

  private static PersonId person(String name) {
    return new PersonId("dev-person-" + name);
  }
}
