package org.zhengyan.access.people;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.access.Accounts;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.Members;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;
import org.zhengyan.principal.SubmittedChange;
import org.zhengyan.registry.Institution;
import org.zhengyan.verification.ActionType;

/**
 * The people of a body as its authority sees them, and proposals of its responsible person. Managers and
 * users are appointed by the body itself, in its console; names are shown there alone.
 */
@RestController
@RequestMapping("/api/v1/institutions/{uscc}")
class PeopleController {
  private final People people;
  private final ResponsibleDesk desk;
  private final Idempotency idempotency;

  PeopleController(People people, ResponsibleDesk desk, Idempotency idempotency) {
    this.people = people;
    this.desk = desk;
    this.idempotency = idempotency;
  }

  record Request(@Nullable String name) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Scoped(
      @Nullable Set<String> actions,
      @Nullable Set<String> operators,
      @Nullable Set<String> departments) {
    static @Nullable Scoped of(GrantScope scope) {
      Set<ActionType> actions = scope.actions();
      return scope.unlimited()
          ? null
          : new Scoped(
              actions == null
                  ? null
                  : actions.stream().map(ActionType::wire).collect(Collectors.toCollection(TreeSet::new)),
              scope.operators() == null ? null : new TreeSet<>(scope.operators()),
              scope.departments() == null ? null : new TreeSet<>(scope.departments()));
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Person(
      String id,
      String role,
      String person,
      boolean contractor,
      @Nullable Scoped scope,
      Instant from,
      @Nullable Instant until,
      String state,
      @Nullable Instant endedAt,
      @Nullable String reason) {
    static Person of(Grant grant) {
      Grant.End end = grant.end();
      return new Person(
          grant.id(),
          grant.role().wire(),
          grant.person().value(),
          grant.contractor(),
          Scoped.of(grant.scope()),
          grant.from(),
          grant.until(),
          grant.standing().name().toLowerCase(Locale.ROOT),
          end == null ? null : end.at(),
          end == null ? null : end.reason().wire());
    }
  }

  record Response(List<Person> items) {}

  @GetMapping("/people")
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  Response people(Actor actor, @PathVariable String uscc) {
    Institution body = desk.require(actor, uscc);
    return new Response(people.list(body.uscc()).stream().map(Person::of).toList());
  }

  @PostMapping("/responsible-person")
  @RequiresScope(Scope.REGISTRY_SUBMIT)
  ResponseEntity<?> propose(
      Actor actor, IdempotentRequest request, @PathVariable String uscc, @RequestBody Request body) {
    Members members = new Members();
    String name = members.text("/name", body.name());
    members.check();
    Institution institution = desk.require(actor, uscc);
    return idempotency.once(
        request, () -> SubmittedChange.of(desk.propose(actor, institution, name)));
  }

  /** Not kept for repetition: the code is stored nowhere, and a second one makes it void. */
  @PostMapping("/responsible-person/invitation")
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  ResponseEntity<Accounts.Invitation> invite(Actor actor, @PathVariable String uscc) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(desk.invite(actor, desk.require(actor, uscc)));
  }
}
