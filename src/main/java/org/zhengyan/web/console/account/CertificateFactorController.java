package org.zhengyan.web.console.account;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.Attempt;
import org.zhengyan.access.CertificateFactor;
import org.zhengyan.access.Entrance;
import org.zhengyan.access.RecentSignIn;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.LimitedByAddress;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.status.holder.AddressLimit;
import org.zhengyan.status.holder.HolderChallenges;
import org.zhengyan.status.holder.HolderProof;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/**
 * A certificate in place of a one-time code: the page's script opens the key of a chosen certificate in the
 * browser and signs a text with it; the form brings certificate and signature, and never key or its password.
 * Whose key is elsewhere (a token, openssl) signs the text there and pastes the signature.
 */
@Controller
class CertificateFactorController {
  private final CertificateFactor certificates;
  private final Entrance entrance;
  private final EntryForms forms;
  private final SignInController signIn;
  private final RecentSignIn recent;
  private final AddressLimit texts = new AddressLimit(30, "too many texts to sign from this address");

  CertificateFactorController(
      CertificateFactor certificates,
      Entrance entrance,
      EntryForms forms,
      SignInController signIn,
      RecentSignIn recent) {
    this.certificates = certificates;
    this.entrance = entrance;
    this.forms = forms;
    this.signIn = signIn;
    this.recent = recent;
  }

  @GetMapping("/sign-in/certificate")
  @Unauthenticated("who signs in is not signed in yet")
  Page ask(View view, HttpServletRequest request, HttpServletResponse response) {
    forms.offer(request, response);
    return entering(view, request, FormProblems.none());
  }

  @PostMapping("/sign-in/certificate")
  @Unauthenticated("who signs in is not signed in yet")
  @LimitedByAddress("sign-in")
  Object enter(View view, HttpServletRequest request, HttpServletResponse response) {
    forms.require(request);
    forms.offer(request, response);
    Attempt attempt =
        new Attempt(
            view.typed("login"),
            Optional.ofNullable(request.getParameter("password")).orElse(""),
            new Attempt.Signature(proof(view)),
            request.getRemoteAddr(),
            EntryForms.browser(request),
            forms.device(request, response));
    return signIn.answer(
        entrance.enter(attempt),
        view,
        request,
        response,
        () -> entering(view, request, FormProblems.none().add("login", view.text("certificate.refused"))));
  }

  private Page entering(View view, HttpServletRequest request, FormProblems problems) {
    texts.require(request.getRemoteAddr());
    texts.count(request.getRemoteAddr());
    Form form =
        view.form("/sign-in/certificate")
            .field(
                Field.text("login", view.text("sign-in.login"))
                    .with("autocomplete", "username")
                    .with("autocapitalize", "none")
                    .with("spellcheck", "false")
                    .required())
            .field(
                Field.password("password", view.text("certificate.password"), "current-password").required());
    view.parameter("to").filter(Kept::ours).ifPresent(to -> form.hidden("to", to));
    return view.page("certificate.title")
        .lead(view.text("certificate.lead"))
        .problems(problems)
        .script("signin.js")
        .add(
            signing(view, form, certificates.forSignIn(), List.of(), problems)
                .submit(view.text("sign-in.submit")))
        .add(Markup.paragraph(Markup.link("/sign-in", view.text("certificate.code"))));
  }

  @GetMapping("/account/certificate")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Page adding(SignedIn who, View view) {
    return adding(who, view, FormProblems.none());
  }

  @PostMapping("/account/certificate")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Object add(SignedIn who, View view) {
    try {
      certificates.add(who, proof(view));
      return new SeeOther("/account/certificate");
    } catch (Refusal refusal) {
      if (refusal.problem() == Problem.UNAVAILABLE) {
        throw refusal;
      }
      return adding(who, view, FormProblems.of(refusal, view));
    }
  }

  private Page adding(SignedIn who, View view, FormProblems problems) {
    Page page =
        view.page("certificate.add")
            .crumb("/account", "account.title")
            .lead(view.text("certificate.add.lead"))
            .problems(problems);
    boolean may = recent.of(who);
    page.add(Markup.section(view.text("certificate.added"), added(who, may, view)));
    if (!may) {
      return page.add(
          Notice.mind(view.text("certificate.again"), Markup.paragraph(view.text("key.again.text"))),
          view.form("/account/keys/again")
              .hidden("to", "/account/certificate")
              .submit(view.text("key.again.submit"))
              .html());
    }
    page.script("signin.js");
    Form form = view.form("/account/certificate");
    return page.add(
        signing(view, form, certificates.forAdding(who), List.of("data-owner", who.subject()), problems)
            .submit(view.text("certificate.add.submit")));
  }

  private Html added(SignedIn who, boolean may, View view) {
    Table table =
        Table.of(view.text("certificate.added"))
            .column(view.text("certificate.serial"))
            .column(view.text("certificate.since"))
            .column(view.text("people.act"))
            .empty(view.text("certificate.none"));
    for (CertificateFactor.Added added : certificates.of(who)) {
      table.row(
          Show.fingerprint(added.serial()),
          Show.dense(added.at()),
          may
              ? Markup.actions(
                  view.form("/account/certificate/" + added.serial() + "/removal")
                      .submit(view.text("certificate.remove"))
                      .html())
              : Html.text(view.text("key.again.short")));
    }
    return table.html(view);
  }

  @PostMapping("/account/certificate/{serial:[0-9a-f]{1,40}}/removal")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Object remove(SignedIn who, View view, @PathVariable String serial) {
    try {
      certificates.remove(who, serial);
      return new SeeOther("/account/certificate");
    } catch (Refusal refusal) {
      if (refusal.problem() != Problem.REFUSED_BY_RULE) {
        throw refusal;
      }
      return adding(who, view, FormProblems.of(refusal, view));
    }
  }

  /**
   * Where the script signs; and folded away, open when it was used, the text with the fields for what is
   * signed elsewhere.
   */
  private static Form signing(
      View view, Form form, HolderChallenges.Issued issued, List<String> data, FormProblems problems) {
    List<String> attributes =
        new ArrayList<>(List.of("id", "signing", "data-text", issued.text().base64url()));
    attributes.addAll(data);
    boolean byHand = !problems.isEmpty() && !view.typed("by").equals("page");
    form.hidden("challenge", issued.id().toString())
        .hidden("by", "")
        .add(
            Html.of(
                "div",
                attributes,
                Html.of("noscript", Markup.paragraph(view.text("certificate.without")))))
        .fold(view.text("certificate.otherwise"), byHand)
        .add(Markup.heading(view.text("certificate.text")))
        .add(
            Html.of(
                "pre",
                List.of("tabindex", "0"),
                Html.text(new String(issued.text().bytes(), StandardCharsets.UTF_8))))
        .add(Markup.hint(view.text("certificate.text.hint")))
        .field(Field.area("certificate", view.text("certificate.pem")).with("rows", "6").required())
        .field(
            Field.area("signature", view.text("certificate.signature"))
                .with("rows", "3")
                .forgetting()
                .required());
    return problems.isEmpty() ? form : form.problems(problems);
  }

  private static HolderProof proof(View view) {
    return new HolderProof(
        view.typed("challenge"),
        view.typed("certificate").replace("\r\n", "\n") + "\n",
        view.typed("signature").replaceAll("\\s", ""));
  }
}
