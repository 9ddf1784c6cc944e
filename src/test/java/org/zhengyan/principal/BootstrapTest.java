package org.zhengyan.principal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.log.EventLog;

@NullUnmarked
class BootstrapTest {
  @TempDir Path directory;
  private List<String> words;

  @BeforeEach
  void keys() throws Exception {
    words =
        new ArrayList<>(
            List.of(
                "--authority", "某国家机构编制管理部门",
                "--submitter", "经办人一", "first-clerk", key("clerk", false),
                "--approver", "审核人一", "first-reviewer", key("reviewer", false)));
  }

  private String key(String name, boolean whole) throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).generate();
    Path file = directory.resolve(name + ".jwk.json");
    Files.writeString(file, whole ? key.toJSONString() : key.toPublicJWK().toJSONString());
    return file.toString();
  }

  private static int run(DataSource database, BootstrapPlan plan, ByteArrayOutputStream out) {
    JdbcTemplate jdbc = new JdbcTemplate(database);
    return new Bootstrap(
            jdbc,
            new TransactionTemplate(new JdbcTransactionManager(database)),
            new EventLog(jdbc, Clock.systemUTC()))
        .run(plan, new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  @Test
  void makesTheFirstAuthorityOnce() throws Exception {
    DataSource database = TestStores.freshDatabase();
    JdbcTemplate jdbc = new JdbcTemplate(database);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(run(database, BootstrapPlan.parse(words), out)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("first-clerk").contains("审核人一");

    ClientStore clients = new ClientStore(jdbc);
    Client clerk = clients.load("first-clerk");
    Client reviewer = clients.load("first-reviewer");
    assertThat(clerk.active()).isTrue();
    assertThat(clerk.division()).isEqualTo(Division.NATIONAL);
    assertThat(clerk.owner()).isNotEqualTo(reviewer.owner());
    assertThat(clerk.scopes()).contains(Scope.REGISTRY_SUBMIT).doesNotContain(Scope.REGISTRY_APPROVE);
    assertThat(reviewer.scopes()).contains(Scope.ISSUANCE_APPROVE).doesNotContain(Scope.ISSUANCE_SUBMIT);
    assertThat(clients.nationalPairLeft()).isTrue();

    List<String> records =
        jdbc.query(
            "select record from event", (row, n) -> new String(row.getBytes(1), StandardCharsets.UTF_8));
    assertThat(records).hasSize(1);
    assertThat(records.getFirst())
        .contains("installation.bootstrapped")
        .contains(clerk.owner().value())
        .doesNotContain("经办人一");

    assertThat(run(database, BootstrapPlan.parse(words), out)).isEqualTo(1);
    assertThat(jdbc.queryForObject("select count(*) from authority", Integer.class)).isEqualTo(1);
    assertThat(jdbc.queryForObject("select count(*) from client", Integer.class)).isEqualTo(2);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        edit("no authority", "--authority is missing", w -> w.subList(0, 2).clear()),
        edit("two authorities", "twice", w -> w.addAll(List.of("--authority", "x"))),
        edit("no approver", "one --approver", w -> w.subList(6, 10).clear()),
        edit("no submitter", "one --submitter", w -> w.subList(2, 6).clear()),
        edit("one person for both", "one person", w -> w.set(7, w.get(3))),
        edit("one id for both", "same id", w -> w.set(8, w.get(4))),
        edit("one key for both", "same key", w -> w.set(9, w.get(5))),
        edit("id in capitals", "client id", w -> w.set(4, "Clerk")),
        edit("no such file", "cannot be read", w -> w.set(5, "/no/such/file")),
        edit("name with a control", "control", w -> w.set(3, "a\u0007b")),
        edit("a word missing", "is missing after", w -> w.remove(9)),
        edit("an unknown word", "not understood", w -> w.add("--force")));
  }

  private static Arguments edit(String name, String says, Consumer<List<String>> edit) {
    return Arguments.of(name, says, edit);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void refusesABrokenCommandLine(String name, String says, Consumer<List<String>> edit) {
    edit.accept(words);
    assertThatThrownBy(() -> BootstrapPlan.parse(words))
        .isInstanceOf(BootstrapPlan.Refused.class)
        .hasMessageContaining(says);
  }

  @Test
  void refusesAPrivateKey() throws Exception {
    words.set(5, key("private", true));
    assertThatThrownBy(() -> BootstrapPlan.parse(words)).hasMessageContaining("public half");
  }
}
