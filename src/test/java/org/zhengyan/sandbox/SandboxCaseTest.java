package org.zhengyan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.zhengyan.verification.Reason;

/** The table is whole: no reason is added that a developer cannot meet and is not told about. */
class SandboxCaseTest {

  @Test
  void everyReasonIsARowOrSaidToBeNone() {
    Set<String> known = new HashSet<>(SandboxCase.NEVER.stream().map(Reason::wire).toList());
    for (SandboxCase each : SandboxCase.values()) {
      known.addAll(each.reasons());
    }
    assertThat(known).containsExactlyInAnyOrderElementsOf(Arrays.stream(Reason.values()).map(Reason::wire).toList());
  }

  @Test
  void noRowEarnsAReasonThatIsSaidToBeNone() {
    List<String> never = SandboxCase.NEVER.stream().map(Reason::wire).toList();
    for (SandboxCase each : SandboxCase.values()) {
      assertThat(each.reasons()).as(each.wire()).doesNotContainAnyElementsOf(never);
    }
  }

  @Test
  void theTutorialNamesEveryRowAndWhatCannotBeHad() throws IOException {
    String page = Files.readString(Path.of("src", "docs", "sandbox.md"));
    for (SandboxCase each : SandboxCase.values()) {
      assertThat(page).contains("| `" + each.wire() + "` |");
    }
    assertThat(page.substring(page.indexOf("Two reasons cannot be had")))
        .contains(SandboxCase.NEVER.stream().map(reason -> "`" + reason.wire() + "`").toList());
  }

  @Test
  void bodiesThatDifferHaveDifferentCodes() {
    Set<String> codes = new HashSet<>();
    for (SandboxCase each : SandboxCase.values()) {
      if (each.kind() != null) {
        assertThat(codes.add(each.uscc().value())).as(each.wire()).isTrue();
      }
    }
  }
}
