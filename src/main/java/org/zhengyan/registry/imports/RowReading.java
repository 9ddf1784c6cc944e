package org.zhengyan.registry.imports;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Refusal;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.registry.InstitutionRequest;
import org.zhengyan.registry.Uscc;
import org.zhengyan.registry.VersionBatch;

/** Reads one row as a body, with every complaint about it at once. */
final class RowReading {
  private static final Pattern DATE =
      Pattern.compile("(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?(?:[ T]0?0:00(?::00)?)?");
  private static final Pattern DIGITS = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})");
  private static final Pattern SERIAL = Pattern.compile("\\d{4,6}");
  private static final Map<String, String> STATUS =
      Map.of(
          "正常", "normal", "废止", "void", "失效", "void", "撤销", "revoked", "吊销", "revoked",
          "冻结", "frozen", "注销", "cancelled");
  private static final Map<String, String> KIND =
      Map.of("机关", "organ", "事业单位", "publicInstitution");

  private final Headings headings;
  private final @Nullable LocalDate dayZero;
  private final Row row;
  private final List<Fault> faults = new ArrayList<>();

  /**
   * What a row says; without a body where it has faults.
   *
   * @param statusGiven whether the row names a status; a new body without one is normal
   */
  record Reading(
      @Nullable Uscc uscc,
      @Nullable InstitutionRequest request,
      @Nullable Institution institution,
      boolean statusGiven,
      List<Fault> faults) {}

  private RowReading(Headings headings, @Nullable LocalDate dayZero, Row row) {
    this.headings = headings;
    this.dayZero = dayZero;
    this.row = row;
  }

  /**
   * @param dayZero from which numbers count as days; null where a number is no date
   */
  static Reading of(Headings headings, @Nullable LocalDate dayZero, Row row) {
    return new RowReading(headings, dayZero, row).read();
  }

  private Reading read() {
    String code = headings.cell(row, Column.USCC);
    if (code == null) {
      complain(Column.USCC, "required", "the row has no code");
      return new Reading(null, null, null, false, faults);
    }
    Optional<Uscc.Fault> wrong = Uscc.fault(code);
    if (wrong.isPresent()) {
      complain(Column.USCC, wrong.get().code(), wrong.get().sentence());
      return new Reading(null, null, null, false, faults);
    }
    Uscc uscc = new Uscc(code);
    boolean organ = uscc.kind() == InstitutionKind.ORGAN;
    InstitutionRequest request = request(uscc, organ);
    if (!faults.isEmpty()) {
      return new Reading(uscc, null, null, false, faults);
    }
    try {
      boolean statusGiven = cell(Column.STATUS) != null;
      return new Reading(uscc, request, VersionBatch.check(uscc, 1, request), statusGiven, faults);
    } catch (Refusal refusal) {
      for (Refusal.MemberError error : refusal.errors()) {
        Optional<Column> column = Column.ofPointer(error.pointer());
        faults.add(
            new Fault(
                row.line(),
                column.map(headings::word).orElse(null),
                error.code(),
                error.detail()));
      }
      return new Reading(uscc, null, null, false, faults);
    }
  }

  private InstitutionRequest request(Uscc uscc, boolean organ) {
    String kind = cell(Column.KIND);
    String status = cell(Column.STATUS);
    List<String> abbreviations = several(Column.ABBREVIATIONS);
    List<String> sponsors = several(Column.SPONSORS);
    return new InstitutionRequest(
        kind == null ? uscc.kind().wire() : KIND.getOrDefault(kind, kind),
        several(Column.NAMES),
        abbreviations.isEmpty() ? null : abbreviations,
        cell(Column.DIVISION),
        cell(Column.ADDRESS),
        cell(Column.HEAD),
        cell(Column.AUTHORITY),
        cell(Column.AUTHORITY_USCC),
        cell(Column.NATURE),
        date(Column.ISSUED_ON),
        status == null ? "normal" : STATUS.getOrDefault(status, status),
        date(Column.VALID_FROM),
        date(Column.VALID_TO),
        cell(Column.PURPOSE),
        cell(Column.FUNDING),
        cell(Column.CAPITAL),
        organ && sponsors.isEmpty() ? null : sponsors,
        null);
  }

  private @Nullable String cell(Column column) {
    return headings.cell(row, column);
  }

  private List<String> several(Column column) {
    String cell = cell(column);
    return cell == null
        ? List.of()
        : Arrays.stream(cell.split("[|｜]")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private @Nullable LocalDate date(Column column) {
    String cell = cell(column);
    if (cell == null) {
      return null;
    }
    LocalDate zero = dayZero;
    if (zero != null && SERIAL.matcher(cell).matches()) {
      return zero.plusDays(Integer.parseInt(cell));
    }
    Matcher parts = DATE.matcher(cell);
    if (!parts.matches()) {
      parts = DIGITS.matcher(cell);
    }
    try {
      if (parts.matches()) {
        return LocalDate.of(
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)));
      }
    } catch (DateTimeException e) {
      complain(column, "date-impossible", "there is no such day");
      return null;
    }
    complain(column, "date-malformed", "write the day as 2024-01-31");
    return null;
  }

  private void complain(Column column, String code, String detail) {
    faults.add(new Fault(row.line(), headings.word(column), code, detail));
  }
}
