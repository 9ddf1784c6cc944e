package org.zhengyan.binding;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.registry.Uscc;
import org.zhengyan.status.holder.AddressLimit;
import org.zhengyan.status.holder.HolderChallenges;
import org.zhengyan.status.holder.HolderProof;

/** A body's requests, which a signature of its certificate stands for. */
@RestController
class BodyController {
  private static final String BY_SIGNATURE =
      "a body has no client: a signature of its certificate over a text of its own kind is the proof";

  private final BodyDesk desk;
  private final AddressLimit asked;
  private final AddressLimit wrong;

  BodyController(BodyDesk desk, BindingProperties properties) {
    this.desk = desk;
    this.asked =
        new AddressLimit(properties.challengesPerMinute(), "too many challenges were asked for from here");
    this.wrong =
        new AddressLimit(properties.wrongProofsPerMinute(), "too many proofs from here did not hold");
  }

  @PostMapping("/api/v1/binding-challenges")
  @Unauthenticated("a text to sign is no secret, and it is worth nothing unsigned")
  ResponseEntity<?> challenge(HttpServletRequest http, @RequestBody BodyChallengeRequest request) {
    asked.require(http.getRemoteAddr());
    asked.count(http.getRemoteAddr());
    BodyChallengeRequest.Kind kind = request.requiredKind();
    Uscc uscc = request.requiredUscc();
    HolderChallenges.Issued issued =
        switch (kind) {
          case OVERVIEW -> desk.overviewChallenge(uscc, request.cursor());
          case REPUDIATION -> desk.repudiationChallenge(uscc, request.requiredBinding());
        };
    return ResponseEntity.status(HttpStatus.CREATED)
        .cacheControl(CacheControl.noStore())
        .body(BodyChallengeResponse.of(issued));
  }

  @PostMapping("/api/v1/bindings/overview")
  @Unauthenticated(BY_SIGNATURE)
  ResponseEntity<?> overview(HttpServletRequest http, @RequestBody HolderProof proof) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(proved(http, () -> desk.overview(proof)));
  }

  @PostMapping("/api/v1/bindings/{id}/repudiation")
  @Unauthenticated(BY_SIGNATURE)
  BindingResponse repudiate(
      HttpServletRequest http, @PathVariable String id, @RequestBody HolderProof proof) {
    return proved(http, () -> desk.repudiate(id, proof));
  }

  /** Counts proofs that did not hold; a right one is never counted. */
  private <T> T proved(HttpServletRequest http, Supplier<T> act) {
    String address = http.getRemoteAddr();
    wrong.require(address);
    try {
      return act.get();
    } catch (Refusal refusal) {
      boolean spent = refusal.problem() == Problem.WRONG_STATE && refusal.resource() == null;
      if (spent || refusal.problem() == Problem.REFUSED_BY_RULE) {
        wrong.count(address);
      }
      throw refusal;
    }
  }
}
