package org.zhengyan.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which section a page belongs to. */
class NavigationTest {
  private static final Navigation.Item HOME = new Navigation.Item("/agency", "home");
  private static final Navigation.Item APPLYING =
      new Navigation.Item("/agency/applications", "applying", List.of("/agency/key-recoveries"));

  @Test
  void claimsItsPagesAndThoseBelow() {
    assertThat(APPLYING.claims("/agency/applications")).isEqualTo("/agency/applications".length());
    assertThat(APPLYING.claims("/agency/applications/7")).isEqualTo("/agency/applications".length());
    assertThat(APPLYING.claims("/agency/applications-of-others")).isZero();
  }

  @Test
  void claimsWhatLiesElsewhereBeforeTheFirstPageOfTheConsole() {
    String recovery = "/agency/key-recoveries/7";
    assertThat(APPLYING.claims(recovery)).isGreaterThan(HOME.claims(recovery)).isPositive();
    assertThat(HOME.claims("/agency/people")).isPositive();
    assertThat(APPLYING.claims("/agency/people")).isZero();
  }
}
