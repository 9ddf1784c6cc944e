package org.zhengyan.web.oauth;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;
import org.zhengyan.principal.Unauthenticated;

/** Says who calls. */
@RestController
class ProbeController {
  @GetMapping("/api/v1/who")
  @RequiresScope({Scope.MATCH, Scope.REGISTRY_SUBMIT})
  Map<String, String> who(Actor actor) {
    return Map.of(
        "client", actor.clientId(),
        "owner", actor.owner().value(),
        "name", actor.displayName(),
        "division", String.valueOf(actor.division()),
        "scopes", actor.scopes().stream().map(Scope::wire).sorted().toList().toString());
  }

  @PostMapping("/api/v1/who")
  @RequiresScope(Scope.MATCH)
  Map<String, String> post(Actor actor) {
    return Map.of("client", actor.clientId());
  }

  @GetMapping("/api/v1/anybody")
  @Unauthenticated("a test")
  Map<String, String> anybody(@Nullable Actor actor) {
    return Map.of("client", actor == null ? "nobody" : actor.clientId());
  }
}
