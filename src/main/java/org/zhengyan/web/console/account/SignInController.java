package org.zhengyan.web.console.account;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.Attempt;
import org.zhengyan.access.By;
import org.zhengyan.access.Entrance;
import org.zhengyan.access.Outcome;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.Sessions;
import org.zhengyan.access.SignedIn;
import org.zhengyan.principal.LimitedByAddress;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.web.SessionCookie;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** Signing in and out. */
@Controller
class SignInController {
  private final Entrance entrance;
  private final Sessions sessions;
  private final SessionCookie cookies;
  private final EntryForms forms;
  private final SignInPage pages;
  private final TransactionTemplate transaction;

  SignInController(
      Entrance entrance,
      Sessions sessions,
      SessionCookie cookies,
      EntryForms forms,
      SignInPage pages,
      TransactionTemplate transaction) {
    this.entrance = entrance;
    this.sessions = sessions;
    this.cookies = cookies;
    this.forms = forms;
    this.pages = pages;
    this.transaction = transaction;
  }

  @GetMapping("/sign-in")
  @Unauthenticated("who signs in is not signed in yet")
  Object page(
      View view, @Nullable SignedIn who, HttpServletRequest request, HttpServletResponse response) {
    if (who != null) {
      return new SeeOther(view.parameter("to").filter(Kept::ours).orElse(Homes.of(who.roles())));
    }
    forms.offer(request, response);
    return pages.form(view, null, null);
  }

  /** A form came after its session had run out: what was typed goes along. */
  @PostMapping("/sign-in/again")
  @Unauthenticated("who signs in again is not signed in")
  Object again(View view, HttpServletRequest request, HttpServletResponse response) {
    Object path = request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI);
    if (path == null) {
      return new SeeOther("/sign-in");
    }
    forms.offer(request, response);
    return pages.form(view, Kept.of(request, path.toString()).orElse(null), null).status(401);
  }

  @PostMapping("/sign-in")
  @Unauthenticated("who signs in is not signed in yet")
  @LimitedByAddress("sign-in")
  Object signIn(View view, HttpServletRequest request, HttpServletResponse response) {
    forms.require(request);
    forms.offer(request, response);
    String key = view.typed("key");
    Attempt attempt =
        new Attempt(
            view.typed("login"),
            Optional.ofNullable(request.getParameter("password")).orElse(""),
            key.isEmpty()
                ? new Attempt.Code(view.typed("code").replace(" ", ""))
                : new Attempt.Key(key, forms.entry(request).orElse(null)),
            request.getRemoteAddr(),
            EntryForms.browser(request),
            forms.device(request, response));
    return answer(
        entrance.enter(attempt),
        view,
        request,
        response,
        () ->
            pages.form(
                view,
                Kept.parse(request.getParameter("kept")).orElse(null),
                key.isEmpty() ? "sign-in.refused" : "key.refused"));
  }

  /**
   * What the browser is told of an attempt.
   *
   * @param refused the form again
   */
  Object answer(
      Outcome outcome,
      View view,
      HttpServletRequest request,
      HttpServletResponse response,
      Supplier<Page> refused) {
    Kept kept = Kept.parse(request.getParameter("kept")).orElse(null);
    return switch (outcome) {
      case Outcome.Entered entered -> entered(view, entered.session(), kept, request, response);
      case Outcome.Refused none -> refused.get();
      case Outcome.DeviceWaits waits -> pages.deviceWaits(view, waits.number());
      case Outcome.OutOfRange out -> pages.stopped(view, "sign-in.range");
      case Outcome.Abroad abroad -> pages.stopped(view, "sign-in.abroad");
    };
  }

  private Object entered(
      View view,
      Sessions.Opened session,
      @Nullable Kept kept,
      HttpServletRequest request,
      HttpServletResponse response) {
    SignedIn who = sessions.find(session.token()).orElseThrow();
    boolean same =
        cookies
            .read(request, SessionCookie.Kind.SESSION)
            .flatMap(sessions::lapsed)
            .filter(who.accountId()::equals)
            .isPresent();
    cookies.write(response, SessionCookie.Kind.SESSION, session.token(), null);
    cookies.forget(response, SessionCookie.Kind.ENTRY);
    if (kept != null && same) {
      request.setAttribute(EntryForms.CSRF, session.token().csrf());
      return goOn(view, kept);
    }
    return new SeeOther(
        view.parameter("to").filter(Kept::ours).orElse(kept == null ? Homes.of(who.roles()) : kept.path()));
  }

  /** What was typed, to be sent by who typed it. */
  private static Page goOn(View view, Kept kept) {
    Form form = view.form(kept.path());
    for (Map.Entry<String, String> field : kept.fields()) {
      form.add(
          Html.of(
              "input",
              List.of("type", "hidden", "name", field.getKey(), "value", field.getValue())));
    }
    return view.page("again.title")
        .lead(view.text("again.lead"))
        .add(form.submit(view.text("again.send")).cancel(kept.path(), view.text("again.leave")));
  }

  @PostMapping("/sign-out")
  @RequiresRole({
    Role.CLERK, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.USER,
    Role.OWNER, Role.DEVELOPER, Role.VIEWER
  })
  SeeOther signOut(SignedIn who, HttpServletResponse response) {
    transaction.executeWithoutResult(
        status -> sessions.end(who.accountId(), who.sessionId(), By.of(who)));
    cookies.forget(response, SessionCookie.Kind.SESSION);
    return new SeeOther("/sign-in?out=1");
  }
}
