package org.zhengyan.registry;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Division;

/**
 * Which bodies a list shows.
 *
 * @param division and those below it; null for all where the reader's authority acts
 * @param status as of today: {@code void} is also who is past the last day
 * @param name a part of the first name, of at least two characters
 * @param code the code or its beginning
 */
public record BodyFilter(
    @Nullable Division division,
    @Nullable InstitutionKind kind,
    @Nullable InstitutionStatus status,
    @Nullable String name,
    @Nullable String code) {

  /**
   * Reads what was typed; empty texts filter nothing.
   *
   * @throws Refusal {@code refused-by-rule} for a division, kind or status that there is not
   */
  public static BodyFilter of(String division, String kind, String status, String name, String code) {
    if (!division.isEmpty() && !Divisions.known(division)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/division", "division-unknown", "there is no such division (GB/T 2260)");
    }
    if (!name.isEmpty() && name.codePointCount(0, name.length()) < 2) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/name", "name-short", "type at least two characters of the name");
    }
    String typed = code.replaceAll("\\s", "").toUpperCase(Locale.ROOT);
    return new BodyFilter(
        division.isEmpty() ? null : new Division(division),
        InstitutionKind.ofWire(kind).orElse(null),
        InstitutionStatus.ofWire(status).orElse(null),
        Optional.of(name).filter(text -> !text.isBlank() && text.length() <= 200).orElse(null),
        typed.isEmpty() || typed.length() > 18 ? null : typed);
  }
}
