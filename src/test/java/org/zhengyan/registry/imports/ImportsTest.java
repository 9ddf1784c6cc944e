package org.zhengyan.registry.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.registry.imports.ImportStore.Leased;
import org.zhengyan.registry.imports.RegistryImport.State;

class ImportsTest {
  private final ImportFixture registry = new ImportFixture();

  @Test
  void appliesWhatASecondPersonApproved() throws IOException {
    String file = ImportFixture.HEADINGS + registry.organs(1, 7);
    RegistryImport checked = registry.checked(file.getBytes(StandardCharsets.UTF_8));
    assertThat(checked.state()).isEqualTo(State.CHECKED);
    assertThat(checked.fresh()).isEqualTo(7);
    assertThat(checked.chunks()).isEqualTo(3);
    assertThat(registry.versions()).isZero();

    RegistryImport applied = registry.applied(registry.approved(checked));

    assertThat(applied.state()).isEqualTo(State.APPLIED);
    assertThat(registry.versions()).isEqualTo(7);
    assertThat(registry.published).hasSize(7).allSatisfy(c -> assertThat(c.before()).isNull());
    assertThat(registry.eventsOf("registry.changed")).isEqualTo(7);
  }

  @Test
  void countsNewChangedAndUnchanged() throws IOException {
    registry.applied(registry.approved(registry.checked(ImportFixture.HEADINGS + registry.organs(1, 4))));
    registry.published.clear();
    String again = (registry.organs(1, 4) + registry.organs(5, 1)).replace("测试局2号", "测试委员会2号");

    RegistryImport checked = registry.checked(ImportFixture.HEADINGS + again);
    assertThat(checked).extracting("fresh", "changed", "unchanged").containsExactly(1, 1, 3);
    registry.applied(registry.approved(checked));

    assertThat(registry.published).hasSize(2).anySatisfy(c -> assertThat(c.after().version()).isEqualTo(2));
  }

  /** A file without the column must not bring back what was frozen or ended. */
  @Test
  void wantsTheStatusOfABodyThatIsNotNormal() throws IOException {
    String withStatus = ImportFixture.HEADINGS.strip() + ",状态\n" + registry.organs(1, 1).strip() + ",撤销\n";
    registry.applied(registry.approved(registry.checked(withStatus)));

    RegistryImport checked = registry.checked(ImportFixture.HEADINGS + registry.organs(1, 2));

    assertThat(registry.report.list(checked.id(), 0, 10)).extracting(Fault::code).containsExactly("status-required");
    assertThat(registry.versions()).isEqualTo(1);
  }

  @Test
  void goesOnAfterANodeDiedBetweenChunksAndAppliesNothingTwice() throws IOException {
    RegistryImport approved =
        registry.approved(registry.checked(ImportFixture.HEADINGS + registry.organs(1, 7)));
    Leased first = registry.lease();
    ApprovedImport its = registry.applier.begin(first).orElseThrow();
    assertThat(registry.applier.applyNext(first, its)).isEqualTo(ChunkApplier.Next.CHUNKS);
    assertThat(registry.versions()).isEqualTo(3);

    // The node is gone, its lease runs out, and another one takes over.
    registry.jdbc.update("update registry_import set lease_until = clock_timestamp() - interval '1 s'");
    Leased second = registry.lease();
    ApprovedImport others = registry.applier.begin(second).orElseThrow();
    assertThat(registry.applier.applyNext(second, others)).isEqualTo(ChunkApplier.Next.CHUNKS);
    // The first one was only slow: what it has now counts for nothing.
    assertThat(registry.applier.applyNext(first, its)).isEqualTo(ChunkApplier.Next.LOST);
    assertThat(registry.versions()).isEqualTo(6);
    assertThat(registry.applier.applyNext(second, others)).isEqualTo(ChunkApplier.Next.CHUNKS);
    assertThat(registry.applier.applyNext(second, others)).isEqualTo(ChunkApplier.Next.NOTHING);

    assertThat(registry.store.require(approved.id()).state()).isEqualTo(State.APPLIED);
    assertThat(registry.versions()).isEqualTo(7);
    assertThat(registry.eventsOf("registry.changed")).isEqualTo(7);
  }

  @Test
  void leavesAChunkOutWholeWhenOneOfItsBodiesMovedOn() throws IOException {
    RegistryImport approved =
        registry.approved(registry.checked(ImportFixture.HEADINGS + registry.organs(1, 7)));
    registry.registerMeanwhile(5);

    RegistryImport ended = registry.applied(approved);

    assertThat(ended.state()).isEqualTo(State.APPLIED_IN_PART);
    assertThat(ended.conflicts()).isEqualTo(1);
    assertThat(registry.versions()).isEqualTo(4 + 1);
    assertThat(registry.report.list(ended.id(), 0, 10))
        .extracting(Fault::line, Fault::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(6, "version-moved"));
  }

  @Test
  void refusesTheApprovalWhenABodyMovedOn() throws IOException {
    RegistryImport submitted =
        registry.submitted(registry.checked(ImportFixture.HEADINGS + registry.organs(1, 2)));
    registry.registerMeanwhile(2);

    assertThatThrownBy(() -> registry.approve(submitted, submitted.digest()))
        .isInstanceOfSatisfying(
            Refusal.class,
            e -> {
              assertThat(e.problem()).isEqualTo(Problem.WRONG_STATE);
              assertThat(e.detail()).startsWith("line 3:");
            });
    assertThat(registry.store.require(submitted.id()).state()).isEqualTo(State.SUBMITTED);
  }

  @Test
  void refusesTheUploaderAsApproverAndAnotherDigest() throws IOException {
    RegistryImport submitted =
        registry.submitted(registry.checked(ImportFixture.HEADINGS + registry.organs(1, 1)));

    assertThat(
            registry.problemOf(
                () -> registry.imports.approve(ImportFixture.CLERK, submitted.id(), submitted.digest())))
        .isEqualTo(Problem.SAME_PERSON);
    assertThat(
            registry.problemOf(
                () -> registry.imports.approve(ImportFixture.REVIEWER, submitted.id(), "0".repeat(64))))
        .isEqualTo(Problem.DIGEST_MISMATCH);
    assertThat(
            registry.problemOf(
                () -> registry.imports.approve(ImportFixture.OF_SUZHOU, submitted.id(), submitted.digest())))
        .isEqualTo(Problem.OUTSIDE_DIVISION);
  }

  @Test
  void reportsEveryFaultWithItsLineAndColumnAndChangesNothing() throws IOException {
    String good = registry.organs(1, 1);
    RegistryImport faulty =
        registry.checked(
            ImportFixture.HEADINGS
                + good
                + good
                + "121000009999999996,x,320100,a,h,m,2020-01-01\n"
                + registry.organs(2, 1).replace("320100", "990000")
                + registry.organs(3, 1).replace(",320100,", ",110000,")
                + registry.organs(4, 1).replace("2020-01-01", "2020-13-01")
                + registry.organs(5, 1).replace("测试局5号", "")
                + registry.organs(6, 1).replace("负责人", "负\u202e责人"));

    assertThat(faulty.state()).isEqualTo(State.FAULTY);
    assertThat(registry.report.list(faulty.id(), 0, 100))
        .extracting(f -> f.line() + " " + f.column() + " " + f.code())
        .containsExactlyInAnyOrder(
            "3 统一社会信用代码 row-repeated",
            "4 统一社会信用代码 uscc-organisation-check",
            "5 行政区划代码 division-unknown",
            "6 行政区划代码 outside-division",
            "7 发证日期 date-impossible",
            "8 名称 count",
            "9 负责人 text-forbidden-character");
    assertThat(registry.versions()).isZero();
  }

  @Test
  void readsGb18030AndAByteOrderMark() throws IOException {
    String file = ImportFixture.HEADINGS + registry.organs(1, 2).replace("测试局2号", "䶮水局");
    assertThat(registry.checked(file.getBytes(Charset.forName("GB18030"))).state()).isEqualTo(State.CHECKED);
    assertThat(registry.checked("\ufeff" + file).state()).isEqualTo(State.CHECKED);
  }

  @Test
  void findsNoFaultInTheExampleOfTheDocumentation() throws IOException {
    String base = System.getProperty("project.basedir", ".");
    RegistryImport checked =
        registry.checked(Files.readAllBytes(Path.of(base, "src/docs/registry-import-example.csv")));
    assertThat(registry.report.list(checked.id(), 0, 9)).isEmpty();
    assertThat(checked.fresh()).isEqualTo(3);
  }

  /** The same rows as a spreadsheet writes them, days as numbers among them: the same bodies. */
  @Test
  void readsAWorkbookLikeATable() throws IOException {
    String days = registry.organs(1, 4).replace("2020-01-01", "43831");
    byte[] workbook = Workbooks.begin("").sheet(cells(ImportFixture.HEADINGS) + cells(days));

    RegistryImport checked = registry.checked(workbook);
    assertThat(registry.report.list(checked.id(), 0, 9)).isEmpty();
    assertThat(registry.applied(registry.approved(checked)).state()).isEqualTo(State.APPLIED);

    RegistryImport again = registry.checked(ImportFixture.HEADINGS + registry.organs(1, 4));
    assertThat(again).extracting("fresh", "changed", "unchanged").containsExactly(0, 0, 4);

    byte[] faulty =
        Workbooks.begin("").sheet(cells(ImportFixture.HEADINGS) + cells(days.replace("测试局3号", "")));
    assertThat(registry.report.list(registry.checked(faulty).id(), 0, 9))
        .extracting(f -> f.line() + " " + f.column() + " " + f.code())
        .containsExactly("4 名称 count");
  }

  private static String cells(String table) {
    return table
        .lines()
        .map(
            line ->
                Arrays.stream(line.split(",", -1))
                    .map(
                        cell ->
                            cell.equals("43831")
                                ? "<c><v>43831</v></c>"
                                : "<c t=\"inlineStr\"><is><t>" + cell + "</t></is></c>")
                    .collect(Collectors.joining("", "<row>", "</row>")))
        .collect(Collectors.joining());
  }

  @Test
  void reportsTextInNoKnownEncoding() throws IOException {
    RegistryImport faulty = registry.checked(new byte[] {'a', (byte) 0xff, (byte) 0xff, 'b'});
    assertThat(registry.report.list(faulty.id(), 0, 9)).extracting(Fault::code).containsExactly("encoding-unknown");
  }

  @Test
  void namesColumnsThatAreUnknownOrMissing() throws IOException {
    RegistryImport faulty = registry.checked("统一社会信用代码,名称,银行账号\n");
    assertThat(registry.report.list(faulty.id(), 0, 9))
        .extracting(f -> f.column() + " " + f.code())
        .contains("银行账号 column-unknown", "行政区划代码 column-missing");
  }

  @Test
  void beginsACheckAnewThatBrokeOff() throws IOException {
    RegistryImport file = registry.uploaded(ImportFixture.HEADINGS + registry.organs(1, 7));
    Leased first = registry.lease();
    registry.chunks.add(first, 0, "{}", "0".repeat(64));
    registry.jdbc.update("update registry_import set lease_until = clock_timestamp() - interval '1 s'");

    registry.runner.check(registry.lease());

    assertThat(registry.store.require(file.id()).chunks()).isEqualTo(3);
    // The slow one adds nothing any more.
    registry.chunks.add(first, 9, "{}", "0".repeat(64));
    assertThat(registry.chunks.find(file.id(), 9)).isEmpty();
  }

  @Test
  void takesPartsAgainAndMissesNone() {
    RegistryImport begun = registry.act(() -> registry.imports.begin(ImportFixture.CLERK, "a.csv"));
    registry.act(() -> registry.imports.put(ImportFixture.CLERK, begun.id(), 1, new byte[] {1}));
    assertThat(registry.problemOf(() -> registry.imports.check(ImportFixture.CLERK, begun.id(), null)))
        .isEqualTo(Problem.WRONG_STATE);
    registry.act(() -> registry.imports.put(ImportFixture.CLERK, begun.id(), 0, new byte[] {1}));
    registry.act(() -> registry.imports.put(ImportFixture.CLERK, begun.id(), 0, new byte[] {2}));
    assertThat(registry.problemOf(() -> registry.imports.check(ImportFixture.CLERK, begun.id(), "0".repeat(64))))
        .isEqualTo(Problem.REFUSED_BY_RULE);
    assertThat(registry.problemOf(() -> registry.imports.put(ImportFixture.REVIEWER, begun.id(), 2, new byte[1])))
        .isEqualTo(Problem.FORBIDDEN);
    assertThat(registry.store.require(begun.id()).size()).isEqualTo(2);
  }

  @Test
  void forgetsTheBytesOfOldFilesAndKeepsTheirReport() throws IOException {
    RegistryImport checked = registry.checked(ImportFixture.HEADINGS + registry.organs(1, 1));
    registry.jdbc.update("update registry_import set uploaded_at = uploaded_at - interval '31 days'");
    assertThat(registry.parts.forget(Duration.ofDays(30))).isEqualTo(1);
    assertThat(registry.chunks.find(checked.id(), 0)).isPresent();
    assertThat(List.of(registry.store.require(checked.id()).rows())).containsExactly(1);
  }
}
