package org.zhengyan.binding.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.failure.Refusal.MemberError;
import org.zhengyan.registry.Uscc;
import org.zhengyan.verification.ActionType;
import org.zhengyan.verification.Terms;

/** The body of {@code POST /api/v1/binding-batches}; every rule is applied to it at once. */
record BatchRequest(@Nullable Claimed claimed, @Nullable List<Action> actions) {
  static final int MOST = 500;

  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final int MOST_COMPLAINTS = 20;

  record Claimed(@Nullable String name, @Nullable String uscc) {}

  record Action(
      @Nullable ActionType type,
      @Nullable String subject,
      @Nullable String identifier,
      @Nullable String digest) {}

  /** @throws Refusal {@code malformed} or {@code refused-by-rule} */
  Terms.Claimed requiredClaim() {
    Claimed body = required(claimed, "/claimed");
    String name = required(body.name(), "/claimed/name");
    String code = required(body.uscc(), "/claimed/uscc");
    List<MemberError> complaints = new ArrayList<>();
    CallerText.check(name, "/claimed/name", complaints);
    Optional<Uscc> uscc = Uscc.parse(code);
    if (uscc.isEmpty()) {
      complaints.add(
          new MemberError("/claimed/uscc", "uscc-invalid", "the code is no unified social credit code"));
    }
    refuse(complaints);
    return new Terms.Claimed(name, uscc.orElseThrow());
  }

  /**
   * The actions in their order. A digest that the action needs and does not have is left to the result:
   * the others are not held up by it.
   *
   * @throws Refusal {@code malformed}, {@code too-large} or {@code refused-by-rule}
   */
  List<Terms.Action> requiredActions() {
    List<Action> given = required(actions, "/actions");
    if (given.isEmpty()) {
      throw Refusal.member(Problem.MALFORMED, "/actions", "empty", "name at least one action");
    }
    if (given.size() > MOST) {
      throw Refusal.of(Problem.TOO_LARGE, "a batch has at most " + MOST + " actions");
    }
    List<Terms.Action> read = new ArrayList<>(given.size());
    List<MemberError> complaints = new ArrayList<>();
    for (Action action : given) {
      read.add(action(action, "/actions/" + read.size(), complaints));
      if (complaints.size() >= MOST_COMPLAINTS) {
        break;
      }
    }
    refuse(complaints);
    return read;
  }

  private static Terms.Action action(Action action, String pointer, List<MemberError> complaints) {
    ActionType type = required(action.type(), pointer + "/type");
    String subject = required(action.subject(), pointer + "/subject");
    String identifier = required(action.identifier(), pointer + "/identifier");
    CallerText.check(subject, pointer + "/subject", complaints);
    CallerText.check(identifier, pointer + "/identifier", complaints);
    String digest = action.digest();
    if (digest != null && !DIGEST.matcher(digest).matches()) {
      complaints.add(
          new MemberError(
              pointer + "/digest", "digest-invalid", "a digest is sha256: and 64 lower-case hex digits"));
    }
    return new Terms.Action(type, subject, identifier, digest);
  }

  private static void refuse(List<MemberError> complaints) {
    if (!complaints.isEmpty()) {
      throw Refusal.members(Problem.REFUSED_BY_RULE, complaints.getFirst().detail(), complaints);
    }
  }

  private static <T> T required(@Nullable T value, String pointer) {
    if (value == null) {
      throw Refusal.member(Problem.MALFORMED, pointer, "required", "the member " + pointer + " is missing");
    }
    return value;
  }
}
