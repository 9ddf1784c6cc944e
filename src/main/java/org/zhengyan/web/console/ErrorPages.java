package org.zhengyan.web.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.zhengyan.access.Realm;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Refusal;
import org.zhengyan.web.ProblemPages;
import org.zhengyan.web.html.Html;

/**
 * Failures as pages: what happened, why, what to do now; the code and the request's id are small print.
 *
 * <p>A refusal's own words are for engineers and stay out: a page says what its reader can do.
 */
@Component
class ErrorPages implements ProblemPages {
  private static final List<String> MACHINES =
      List.of("/api/", "/oauth2/", "/actuator", "/log/", "/ocsp", "/crl/", "/ca/", "/.well-known/", "/api-spec/");

  /** What is told apart more finely than by its problem. */
  private static final Map<String, String> BY_CODE =
      Map.of(
          "address-out-of-range", "range",
          "address-abroad", "abroad",
          "device-of-another", "device");

  private final Views views;
  private final PageWriter writer;

  ErrorPages(Views views, PageWriter writer) {
    this.views = views;
    this.writer = writer;
  }

  @Override
  public boolean wanted(HttpServletRequest request) {
    String path = request.getRequestURI();
    String accept = request.getHeader("Accept");
    return path != null
        && accept != null
        && accept.contains("text/html")
        && MACHINES.stream().noneMatch(path::startsWith);
  }

  @Override
  public void write(HttpServletRequest request, HttpServletResponse response, Refusal refusal)
      throws IOException {
    View view = views.view(request, response);
    String key = key(refusal);
    Page page =
        view.page("error." + key + ".title")
            .status(refusal.problem().status())
            .add(Markup.paragraph(view.text("error." + key + ".why")))
            .add(Markup.paragraph(view.text("error." + key + ".now")));
    if (refusal.retryAfter() != null) {
      long seconds = Math.max(1, refusal.retryAfter().plusMillis(999).toSeconds());
      page.add(Markup.paragraph(view.text("error.retry", seconds)));
    }
    if (key.equals("forbidden") || key.equals("auditor")) {
      page.add(instead(view, key.equals("auditor")));
    }
    String id = response.getHeader("X-Request-Id");
    page.add(Markup.actions(Markup.secondary(view.console().home(), view.text("error.home"))))
        .add(
            Markup.hint(
                view.text(
                    "error.code", refusal.problem().status() + " " + refusal.problem().code(), id == null ? "–" : id)));
    writer.write(page, request, response);
  }

  /** What this reader may open: the consoles that have a section for one of the roles. */
  private static Html instead(View view, boolean auditor) {
    List<Html> open = new ArrayList<>();
    SignedIn who = (SignedIn) view.request().getAttribute(SignedIn.class.getName());
    if (who != null) {
      for (Console console : Console.values()) {
        List<Navigation.Item> sections = view.surroundings().sections(console, view.request());
        if (own(console, who) && !sections.isEmpty() && !(auditor && console == Console.AUDITOR)) {
          open.add(Markup.link(sections.getFirst().path(), view.text("console." + console.wire())));
        }
      }
    }
    String roles = view.signedIn();
    return roles == null || open.isEmpty()
        ? Html.nothing()
        : Markup.section(view.text("error.instead", roles), Markup.list(open));
  }

  /** Other realms have sections for everybody, and nothing for this reader. */
  private static boolean own(Console console, SignedIn who) {
    return switch (console) {
      case ACCOUNT -> true;
      case AUTHORITY, AUDITOR -> who.realm() == Realm.AUTHORITY;
      case AGENCY -> who.realm() == Realm.AGENCY;
      case PLATFORM -> who.realm() == Realm.PLATFORM;
      case OPEN -> false;
    };
  }

  private static String key(Refusal refusal) {
    for (Refusal.MemberError error : refusal.errors()) {
      String known = BY_CODE.get(error.code());
      if (known != null) {
        return known;
      }
    }
    return switch (refusal.problem()) {
      case UNAUTHENTICATED, FORBIDDEN, OUTSIDE_DIVISION -> "forbidden";
      case SAME_PERSON -> "same-person";
      case NOT_FOUND -> "not-found";
      case METHOD_NOT_ALLOWED -> "method";
      case WRONG_STATE, DIGEST_MISMATCH, PRECONDITION_FAILED, IDEMPOTENCY_KEY_REUSED -> "changed";
      case TOO_LARGE -> "too-large";
      case TOO_MANY_REQUESTS -> "too-many";
      case INTERNAL -> "internal";
      case UNAVAILABLE -> "unavailable";
      default -> "malformed";
    };
  }
}
