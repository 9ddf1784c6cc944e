package org.zhengyan.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandTest {
  @Test
  void listsEveryCommandWithItsSummary() {
    assertThat(Command.usage())
        .contains("help", "dev-keys", "check-log", "bootstrap", "verify-receipt", "monitor", "reconcile");
  }

  @Test
  void knowsNoOther() {
    assertThat(Command.named("serve")).isEmpty();
    assertThat(Command.named("check-log")).isPresent();
  }
}
