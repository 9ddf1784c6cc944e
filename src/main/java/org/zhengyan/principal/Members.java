package org.zhengyan.principal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** Gathers what is wrong with the members of a body: first what is missing (400), then rules (422). */
public final class Members {
  private final List<Refusal.MemberError> missing = new ArrayList<>();
  private final List<Refusal.MemberError> broken = new ArrayList<>();

  public <T> Optional<T> required(String pointer, @Nullable T value) {
    if (value == null) {
      missing.add(new Refusal.MemberError(pointer, "required", "the member is missing"));
    }
    return Optional.ofNullable(value);
  }

  /** A required text that a person may later read. */
  public String text(String pointer, @Nullable String value) {
    CallerText.check(value, pointer, broken);
    return required(pointer, value).orElse("");
  }

  public @Nullable String optionalText(String pointer, @Nullable String value) {
    CallerText.check(value, pointer, broken);
    return value;
  }

  public void malformed(String pointer, String code, String detail) {
    missing.add(new Refusal.MemberError(pointer, code, detail));
  }

  public void refuse(String pointer, String code, String detail) {
    broken.add(new Refusal.MemberError(pointer, code, detail));
  }

  /** The member {@code state}, which a change must carry and something new must not. */
  public String state(@Nullable String value, boolean change, String noun) {
    if (!change) {
      if (value != null) {
        malformed("/state", "unknown-member", "a new " + noun + " has no state yet");
      }
      return "active";
    }
    String state = required("/state", value).orElse("active");
    if (!state.equals("active") && !state.equals("suspended")) {
      refuse("/state", "state-unknown", "the state is active or suspended");
    }
    return state;
  }

  /**
   * @throws Refusal {@code malformed} or {@code refused-by-rule} when anything was wrong
   */
  public void check() {
    if (!missing.isEmpty()) {
      throw Refusal.members(Problem.MALFORMED, "members are missing or do not belong together", missing);
    }
    if (!broken.isEmpty()) {
      throw Refusal.members(Problem.REFUSED_BY_RULE, "a rule refuses a member", broken);
    }
  }
}
