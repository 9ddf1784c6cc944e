package org.zhengyan.web.console.account;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.Invitations;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.LimitedByAddress;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.qr.QrCode;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/**
 * Taking an account with a code that an administrator handed over: the code, then the password and the
 * authenticator on one page. The code travels in forms and never in an address.
 */
@Controller
class InvitationController {
  private static final String PATH = "/sign-in/invitation";

  private final Invitations invitations;
  private final EntryForms forms;

  InvitationController(Invitations invitations, EntryForms forms) {
    this.invitations = invitations;
    this.forms = forms;
  }

  @GetMapping(PATH)
  @Unauthenticated("who was invited has no account yet")
  Page ask(View view, HttpServletRequest request, HttpServletResponse response) {
    forms.offer(request, response);
    return asking(view, FormProblems.none());
  }

  @PostMapping(PATH)
  @LimitedByAddress("sign-in")
  @Unauthenticated("the code says who was invited")
  Page take(View view, HttpServletRequest request, HttpServletResponse response) {
    forms.require(request);
    forms.offer(request, response);
    String code = view.typed("invitation");
    Optional<Invitations.Invited> invited = invitations.find(code);
    if (invited.isEmpty()) {
      return asking(view, FormProblems.none().add("invitation", view.text("invitation.over")));
    }
    String password = request.getParameter("password");
    if (password == null) {
      return choosing(view, code, invited.get(), FormProblems.none());
    }
    if (!password.equals(request.getParameter("repeated"))) {
      return choosing(
          view, code, invited.get(), FormProblems.none().add("repeated", view.text("invitation.differs")));
    }
    try {
      invitations.take(
          code,
          password,
          view.typed("code").replace(" ", ""),
          forms.device(request, response),
          EntryForms.browser(request));
    } catch (Refusal refusal) {
      if (refusal.problem() == Problem.UNAVAILABLE) {
        throw refusal;
      }
      return choosing(view, code, invited.get(), FormProblems.of(refusal, view));
    }
    return view.page("invitation.taken")
        .add(Notice.done(view.text("invitation.done"), Markup.paragraph(view.text("invitation.done.text"))))
        .add(Facts.of().add(view.text("sign-in.login"), Html.code(invited.get().login())))
        .add(Markup.action("/sign-in", view.text("sign-in.title")));
  }

  private static Page asking(View view, FormProblems problems) {
    Form form =
        view.form(PATH)
            .field(
                Field.text("invitation", view.text("invitation.code"))
                    .hint(view.text("invitation.code.hint"))
                    .with("autocomplete", "off")
                    .with("autocapitalize", "none")
                    .with("spellcheck", "false")
                    .required())
            .submit(view.text("invitation.next"));
    if (!problems.isEmpty()) {
      form.problems(problems);
    }
    return view.page("invitation.title").lead(view.text("invitation.lead")).problems(problems).add(form);
  }

  private static Page choosing(
      View view, String code, Invitations.Invited invited, FormProblems problems) {
    Form form =
        view.form(PATH)
            .hidden("invitation", code)
            .field(
                Field.password("password", view.text("invitation.password"), "new-password")
                    .hint(view.text("invitation.password.hint"))
                    .required())
            .field(Field.password("repeated", view.text("invitation.repeated"), "new-password").required())
            .add(Markup.heading(view.text("invitation.authenticator")))
            .add(Markup.paragraph(view.text("invitation.authenticator.text")))
            .add(picture(view, invited.keyUri("Zhengyan")))
            .add(
                Markup.paragraph(
                    Markup.link(invited.keyUri("Zhengyan"), view.text("invitation.open"))))
            .add(
                Markup.details(
                    view.text("invitation.by-hand"),
                    Markup.paragraph(view.text("invitation.by-hand.text")),
                    Facts.of()
                        .add(view.text("invitation.seed"), Html.code(grouped(invited.seedText())))
                        .html()))
            .field(
                Field.text("code", view.text("sign-in.code"))
                    .hint(view.text("sign-in.code.hint"))
                    .with("inputmode", "numeric")
                    .with("autocomplete", "one-time-code")
                    .with("maxlength", "7")
                    .required())
            .submit(view.text("invitation.take"));
    if (!problems.isEmpty()) {
      form.problems(problems);
    }
    return view.page("invitation.title")
        .problems(problems)
        .add(Facts.of().add(view.text("sign-in.login"), Html.code(invited.login())))
        .add(form);
  }

  /** Drawn here and sent within the page: the seed goes to no other place, and into no address. */
  private static Html picture(View view, String uri) {
    String data = Base64.getEncoder().encodeToString(QrCode.of(uri).svg());
    return Html.of(
        "p",
        Html.of(
            "img",
            List.of(
                "src", "data:image/svg+xml;base64," + data,
                "width", "240",
                "height", "240",
                "alt", view.text("invitation.picture"))));
  }

  /** In fours, as it is typed. */
  private static String grouped(String seed) {
    return String.join(" ", seed.split("(?<=\\G.{4})"));
  }
}
