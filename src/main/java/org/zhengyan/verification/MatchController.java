package org.zhengyan.verification;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.NameMatcher;
import org.zhengyan.registry.Uscc;

/** Whether a name and a code agree with the registry: booleans, never the stored values. */
@RestController
class MatchController {
  private final Institutions institutions;

  MatchController(Institutions institutions) {
    this.institutions = institutions;
  }

  record MatchRequest(@Nullable String name, @Nullable String uscc) {}

  /**
   * @param uscc whether the code is registered
   * @param name whether the name is one of the names registered with that code
   * @param status of the body, only when name and code agree
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record MatchResponse(boolean uscc, boolean name, @Nullable String matchedName, @Nullable String status) {}

  @PostMapping("/api/v1/matches")
  @RequiresScope(Scope.MATCH)
  MatchResponse match(@RequestBody MatchRequest request) {
    String name = CallerText.require(required(request.name(), "/name"), "/name");
    Optional<Institution> found =
        Uscc.parse(required(request.uscc(), "/uscc")).flatMap(institutions::find);
    if (found.isEmpty()) {
      return new MatchResponse(false, false, null, null);
    }
    return NameMatcher.match(found.get().names(), name)
        .map(matched -> new MatchResponse(true, true, matched, found.get().status().wire()))
        .orElseGet(() -> new MatchResponse(true, false, null, null));
  }

  private static String required(@Nullable String value, String pointer) {
    if (value == null) {
      throw Refusal.member(Problem.MALFORMED, pointer, "required", "the member " + pointer + " is missing");
    }
    return value;
  }
}
