package org.zhengyan.verification.presentation;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.LimitedByAddress;
import org.zhengyan.principal.Unauthenticated;

/** What the holder's page asks. A GET changes nothing: a preview of a link opens no session. */
@RestController
@RequestMapping("/api/v1/presentations/{id}")
class HolderController {
  private static final Pattern CODE = Pattern.compile("[0-9]{6}");

  private final Takings takings;
  private final HolderAnswers answers;
  private final HolderCredentials credentials;

  HolderController(Takings takings, HolderAnswers answers, HolderCredentials credentials) {
    this.takings = takings;
    this.answers = answers;
    this.credentials = credentials;
  }

  record TakingRequest(@Nullable String secret) {}

  record CodeRequest(@Nullable String code) {}

  @PostMapping("/taking")
  @LimitedByAddress("holder")
  @Unauthenticated("the secret of the link, or the cookie of the browser that took it, opens the session")
  ResponseEntity<HolderView> take(
      HttpServletRequest request, @PathVariable String id, @RequestBody TakingRequest body) {
    Takings.Taken taken = takings.take(id, body.secret(), credentials.cookie(request));
    ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
    if (taken.cookie() != null) {
      answer.header(
          HttpHeaders.SET_COOKIE, credentials.cookie(id, taken.cookie(), taken.life()).toString());
    }
    return answer.body(taken.view());
  }

  @PostMapping("/code")
  @LimitedByAddress("holder")
  @Unauthenticated("the cookie of the browser that took the session stands for it")
  HolderView confirm(HttpServletRequest request, @PathVariable String id, @RequestBody CodeRequest body) {
    String code = body.code();
    if (code == null || !CODE.matcher(code).matches()) {
      throw Refusal.member(Problem.MALFORMED, "/code", "code-malformed", "the code has six digits");
    }
    return takings.confirm(id, code, credentials.cookie(request));
  }

  @PostMapping("/refusal")
  @LimitedByAddress("holder")
  @Unauthenticated(
      value = "the answer token, or the cookie of the browser that took the session, stands for it",
      orScheme = HolderCredentials.SCHEME)
  HolderView.Outcome refuse(
      HttpServletRequest request,
      @PathVariable String id,
      @RequestHeader(name = "Authorization", required = false) @Nullable String authorization) {
    return answers.refuse(id, HolderCredentials.answerToken(authorization), credentials.cookie(request));
  }
}
