package org.zhengyan.registry.imports;

import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.ApprovalRequest;
import org.zhengyan.principal.BodyLimit;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.RefusalRequest;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;

/** Registry imports over HTTP; {@link Imports} has the rules. */
@RestController
@RequestMapping("/api/v1/registry-imports")
class ImportController {
  private static final int MOST_FAULTS = 500;

  private final Imports imports;
  private final Idempotency idempotency;
  private final TransactionOperations transactions;

  ImportController(Imports imports, Idempotency idempotency, TransactionOperations transactions) {
    this.imports = imports;
    this.idempotency = idempotency;
    this.transactions = transactions;
  }

  record BeginRequest(@Nullable String name) {}

  record PartRequest(@Nullable String data) {}

  record CheckRequest(@Nullable String sha256) {}

  @PostMapping
  @RequiresScope(Scope.REGISTRY_SUBMIT)
  ResponseEntity<?> begin(Actor actor, IdempotentRequest request, @RequestBody BeginRequest body) {
    String name = required(body.name(), "/name");
    return idempotency.once(
        request,
        () -> {
          ImportResponse begun = ImportResponse.of(imports.begin(actor, name));
          return ResponseEntity.created(URI.create("/api/v1/registry-imports/" + begun.id())).body(begun);
        });
  }

  @PutMapping("/{id}/parts/{number}")
  @RequiresScope(Scope.REGISTRY_SUBMIT)
  @BodyLimit(kilobytes = 512)
  ImportResponse put(
      Actor actor, @PathVariable String id, @PathVariable int number, @RequestBody PartRequest body) {
    byte[] bytes = bytes(required(body.data(), "/data"));
    RegistryImport kept = transactions.execute(status -> imports.put(actor, id, number, bytes));
    return ImportResponse.of(java.util.Objects.requireNonNull(kept));
  }

  @PostMapping("/{id}/check")
  @RequiresScope(Scope.REGISTRY_SUBMIT)
  ResponseEntity<?> check(
      Actor actor,
      IdempotentRequest request,
      @PathVariable String id,
      @RequestBody(required = false) @Nullable CheckRequest body) {
    String sha256 = body == null ? null : body.sha256();
    return decide(actor, request, id, 202, () -> imports.check(actor, id, sha256));
  }

  @PostMapping("/{id}/submission")
  @RequiresScope(Scope.REGISTRY_SUBMIT)
  ResponseEntity<?> submit(Actor actor, IdempotentRequest request, @PathVariable String id) {
    return decide(actor, request, id, 202, () -> imports.submit(actor, id));
  }

  @PostMapping("/{id}/approval")
  @RequiresScope(Scope.REGISTRY_APPROVE)
  ResponseEntity<?> approve(
      Actor actor,
      IdempotentRequest request,
      @PathVariable String id,
      @RequestBody(required = false) @Nullable ApprovalRequest body) {
    String digest = ApprovalRequest.digest(body);
    return decide(actor, request, id, 202, () -> imports.approve(actor, id, digest));
  }

  @PostMapping("/{id}/refusal")
  @RequiresScope(Scope.REGISTRY_APPROVE)
  ResponseEntity<?> refuse(
      Actor actor, IdempotentRequest request, @PathVariable String id, @RequestBody RefusalRequest body) {
    String reason = body.require();
    return decide(actor, request, id, 200, () -> imports.refuse(actor, id, reason));
  }

  @GetMapping
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  PageRequest.Page<ImportResponse> list(
      Actor actor,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit) {
    PageRequest page = PageRequest.of(cursor, limit);
    return page.page(imports.list(actor, page), RegistryImport::sequence, ImportResponse::of);
  }

  @GetMapping("/{id}")
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  ImportResponse get(Actor actor, @PathVariable String id) {
    return ImportResponse.of(imports.load(actor, id));
  }

  /** The report, from its beginning; {@code after} is the number of the last fault that was read. */
  @GetMapping("/{id}/faults")
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  PageRequest.Page<Fault> faults(
      Actor actor, @PathVariable String id, @RequestParam(required = false) @Nullable String cursor) {
    long after = cursor == null ? 0 : PageRequest.of(cursor, null).before();
    List<Fault> page = imports.faults(actor, id, (int) Math.min(after, ImportReport.KEPT_FAULTS), MOST_FAULTS);
    return new PageRequest.Page<>(
        page, page.size() < MOST_FAULTS ? null : Long.toString(after + page.size()));
  }

  private ResponseEntity<?> decide(
      Actor actor, IdempotentRequest request, String id, int status, Supplier<RegistryImport> act) {
    return imports.showingConflicts(
        actor,
        id,
        () ->
            idempotency.once(
                request, () -> ResponseEntity.status(status).body(ImportResponse.of(act.get()))));
  }

  private static String required(@Nullable String text, String pointer) {
    if (text == null) {
      throw Refusal.member(Problem.MALFORMED, pointer, "required", "the member is missing");
    }
    return text;
  }

  private static byte[] bytes(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw Refusal.member(
          Problem.MALFORMED, "/data", "not-base64url", "write the bytes in base64url without padding");
    }
  }
}
