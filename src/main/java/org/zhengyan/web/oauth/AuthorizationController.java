package org.zhengyan.web.oauth;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.verification.VerificationId;
import org.zhengyan.verification.consent.Consents;
import org.zhengyan.web.ProblemRenderer;
import org.zhengyan.web.holder.MessagePage;
import org.zhengyan.web.holder.SurroundingApps;

/**
 * The authorization endpoint, for browsers: in with the name of a pushed request and nothing else, out with
 * a code, {@code state} and {@code iss} (RFC 9126 section 4, RFC 9207).
 *
 * <p>A browser is sent to a redirect URI of the client that pushed the request, or it reads a page; an error
 * about the request itself never redirects. Every redirect is a 303, which carries nothing along (RFC 9700
 * section 4.12). A request that a page makes behind its reader's back opens nothing.
 */
@RestController
class AuthorizationController {
  private static final String PATH = "/oauth2/authorize";
  private static final Set<String> PARAMETERS = Set.of("client_id", "request_uri");

  private final Consents consents;
  private final MessagePage page;
  private final ProblemRenderer problems;
  private final String issuer;
  private final boolean https;

  AuthorizationController(
      Consents consents, MessagePage page, ProblemRenderer problems, ServiceProperties service) {
    this.consents = consents;
    this.page = page;
    this.problems = problems;
    this.issuer = service.publicUrl().toString();
    this.https = "https".equals(service.publicUrl().getScheme());
  }

  @GetMapping(PATH)
  @Unauthenticated("a browser brings the name of a request that its client pushed")
  void authorize(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String clientId = only(request, "client_id");
    String requestUri = only(request, "request_uri");
    if (clientId == null
        || requestUri == null
        || !request.getParameterMap().keySet().equals(PARAMETERS)
        || !navigation(request)) {
      page.write(request, response, 400, "consent.invalid");
      return;
    }
    boolean insideApp = SurroundingApps.surround(request.getHeader(HttpHeaders.USER_AGENT));
    follow(
        request,
        response,
        () -> consents.open(clientId, requestUri, insideApp, id -> cookie(request, id)));
  }

  @GetMapping(PushedRequestReader.RETURN_PATH)
  @Unauthenticated("the browser that opened the request comes back from the holder's page with its cookie")
  void back(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String verification = only(request, "verification");
    String completion = only(request, "completion");
    VerificationId id = verification == null ? null : VerificationId.parse(verification).orElse(null);
    if (verification == null || id == null || !navigation(request)) {
      page.write(request, response, 400, "consent.invalid");
      return;
    }
    follow(request, response, () -> consents.finish(verification, completion, cookie(request, id)));
  }

  private interface Act {
    Consents.Step take();
  }

  private void follow(HttpServletRequest request, HttpServletResponse response, Act act) throws IOException {
    Consents.Step step;
    try {
      step = act.take();
    } catch (RuntimeException e) {
      Refusal refusal = problems.refusal(e);
      if (refusal.problem() != Problem.UNAVAILABLE) {
        throw e;
      }
      response.setHeader("Retry-After", "2");
      page.write(request, response, 503, "consent.unavailable");
      return;
    }
    switch (step) {
      case Consents.Step.Page(var id, var location, var secret, var life) -> {
        response.addHeader(HttpHeaders.SET_COOKIE, cookie(id, secret, life).toString());
        redirect(response, location);
      }
      case Consents.Step.Code(var redirectUri, var state, var code) ->
          redirect(response, answer(redirectUri, "code", code, "state", state, "iss", issuer));
      case Consents.Step.Denied(var redirectUri, var state, var because) ->
          redirect(
              response,
              answer(
                  redirectUri,
                  "error", "access_denied",
                  "error_description", because,
                  "state", state,
                  "iss", issuer));
      case Consents.Step.Outside() -> page.outside(request, response);
      case Consents.Step.Elsewhere() -> page.write(request, response, 400, "consent.elsewhere");
      case Consents.Step.Nothing() -> page.write(request, response, 400, "consent.invalid");
    }
  }

  private static void redirect(HttpServletResponse response, String location) {
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader(HttpHeaders.LOCATION, location);
  }

  private static String answer(String redirectUri, String... pairs) {
    StringBuilder url = new StringBuilder(redirectUri);
    char separator = redirectUri.indexOf('?') < 0 ? '?' : '&';
    for (int i = 0; i < pairs.length; i += 2) {
      url.append(separator)
          .append(pairs[i])
          .append('=')
          .append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
      separator = '&';
    }
    return url.toString();
  }

  /** The parameter, if it came exactly once. */
  private static @Nullable String only(HttpServletRequest request, String name) {
    String[] values = request.getParameterValues(name);
    return values != null && values.length == 1 ? values[0] : null;
  }

  /**
   * False for what is no visit: a HEAD, and what a browser says is a frame, an image, a script's request or
   * a prefetch (Fetch Metadata). Browsers that say nothing are believed; there is nothing here that they
   * could be made to do for somebody, but open a page.
   */
  private static boolean navigation(HttpServletRequest request) {
    String destination = request.getHeader("Sec-Fetch-Dest");
    String purpose = request.getHeader("Sec-Purpose");
    return request.getMethod().equals("GET")
        && (destination == null || destination.equals("document"))
        && (purpose == null || !purpose.contains("prefetch"));
  }

  private String name(VerificationId id) {
    String text = id.toString();
    // RFC 6265bis section 4.1.3.2: such a name is set by this very host, and by https alone.
    return (https ? "__Host-consent-" : "consent-") + text.substring(text.length() - 12);
  }

  private @Nullable String cookie(HttpServletRequest request, VerificationId id) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(name(id))) {
          return cookie.getValue();
        }
      }
    }
    return null;
  }

  /**
   * Lax, not Strict: the platform's redirect may bring the browser here twice. Where the name ties it to the
   * host, no subdomain can plant one, and the path has to be the whole.
   */
  private ResponseCookie cookie(VerificationId id, String secret, Duration life) {
    return ResponseCookie.from(name(id), secret)
        .path(https ? "/" : PATH)
        .httpOnly(true)
        .secure(https)
        .sameSite("Lax")
        .maxAge(life)
        .build();
  }
}
