package org.zhengyan.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.ServiceProperties;

@ServerTest
class LogServerTest {
  @Autowired EventLog events;
  @Autowired LogReader reader;
  @Autowired LogState state;
  @Autowired PlatformTransactionManager transactions;
  @Autowired DataSource database;
  @Autowired KeyVault vault;
  @Autowired ServiceProperties service;

  @Test
  void provesAnEventOfARunningServer() {
    assertThat(state.disagreement()).isEmpty();
    Leaf leaf =
        Objects.requireNonNull(
            new TransactionTemplate(transactions)
                .execute(status -> events.append(TestLog.event("served"))));
    await().until(() -> reader.inclusionOf(leaf.eventId()).isPresent());
    assertThat(reader.inclusionOf(leaf.eventId()).orElseThrow().proves(leaf)).isTrue();
    assertThat(service.dataDir().resolve("log/checkpoints")).isNotEmptyFile();
  }

  @Test
  void isSoundWhileItServes() {
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    int code =
        new LogCheck(database, vault, service).run(new PrintStream(report, true, StandardCharsets.UTF_8));
    assertThat(code).as(report.toString(StandardCharsets.UTF_8)).isZero();
  }
}
