package org.zhengyan.verification.presentation;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.BodyLimit;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;
import org.zhengyan.verification.Evidence;
import org.zhengyan.verification.EvidenceRequest;
import org.zhengyan.verification.VerificationResponses;
import org.zhengyan.verification.Verifications;

/** Evidence, by the platform that asked or by the browser that took the session. */
@RestController
class EvidenceController {
  private final Verifications verifications;
  private final VerificationResponses responses;
  private final HolderAnswers answers;
  private final Idempotency idempotency;

  EvidenceController(
      Verifications verifications,
      VerificationResponses responses,
      HolderAnswers answers,
      Idempotency idempotency) {
    this.verifications = verifications;
    this.responses = responses;
    this.answers = answers;
    this.idempotency = idempotency;
  }

  @PostMapping("/api/v1/verifications/{id}/evidence")
  @BodyLimit(kilobytes = 2816)
  @RequiresScope(value = Scope.VERIFICATION, orScheme = HolderCredentials.SCHEME)
  ResponseEntity<?> answer(
      @Nullable Actor actor,
      IdempotentRequest idempotent,
      @PathVariable String id,
      @RequestHeader("Authorization") String authorization,
      @RequestBody EvidenceRequest request) {
    if (actor == null) {
      String token = HolderCredentials.answerToken(authorization);
      return ResponseEntity.ok(answers.answer(id, token == null ? "" : token, request));
    }
    Evidence evidence = request.evidence();
    return idempotency.onceAtomic(
        idempotent, () -> ResponseEntity.ok(responses.of(verifications.answer(actor, id, evidence))));
  }
}
