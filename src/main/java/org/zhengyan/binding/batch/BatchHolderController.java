package org.zhengyan.binding.batch;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.principal.LimitedByAddress;
import org.zhengyan.principal.Unauthenticated;

/** What the page of a batch asks. */
@RestController
@RequestMapping("/api/v1/binding-batches/{id}")
class BatchHolderController {
  private static final String BY_SECRET = "the secret of the link opens the batch, and a signature decides it";

  private final BatchHolders holders;

  BatchHolderController(BatchHolders holders) {
    this.holders = holders;
  }

  record SecretRequest(@Nullable String secret) {}

  /** @param signature as in {@link BatchEvidenceRequest} */
  record AnswerRequest(@Nullable String secret, @Nullable String certificate, @Nullable String signature) {}

  @PostMapping("/showing")
  @LimitedByAddress("holder")
  @Unauthenticated(BY_SECRET)
  BatchView show(@PathVariable String id, @RequestBody SecretRequest request) {
    return holders.show(id, given(request.secret()));
  }

  @PostMapping("/answer")
  @LimitedByAddress("holder")
  @Unauthenticated(BY_SECRET)
  BatchView answer(@PathVariable String id, @RequestBody AnswerRequest request) {
    BatchEvidenceRequest evidence = new BatchEvidenceRequest(request.certificate(), request.signature());
    String certificate = evidence.requiredCertificate();
    return holders.answer(id, given(request.secret()), certificate, evidence.requiredSignature());
  }

  @PostMapping("/refusal")
  @LimitedByAddress("holder")
  @Unauthenticated(BY_SECRET)
  BatchView refuse(@PathVariable String id, @RequestBody SecretRequest request) {
    return holders.refuse(id, given(request.secret()));
  }

  /** Without one nothing is found. */
  private static String given(@Nullable String secret) {
    return secret == null ? "" : secret;
  }
}
