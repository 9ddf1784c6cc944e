package org.zhengyan.access;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.SandboxOnly;
import org.zhengyan.operator.SandboxAdmission;
import org.zhengyan.principal.PersonId;

/**
 * The account of a sandbox that everybody may use: a developer of a platform that does not exist, with a
 * published password and seed. Who uses it sees what others do with it; who wants to be alone takes a client
 * without an account.
 */
@Component
@SandboxOnly
public class SandboxAccounts implements InitializingBean {
  public static final String LOGIN = "developer@sandbox";
  public static final String PASSWORD = "zhengyan-sandbox";

  private static final byte[] SEED = "zhengyan-sandbox-dev".getBytes(StandardCharsets.US_ASCII);
  private static final PublishedAccounts.Published ACCOUNT =
      new PublishedAccounts.Published(
          "sandbox-developer",
          LOGIN,
          new PersonId("sandbox-person-developer"),
          "沙箱开发者",
          Realm.PLATFORM,
          "sandbox-operator",
          Role.DEVELOPER);

  private final SandboxAdmission admission;
  private final PublishedAccounts accounts;

  SandboxAccounts(SandboxAdmission admission, PublishedAccounts accounts) {
    this.admission = admission;
    this.accounts = accounts;
  }

  /** Adds the account once; what became of it stays. */
  @Override
  public void afterPropertiesSet() {
    accounts.add(
        List.of(ACCOUNT), PASSWORD, SEED, () -> admission.found(ACCOUNT.subject(), "沙箱示例平台"));
  }

  /** The code that it has now. */
  public String code() {
    return accounts.code(SEED);
  }

  /** What an authenticator takes. */
  public String seed() {
    return Totp.base32(SEED);
  }
}
