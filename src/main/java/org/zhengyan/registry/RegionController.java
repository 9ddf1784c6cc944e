package org.zhengyan.registry;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;
import org.zhengyan.principal.SubmittedChange;

/** What a division is switched on for, and proposals to switch it. */
@RestController
@RequestMapping("/api/v1/regions/{division}")
class RegionController {
  private final RegionSwitches switches;
  private final RegistryDesk desk;
  private final Idempotency idempotency;

  RegionController(RegionSwitches switches, RegistryDesk desk, Idempotency idempotency) {
    this.switches = switches;
    this.desk = desk;
    this.idempotency = idempotency;
  }

  record Switch(String purpose, LocalDate from, @Nullable LocalDate to) {}

  record Response(Division division, List<Switch> switches) {}

  /** The switches of this division itself; without any, those of the divisions around it decide. */
  @GetMapping
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  Response get(Actor actor, @PathVariable("division") String code) {
    Division division = division(code);
    Approvals.requireActsIn(actor, division);
    return new Response(
        division,
        switches.list(division).stream()
            .map(s -> new Switch(s.purpose().wire(), s.from(), s.to()))
            .toList());
  }

  @PutMapping
  @RequiresScope(Scope.REGISTRY_SUBMIT)
  ResponseEntity<?> propose(
      Actor actor,
      IdempotentRequest request,
      @PathVariable("division") String code,
      @RequestBody RegionRequest body) {
    Division division = division(code);
    check(body);
    Approvals.requireActsIn(actor, division);
    return idempotency.once(
        request, () -> SubmittedChange.of(desk.proposeSwitch(actor, division, body)));
  }

  static RegionPurpose check(RegionRequest body) {
    List<Refusal.MemberError> missing = new ArrayList<>();
    if (body.purpose() == null) {
      missing.add(new Refusal.MemberError("/purpose", "required", "the member is missing"));
    }
    if (body.from() == null) {
      missing.add(new Refusal.MemberError("/from", "required", "the member is missing"));
    }
    if (body.purpose() == null || body.from() == null) {
      throw Refusal.members(Problem.MALFORMED, "members are missing", missing);
    }
    Optional<RegionPurpose> purpose = RegionPurpose.ofWire(body.purpose());
    if (purpose.isEmpty()) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/purpose",
          "purpose-unknown",
          "the purpose is certificates, names or marks");
    }
    LocalDate to = body.to();
    if (to != null && to.isBefore(body.from())) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/to", "dates-reversed", "the end is not before the beginning");
    }
    return purpose.get();
  }

  private static Division division(String code) {
    if (!Divisions.known(code)) {
      throw Refusal.of(Problem.REFUSED_BY_RULE, "there is no such division (GB/T 2260)");
    }
    return new Division(code);
  }
}
