package org.zhengyan.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartReportTest {
  @Test
  void namesThePortInUseInTheNextCommand() {
    assertThat(StartReport.next("8080", true)).isEqualTo("bash src/examples/walkthrough.sh");
    assertThat(StartReport.next("9000", true))
        .isEqualTo("bash src/examples/walkthrough.sh http://localhost:9000");
    assertThat(StartReport.next("9000", false))
        .isEqualTo("curl -s http://localhost:9000/.well-known/oauth-authorization-server");
  }
}
