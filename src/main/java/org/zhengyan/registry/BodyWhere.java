package org.zhengyan.registry;

import java.util.ArrayList;
import java.util.List;
import org.zhengyan.principal.Division;

/**
 * A condition on rows of {@code institution_head} with its arguments: the same filter in two ways, which mean the
 * same rows.
 *
 * @param sql from {@code where} on
 */
record BodyWhere(String sql, List<Object> arguments) {
  private static final int MARKED_CODE = 8;

  BodyWhere and(String condition, Object... more) {
    List<Object> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return new BodyWhere(sql + " and " + condition, all);
  }

  /** A part of the name, as names are compared. */
  BodyWhere alike(String name) {
    return and("form like '%' || like_escaped(institution_form(?)) || '%'", name);
  }

  /** By the columns, for whoever reads rows as they lie or along an index of a column. */
  static BodyWhere plain(BodyFilter filter, Division within) {
    BodyWhere where = new BodyWhere(" where true", List.of());
    String prefix = prefix(filter, within);
    if (!prefix.isEmpty()) {
      where = where.and("division >= ? and division < ?", prefix, prefix + ":"); // the character after 9
    }
    if (filter.kind() != null) {
      where = where.and("kind = ?", filter.kind().wire());
    }
    if (filter.code() != null) {
      where = where.code(filter.code());
    }
    if (filter.status() != null) {
      where = where.and(status(filter.status()));
    }
    return where;
  }

  /**
   * By the index of the names' pairs and of marks, which stand for whatever they say in full; a column's own
   * condition would have the planner read a second index to its end.
   *
   * @param pairs that the name has
   */
  static BodyWhere marked(BodyFilter filter, Division within, String name, String[] pairs) {
    BodyWhere where = new BodyWhere(" where in_one_process()", List.of()).alike(name);
    if (pairs.length > 0) {
      where = where.and("institution_pairs(form) @> ?::text[]", (Object) pairs);
    }
    List<String> marks = new ArrayList<>();
    String prefix = prefix(filter, within);
    if (!prefix.isEmpty()) {
      marks.add(prefix);
    }
    if (filter.kind() != null) {
      marks.add(filter.kind().wire());
    }
    String code = filter.code();
    if (code != null) {
      int marked = marked(code);
      if (marked > 0) {
        marks.add("#" + code.substring(0, marked));
      }
      if (marked < code.length()) {
        where = where.code(code);
      }
    }
    InstitutionStatus status = filter.status();
    if (status == InstitutionStatus.NORMAL || status == InstitutionStatus.VOID) {
      where = where.and(status(status)); // of today: no mark says it
    } else if (status != null) {
      marks.add(status.wire());
    }
    return marks.isEmpty()
        ? where
        : where.and(
            "institution_marks(uscc, division, kind, status) @> ?::text[]", (Object) marks.toArray(new String[0]));
  }

  private static String prefix(BodyFilter filter, Division within) {
    Division narrow = filter.division() == null ? within : filter.division();
    return narrow.prefix();
  }

  /** How much of a code's beginning has a mark: an even number of characters, none where no code begins so. */
  private static int marked(String code) {
    boolean possible = code.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'A' && c <= 'Z');
    return possible ? Math.min(code.length() / 2 * 2, MARKED_CODE) : 0;
  }

  private BodyWhere code(String beginning) {
    return and("uscc >= ? and uscc < ?", beginning, beginning + "~");
  }

  private static String status(InstitutionStatus status) {
    return switch (status) {
      case NORMAL -> "status = 'normal' and (valid_to is null or valid_to >= " + InstitutionRows.TODAY + ")";
      case VOID ->
          "(status = 'void' or status = 'normal' and valid_to is not null and valid_to < "
              + InstitutionRows.TODAY
              + ")";
      case REVOKED -> "status = 'revoked'";
      case FROZEN -> "status = 'frozen'";
      case CANCELLED -> "status = 'cancelled'";
    };
  }
}
