package org.zhengyan.binding.job;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.BodyLimit;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;

/** Jobs for the status of many certificates or bindings. */
@RestController
@RequestMapping("/api/v1/status-jobs")
class StatusJobController {
  private static final Pattern POSITION = Pattern.compile("0|[1-9][0-9]{0,4}");
  private static final int MOST = 500;

  private final StatusJobs jobs;
  private final Idempotency idempotency;

  StatusJobController(StatusJobs jobs, Idempotency idempotency) {
    this.jobs = jobs;
    this.idempotency = idempotency;
  }

  @PostMapping
  @RequiresScope(Scope.STATUS)
  @BodyLimit(kilobytes = 512)
  ResponseEntity<?> create(
      Actor actor, IdempotentRequest idempotent, @RequestBody StatusJobRequest request) {
    List<StatusItem> items = request.items();
    return idempotency.once(
        idempotent,
        () -> {
          StatusJob job = jobs.create(actor, items);
          return ResponseEntity.status(HttpStatus.ACCEPTED)
              .location(URI.create("/api/v1/status-jobs/" + job.id()))
              .body(job);
        });
  }

  @GetMapping("/{id}")
  @RequiresScope(Scope.STATUS)
  StatusJob read(Actor actor, @PathVariable String id) {
    return jobs.load(actor, id);
  }

  @GetMapping("/{id}/results")
  @RequiresScope(Scope.STATUS)
  PageRequest.Page<StatusResult> results(
      Actor actor,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit) {
    if (cursor != null && !POSITION.matcher(cursor).matches()) {
      throw Refusal.of(Problem.MALFORMED, "The cursor is not one that a page gave");
    }
    if (limit != null && (limit < 1 || limit > MOST)) {
      throw Refusal.of(Problem.MALFORMED, "The limit lies between 1 and " + MOST);
    }
    StatusJob job = jobs.load(actor, id);
    int position = cursor == null ? 0 : Integer.parseInt(cursor);
    List<StatusResult> page = jobs.results(job, position, limit == null ? MOST : limit);
    int next = position + page.size();
    return new PageRequest.Page<>(page, next < job.total() ? Integer.toString(next) : null);
  }
}
