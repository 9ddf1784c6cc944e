package org.zhengyan.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** Gathers what is wrong with the members of a body: first what is missing (400), then rules (422). */
final class Members {
  private final List<Refusal.MemberError> missing = new ArrayList<>();
  private final List<Refusal.MemberError> broken = new ArrayList<>();

  <T> Optional<T> required(String pointer, @Nullable T value) {
    if (value == null) {
      missing.add(new Refusal.MemberError(pointer, "required", "the member is missing"));
    }
    return Optional.ofNullable(value);
  }

  /** A required text that a person may later read. */
  String text(String pointer, @Nullable String value) {
    CallerText.check(value, pointer, broken);
    return required(pointer, value).orElse("");
  }

  @Nullable String optionalText(String pointer, @Nullable String value) {
    CallerText.check(value, pointer, broken);
    return value;
  }

  void malformed(String pointer, String code, String detail) {
    missing.add(new Refusal.MemberError(pointer, code, detail));
  }

  void refuse(String pointer, String code, String detail) {
    broken.add(new Refusal.MemberError(pointer, code, detail));
  }

  /**
   * @throws Refusal {@code malformed} or {@code refused-by-rule} when anything was wrong
   */
  void check() {
    if (!missing.isEmpty()) {
      throw Refusal.members(Problem.MALFORMED, "members are missing or do not belong together", missing);
    }
    if (!broken.isEmpty()) {
      throw Refusal.members(Problem.REFUSED_BY_RULE, "a rule refuses a member", broken);
    }
  }
}
