package org.zhengyan.binding;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.registry.Uscc;

/**
 * What a body wants a text for.
 *
 * @param binding for a repudiation alone
 * @param cursor for an overview alone: the {@code next} of the page before
 */
record BodyChallengeRequest(
    @Nullable Kind kind, @Nullable String uscc, @Nullable String binding, @Nullable String cursor) {

  enum Kind {
    OVERVIEW("overview"),
    REPUDIATION("repudiation");

    private final String wire;

    Kind(String wire) {
      this.wire = wire;
    }

    @JsonValue
    public String wire() {
      return wire;
    }
  }

  Kind requiredKind() {
    if (kind == null) {
      throw missing("/kind");
    }
    boolean overview = kind == Kind.OVERVIEW;
    if (overview ? binding != null : cursor != null) {
      throw Refusal.member(
          Problem.MALFORMED,
          overview ? "/binding" : "/cursor",
          "not-for-kind",
          "the member does not belong to a challenge of kind " + kind.wire());
    }
    return kind;
  }

  Uscc requiredUscc() {
    if (uscc == null) {
      throw missing("/uscc");
    }
    return Uscc.require(uscc, "/uscc");
  }

  UUID requiredBinding() {
    if (binding == null) {
      throw missing("/binding");
    }
    return BindingId.parse(binding)
        .orElseThrow(
            () ->
                Refusal.member(
                    Problem.MALFORMED, "/binding", "id-invalid", "give the id as the overview shows it"));
  }

  private static Refusal missing(String pointer) {
    return Refusal.member(Problem.MALFORMED, pointer, "required", "the member " + pointer + " is missing");
  }
}
