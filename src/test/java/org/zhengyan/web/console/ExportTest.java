package org.zhengyan.web.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.PageRequest;

@NullUnmarked
class ExportTest {
  private static final int MANY = 2 * Export.PART + 345;

  private final View view = new View(new MockHttpServletRequest(), Console.AUTHORITY, Language.ZH, null);
  private final StringWriter out = new StringWriter();
  private final List<String> asked = new ArrayList<>();

  private Export export() {
    return Export.of(view, "list", "number");
  }

  /** Numbers from 1, as a list that goes on after a number. */
  private List<Integer> numbers(String after, int limit) {
    asked.add(after + " " + limit);
    int first = after == null ? 1 : Integer.parseInt(after) + 1;
    return IntStream.range(first, Math.min(first + limit, MANY + 1)).boxed().toList();
  }

  private List<String> rows() {
    assertThat(out.toString()).startsWith("\uFEFF").endsWith("\r\n");
    return out.toString().substring(1).lines().toList();
  }

  @Test
  void leavesNothingOutAndReadsNothingTwice() throws IOException {
    export().rows(this::numbers, Object::toString, n -> List.of(n.toString())).write(out);
    assertThat(rows()).hasSize(MANY + 1).doesNotHaveDuplicates().first().isEqualTo("number");
    assertThat(rows().getLast()).isEqualTo(Integer.toString(MANY));
    assertThat(asked).containsExactly("null 1000", "1000 1000", "2000 1000");
  }

  @Test
  void leavesNothingOutOfAListByPosition() throws IOException {
    List<Long> positions = IntStream.rangeClosed(1, MANY).mapToObj(n -> (long) MANY + 1 - n).toList();
    export()
        .rows(
            page ->
                page.page(
                    positions.stream().filter(n -> n < page.before()).limit(page.limit()).toList(),
                    n -> n,
                    n -> n),
            (Long n) -> List.of(n.toString()))
        .write(out);
    assertThat(rows()).hasSize(MANY + 1).doesNotHaveDuplicates();
    assertThat(rows().getLast()).isEqualTo("1");
  }

  /** What was read is written before more is read: a file of any length is in memory by a part of it. */
  @Test
  void writesAPartBeforeItReadsTheOneAfterTheNext() throws IOException {
    String cell = "x".repeat(500);
    export()
        .rows(
            (after, limit) -> {
              int part = after == null ? 0 : Integer.parseInt(after);
              assertThat(out.getBuffer().length()).isGreaterThanOrEqualTo((part - 1) * Export.PART * cell.length());
              return IntStream.range(0, part == 4 ? 1 : limit).mapToObj(n -> part + 1).toList();
            },
            Object::toString,
            n -> List.of(cell))
        .write(out);
    assertThat(rows()).hasSize(4 * Export.PART + 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠x"})
  void makesNoFormula(String cell) throws IOException {
    export().rows(List.of(cell), List::of).write(out);
    assertThat(rows().getLast()).isEqualTo("'" + cell);
  }

  @Test
  void quotesWhatWouldBeTakenForTheNextCellOrRow() throws IOException {
    export().rows(List.of("说\"好\",好\r\n好", "\n=1"), List::of).write(out);
    assertThat(out.toString()).isEqualTo("\uFEFFnumber\r\n\"说\"\"好\"\",好\r\n好\"\r\n\"'\n=1\"\r\n");
  }

  @Test
  void saysInItsLastRowThatItBrokeOff() throws IOException {
    export()
        .rows(
            (after, limit) -> {
              if (after != null) {
                throw new IllegalStateException("the database went away");
              }
              return numbers(null, limit);
            },
            Object::toString,
            n -> List.of(n.toString()))
        .write(out);
    assertThat(rows()).hasSize(Export.PART + 2);
    assertThat(rows().getLast()).contains("导出到此中断");
  }

  @Test
  void saysInItsLastRowWhatIsMissing() throws IOException {
    export().rows(List.of("1"), List::of).remark("只有一部分").write(out);
    assertThat(rows()).containsExactly("number", "1", "只有一部分");
  }

  @Test
  void refusesBeforeTheFirstByte() {
    MockHttpServletResponse response = new MockHttpServletResponse();
    Export refused =
        export()
            .rows(
                (PageRequest page) -> {
                  throw Refusal.of(Problem.REFUSED_BY_RULE, "no such division");
                },
                row -> List.of());
    assertThatThrownBy(() -> refused.write(new MockHttpServletRequest(), response)).isInstanceOf(Refusal.class);
    assertThat(response.getContentType()).isNull();
    assertThat(response.isCommitted()).isFalse();
  }
}
