package org.zhengyan.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStateTest {
  @TempDir Path directory;
  private final TestLog log = new TestLog();
  private LogNode node;

  /** Two batches with a full tile between them. */
  @BeforeEach
  void grow() {
    node = new LogNode(log, directory.resolve("node"));
    log.appendMany(100);
    node.turn();
    log.appendMany(200);
    node.turn();
  }

  /** The node after a restart. */
  private LogNode restarted() {
    node.file.close();
    LogNode again = new LogNode(log, directory.resolve("node"));
    again.state.follow();
    return again;
  }

  @Test
  void servesNothingBeforeItCompared() {
    LogNode fresh = new LogNode(log, directory.resolve("fresh"));
    assertThat(fresh.state.disagreement()).hasValueSatisfying(text -> assertThat(text).contains("not compared"));
    log.append("one");
    assertThat(fresh.sequencer.sequence()).isZero();
  }

  @Test
  void agreesAfterARestart() {
    assertThat(restarted().state.disagreement()).isEmpty();
  }

  @Test
  void keepsWhatAnotherNodeSequenced() throws Exception {
    LogNode other = new LogNode(log, directory.resolve("other"));
    other.state.follow();
    assertThat(other.reader.checkpoint().orElseThrow().size()).isEqualTo(300);
    log.append("one");
    node.turn();
    other.state.follow();
    assertThat(CheckpointRecords.read(other.file.path()).notes()).hasSize(2);
    assertThat(log.check(other.file).code()).isZero();
  }

  @Test
  void refusesADatabaseRestoredFromAnOlderCopyAtTheStart() {
    log.restore(100);
    LogNode again = restarted();
    assertThat(again.state.disagreement())
        .hasValueSatisfying(text -> assertThat(text).contains("300 leaves").contains("restored from a copy"));
    log.append("one");
    assertThat(again.sequencer.sequence()).isZero();
  }

  @Test
  void noticesWhileRunningThatTheTreeBecameSmaller() {
    assertThat(node.state.disagreement()).isEmpty();
    log.restore(100);
    node.turn();
    assertThat(node.state.disagreement()).isPresent();
    log.append("one");
    assertThat(node.turn()).isZero();
  }

  @Test
  void refusesADatabaseThatLostItsLogAltogether() {
    log.restore(0);
    node.turn();
    assertThat(node.state.disagreement())
        .hasValueSatisfying(text -> assertThat(text).contains("no checkpoint"));
    assertThat(restarted().state.disagreement()).isPresent();
  }

  @Test
  void refusesARestoredDatabaseThatGrewAgain() {
    log.restore(100);
    LogNode elsewhere = new LogNode(log, directory.resolve("elsewhere"));
    log.appendMany(250);
    assertThat(elsewhere.turn()).isEqualTo(250);
    node.turn();
    assertThat(node.state.disagreement())
        .hasValueSatisfying(text -> assertThat(text).contains("does not extend"));
    assertThat(restarted().state.disagreement()).isPresent();
  }

  @Test
  void refusesARestoredDatabaseThatGrewToTheSameSize() {
    log.restore(100);
    LogNode elsewhere = new LogNode(log, directory.resolve("elsewhere"));
    log.appendMany(1);
    log.appendMany(199);
    assertThat(elsewhere.turn()).isEqualTo(200);
    node.turn();
    assertThat(node.state.disagreement()).isPresent();
  }

  @Test
  void refusesACheckpointThatItsKeysDidNotSign() {
    log.append("one");
    new LogNode(log, directory.resolve("other")).turn();
    log.tamper("update log_checkpoint set note = replace(note, '301', '302') where size = 301");
    node.turn();
    assertThat(node.state.disagreement()).isPresent();
    assertThat(node.reader.checkpoint().orElseThrow().size()).isEqualTo(300);
  }

  @Test
  void refusesATreeThatIsNotWhatWasSigned() {
    for (String sql :
        new String[] {
          "update log_leaf set hash = sha256(hash) where leaf_index = 299",
          "update log_tile set root = sha256(root)",
          "delete from log_leaf where leaf_index = 299",
          "insert into log_leaf values (300, 9999, '1', sha256('x'))",
        }) {
      LogStateTest copy = new LogStateTest();
      copy.directory = directory.resolve("copy" + sql.hashCode());
      copy.grow();
      copy.log.tamper(sql);
      assertThat(copy.restarted().state.disagreement()).as(sql).isPresent();
    }
  }

  @Test
  void refusesAFileThatWasChanged() throws Exception {
    String text = Files.readString(node.file.path());
    Files.writeString(node.file.path(), text.replace("\n300\n", "\n299\n"));
    assertThat(restarted().state.disagreement())
        .hasValueSatisfying(reason -> assertThat(reason).contains("signature is not valid"));
  }

  @Test
  void refusesTheDatabaseOfAnotherLog() {
    TestLog other = new TestLog();
    LogNode elsewhere = new LogNode(other, directory.resolve("elsewhere"));
    other.appendMany(400);
    elsewhere.turn();
    node.file.close();
    LogNode moved = new LogNode(other, directory.resolve("node"));
    moved.state.follow();
    assertThat(moved.state.disagreement()).isPresent();
  }

  @Test
  void believesTheDatabaseAfterSomebodyReconciled() throws Exception {
    log.restore(100);
    LogNode again = restarted();
    assertThat(again.state.disagreement()).isPresent();
    assertThat(again.state.reconcile()).hasSize(1).allMatch(Files::exists);
    assertThat(again.state.disagreement()).isEmpty();
    assertThat(again.turn()).isOne();
    LoggedEvent event = again.reader.events(100, 10).getFirst();
    assertThat(event.event().type()).isEqualTo("log.reconciled");
    assertThat(event.event().members()).containsEntry("size", "300");
    assertThat(log.check(again.file).report()).contains("The log is sound.");
    assertThat(again.state.reconcile()).isEmpty();
  }

  @Test
  void cannotBeReconciledWithADamagedTree() {
    log.tamper("update log_leaf set hash = sha256(hash) where leaf_index = 299");
    LogNode again = restarted();
    assertThat(again.state.disagreement()).isPresent();
    again.state.reconcile();
    assertThat(again.state.disagreement()).isPresent();
  }

  @Test
  void readsEventsBackInTheirOrder() {
    log.append("\ud842\udfb7\u201c");
    node.turn();
    assertThat(node.reader.events(0, 1_000)).hasSize(301);
    LoggedEvent last = node.reader.events(300, 5).getFirst();
    assertThat(last.event()).isEqualTo(TestLog.event("\ud842\udfb7\u201c"));
    assertThat(last.index()).isEqualTo(300);
    assertThat(node.reader.events(301, 5)).isEmpty();
  }

  @Test
  void provesThatALaterCheckpointContinuesAnEarlierOne() {
    Checkpoint before = node.reader.checkpoint().orElseThrow();
    log.append("one");
    node.turn();
    Checkpoint after = node.reader.checkpoint().orElseThrow();
    assertThat(
            MerkleProof.continues(
                before.size(),
                before.root(),
                node.reader.consistency(before.size(), after),
                after.size(),
                after.root()))
        .isTrue();
  }
}
