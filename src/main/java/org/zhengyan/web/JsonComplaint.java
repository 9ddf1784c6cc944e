package org.zhengyan.web;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * Says in our words why a body could not be read.
 *
 * <p>Jackson's own messages name classes and repeat values; none of that goes out. What a constructor
 * of ours refused (a code whose check character is wrong) is well-formed JSON and so a 422.
 */
final class JsonComplaint {
  private JsonComplaint() {}

  static Refusal of(@Nullable Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof Refusal refusal) {
        return refusal;
      }
    }
    return switch (cause) {
      case UnrecognizedPropertyException e -> member(e, "unknown-member", "There is no such member");
      case InvalidNullException e -> member(e, "null", "null does not belong here");
      case InvalidFormatException e when scalar(e.getTargetType()) -> wrongType(e);
      case InvalidFormatException e -> member(e, "invalid-value", "This is no permitted value");
      case ValueInstantiationException e -> ruled(e);
      case MismatchedInputException e -> mismatched(e);
      case StreamConstraintsException e ->
          Refusal.of(
              Problem.MALFORMED,
              "The JSON is too deep, or a name, a number or the number of values too large");
      case InputCoercionException e -> member(e, "out-of-range", "The number does not fit here");
      case StreamReadException e -> syntax(e);
      case JacksonException e -> member(e, "invalid-value", "This does not fit here");
      case null, default -> Refusal.of(Problem.MALFORMED, "A JSON body is required");
    };
  }

  private static Refusal syntax(StreamReadException e) {
    String message = e.getOriginalMessage();
    if (message != null && message.toLowerCase(Locale.ROOT).startsWith("duplicate")) {
      return member(e, "duplicate-member", "A member stands twice");
    }
    return Refusal.of(Problem.MALFORMED, "The body is not well-formed JSON");
  }

  private static Refusal mismatched(MismatchedInputException e) {
    if (e.getPath().isEmpty() && e.getTargetType() != null && trailing(e)) {
      return Refusal.of(Problem.MALFORMED, "Something follows the JSON document");
    }
    return wrongType(e);
  }

  private static Refusal wrongType(JacksonException e) {
    return member(e, "wrong-type", "The value has another JSON type than this member");
  }

  private static boolean scalar(@Nullable Class<?> type) {
    return type != null && (type.isPrimitive() || type == String.class);
  }

  private static boolean trailing(MismatchedInputException e) {
    String message = e.getOriginalMessage();
    return message != null && message.startsWith("Trailing token");
  }

  private static Refusal ruled(ValueInstantiationException e) {
    if (e.getCause() instanceof IllegalArgumentException rule
        && rule.getMessage() != null
        && rule.getStackTrace().length > 0
        && rule.getStackTrace()[0].getClassName().startsWith("org.zhengyan.")) {
      return Refusal.member(
          Problem.REFUSED_BY_RULE, pointer(e), "invalid-value", rule.getMessage());
    }
    return member(e, "invalid-value", "This is no permitted value");
  }

  private static Refusal member(JacksonException e, String code, String detail) {
    String pointer = pointer(e);
    return pointer.isEmpty()
        ? Refusal.of(Problem.MALFORMED, detail)
        : Refusal.member(Problem.MALFORMED, pointer, code, detail);
  }

  private static String pointer(JacksonException e) {
    StringBuilder pointer = new StringBuilder();
    List<JacksonException.Reference> path = e.getPath();
    for (JacksonException.Reference step : path) {
      String name = step.getPropertyName();
      pointer.append('/').append(name == null ? step.getIndex() : JsonPath.escape(name));
    }
    return pointer.toString();
  }
}
