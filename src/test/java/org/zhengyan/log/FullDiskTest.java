package org.zhengyan.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk under the checkpoint file is full: nothing is shown that is not kept, and nothing is lost. */
class FullDiskTest {
  private static final int RECORD_OCTETS_AT_LEAST = 200;

  @TempDir Path directory;
  private final AtomicLong room = new AtomicLong(Long.MAX_VALUE);

  @Test
  void showsNoCheckpointThatTheDiskDidNotTake() throws Exception {
    TestLog log = new TestLog();
    CheckpointFile file =
        new CheckpointFile(
            directory, 16 << 20, (path, options) -> new FillingChannel(FileChannel.open(path, options), room));
    LogNode node = new LogNode(log, log.keys, file);
    log.appendMany(3);
    node.turn();
    String kept = node.published.checkpoint().orElseThrow();

    int size = 3;
    for (long left : List.of(0L, 1L, RECORD_OCTETS_AT_LEAST / 2L, (long) RECORD_OCTETS_AT_LEAST)) {
      room.set(left);
      log.appendMany(2);
      assertThatThrownBy(node::turn).isInstanceOf(UncheckedIOException.class).hasStackTraceContaining("No space");
      assertThatThrownBy(node::turn).as("and again, while it is full").isInstanceOf(UncheckedIOException.class);
      assertThat(node.published.checkpoint()).as("with room for %d octets", left).contains(kept);

      room.set(Long.MAX_VALUE);
      size += 2;
      node.turn();
      kept = node.published.checkpoint().orElseThrow();
      assertThat(Checkpoint.parse(kept).size()).isEqualTo(size);
    }
    assertThat(log.eventsInPlace()).hasSize(size).doesNotHaveDuplicates();
    assertThat(CheckpointRecords.read(file.path()).notes()).hasSize(5).endsWith(kept);
    file.close();
    TestLog.Checked checked = log.check(new CheckpointFile(directory));
    assertThat(checked.code()).as(checked.report()).isZero();
  }
}
