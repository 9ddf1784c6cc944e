package org.zhengyan.verification.presentation;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;
import org.zhengyan.qr.QrCode;
import org.zhengyan.verification.PresentationMode;
import org.zhengyan.verification.Verification;
import org.zhengyan.verification.VerificationResponses;
import org.zhengyan.verification.Verifications;

/** How a platform shows a verification to its holder, follows it, and completes it. */
@RestController
@RequestMapping("/api/v1/verifications/{id}")
class PlatformController {
  private static final String SVG = "image/svg+xml";

  private final Verifications verifications;
  private final VerificationResponses responses;
  private final PresentationStore store;
  private final Completions completions;
  private final Followers followers;
  private final Idempotency idempotency;

  PlatformController(
      Verifications verifications,
      VerificationResponses responses,
      PresentationStore store,
      Completions completions,
      Followers followers,
      Idempotency idempotency) {
    this.verifications = verifications;
    this.responses = responses;
    this.store = store;
    this.completions = completions;
    this.followers = followers;
    this.idempotency = idempotency;
  }

  record CompletionRequest(@Nullable String code) {}

  @GetMapping(path = "/presentation/qr", produces = {SVG, MediaType.IMAGE_PNG_VALUE})
  @RequiresScope(Scope.VERIFICATION)
  ResponseEntity<byte[]> qr(
      Actor actor,
      @PathVariable String id,
      @RequestHeader(name = "Accept", required = false) @Nullable String accept) {
    QrCode code = qr(actor, id);
    List<MediaType> wanted = MediaType.parseMediaTypes(accept);
    boolean png = quality(wanted, MediaType.IMAGE_PNG) > quality(wanted, MediaType.valueOf(SVG));
    return png
        ? ResponseEntity.ok().contentType(MediaType.IMAGE_PNG).body(code.png())
        : ResponseEntity.ok().contentType(MediaType.valueOf(SVG)).body(code.svg());
  }

  /** What the most specific range says of that type (RFC 9110 section 12.5.1). */
  private static double quality(List<MediaType> wanted, MediaType type) {
    return wanted.stream()
        .filter(range -> range.includes(type))
        .min(Comparator.comparing(MediaType::isWildcardType).thenComparing(MediaType::isWildcardSubtype))
        .map(MediaType::getQualityValue)
        .orElse(0.0);
  }

  private QrCode qr(Actor actor, String id) {
    Verification.Requested requested = verifications.requireRequested(verifications.load(actor, id));
    Session session = store.session(requested).orElseThrow(Takings::unknown);
    if (session.mode() != PresentationMode.CROSS_DEVICE) {
      throw Refusal.of(Problem.NOT_FOUND, "sameDevice has no QR code: send the browser to presentation.url");
    }
    return QrCode.of(responses.holderPage(session.id(), session.link().qr(session.now())));
  }

  @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @RequiresScope(Scope.VERIFICATION)
  void follow(Actor actor, @PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    Verification verification = verifications.load(actor, id);
    followers.follow(verification.asked().id(), actor.clientId(), request, response);
  }

  @PostMapping("/completion")
  @RequiresScope(Scope.VERIFICATION)
  ResponseEntity<?> complete(
      Actor actor, IdempotentRequest idempotent, @PathVariable String id, @RequestBody CompletionRequest request) {
    String code = request.code();
    if (code == null) {
      throw Refusal.member(Problem.MALFORMED, "/code", "required", "the member /code is missing");
    }
    return idempotency.onceAtomic(
        idempotent, () -> ResponseEntity.ok(responses.of(completions.complete(actor, id, code))));
  }
}
