package org.zhengyan.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.registry.Institution;

/** One identifier for each version of a body, whoever asks and how often. */
class IdentifierStoreTest {
  private static final String TYPE = "11100000000013338W011";

  private final DataSource database = TestStores.freshDatabase();
  private final JdbcClient jdbc = JdbcClient.create(database);
  private final IdentifierStore store = new IdentifierStore(jdbc);
  private final TransactionTemplate transactions =
      new TransactionTemplate(new JdbcTransactionManager(database));

  private LicenceIdentifier allot(Institution body) {
    return java.util.Objects.requireNonNull(transactions.execute(status -> store.allot(body, TYPE)));
  }

  private static Institution organ(int version) {
    return FaceFixture.version(FaceFixture.organ(ServiceEnvironment.DEV, null, "示例局").body(), version);
  }

  @Test
  void keepsTheSerialAndCountsTheVersions() {
    LicenceIdentifier first = allot(organ(3));
    assertThat(allot(organ(3))).isEqualTo(first);
    LicenceIdentifier second = allot(organ(7));
    assertThat(first.version()).isEqualTo(1);
    assertThat(second.version()).isEqualTo(2);
    assertThat(second.serial()).isEqualTo(first.serial()).matches("20[0-9]{2}[0-9]{8}");
    assertThat(allot(organ(3))).isEqualTo(first);
  }

  @Test
  void givesTwoBodiesTwoSerials() {
    Institution other = FaceFixture.institution(ServiceEnvironment.DEV, "教育", "示例学校").body();
    assertThat(allot(other).serial()).isNotEqualTo(allot(organ(1)).serial());
  }

  @Test
  void allotsOnceToManyAtOnce() throws Exception {
    List<Callable<LicenceIdentifier>> asking = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      asking.add(() -> allot(organ(1)));
    }
    Set<LicenceIdentifier> answers = new HashSet<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<LicenceIdentifier> answer : threads.invokeAll(asking)) {
        answers.add(answer.get());
      }
    }
    assertThat(answers).hasSize(1);
  }

  @Test
  void refusesTheThousandthVersion() {
    allot(organ(1));
    jdbc.sql("update face_identifier set version = 999").update();
    assertThatThrownBy(() -> allot(organ(2))).isInstanceOf(Refusal.class).hasMessageContaining("999");
  }
}
