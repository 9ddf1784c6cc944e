package org.zhengyan.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
  private final CheckpointKeys keys = new CheckpointKeys(TestLog.VAULT);
  @TempDir Path directory;

  private Checkpoint checkpoint(long size) {
    return keys.sign("verify.example.org/log", size, Sha256.of(Long.toString(size).getBytes(UTF_8)));
  }

  @Test
  void keepsCheckpointsInTheOrderInWhichTheyCame() throws Exception {
    CheckpointFile file = new CheckpointFile(directory);
    assertThat(file.last()).isEmpty();
    List<Checkpoint> written = List.of(checkpoint(1), checkpoint(5), checkpoint(300));
    written.forEach(file::append);
    assertThat(CheckpointRecords.read(file.path()).notes())
        .isEqualTo(written.stream().map(Checkpoint::note).toList());
    CheckpointFile reopened = new CheckpointFile(directory);
    assertThat(reopened.last().orElseThrow().note()).isEqualTo(written.getLast().note());
    assertThatThrownBy(() -> reopened.append(checkpoint(300))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void removesARecordThatACrashCutOffWhereverItWasCut() throws Exception {
    CheckpointFile file = new CheckpointFile(directory);
    Checkpoint first = checkpoint(1);
    Checkpoint second = checkpoint(2);
    file.append(first);
    file.append(second);
    byte[] whole = Files.readAllBytes(file.path());
    int boundary = first.note().getBytes(UTF_8).length + 1;
    for (int length = boundary; length < whole.length; length += length < whole.length - 4 ? 23 : 1) {
      Files.write(file.path(), Arrays.copyOf(whole, length));
      CheckpointFile reopened = new CheckpointFile(directory);
      assertThat(reopened.last().orElseThrow().note()).as("cut at %d", length).isEqualTo(first.note());
      reopened.append(second);
      assertThat(Files.readAllBytes(file.path())).isEqualTo(whole);
      reopened.close();
    }
  }

  @Test
  void refusesAFileWhoseLastRecordIsNotACheckpoint() throws Exception {
    CheckpointFile file = new CheckpointFile(directory);
    file.append(checkpoint(1));
    Files.writeString(file.path(), "not a checkpoint\n\nno signature\n\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> new CheckpointFile(directory).last()).isInstanceOf(DamagedLog.class);
    // A blank line too many shifts everything after it.
    Files.writeString(file.path(), "\n" + checkpoint(1).note() + "\n" + checkpoint(2).note() + "\n");
    assertThatThrownBy(() -> new CheckpointFile(directory).last()).isInstanceOf(DamagedLog.class);
  }

  @Test
  void beginsANewFileWhenOneIsFullAndFindsTheLastInTheOld() throws Exception {
    CheckpointFile file = new CheckpointFile(directory, 1_000);
    for (int size = 1; size <= 10; size++) {
      file.append(checkpoint(size));
    }
    assertThat(file.files()).hasSizeGreaterThan(2).last().isEqualTo(file.path());
    assertThat(file.files())
        .filteredOn(path -> !path.equals(file.path()))
        .allSatisfy(path -> assertThat(Files.size(path)).isBetween(1_000L, 1_500L));
    Files.delete(file.path());
    Checkpoint last = new CheckpointFile(directory, 1_000).last().orElseThrow();
    String name = file.files().stream().filter(path -> !path.equals(file.path())).toList().getLast().toString();
    assertThat(name).endsWith("%019d".formatted(last.size()));
  }

  @Test
  void movesEverythingAsideAndBeginsAgain() throws Exception {
    CheckpointFile file = new CheckpointFile(directory, 1_000);
    for (int size = 10; size <= 20; size++) {
      file.append(checkpoint(size));
    }
    int files = file.files().size();
    assertThat(file.setAside()).hasSize(files).allMatch(Files::exists);
    assertThat(file.last()).isEmpty();
    file.append(checkpoint(1));
    assertThat(new CheckpointFile(directory).last().orElseThrow().size()).isOne();
  }
}
