package org.zhengyan.web.console.account;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.By;
import org.zhengyan.access.KeyFactor;
import org.zhengyan.access.RecentSignIn;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SecurityKeys;
import org.zhengyan.access.Sessions;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.webauthn.Ceremonies;
import org.zhengyan.access.webauthn.RelyingParty;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.LimitedByAddress;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.web.SessionCookie;
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
 * Security keys of one's own account, and what a browser asks for before a key signs: options in the JSON of
 * Web Authentication Level 3, sections 5.1.8 and 5.1.9, made anew with each press of the page's button.
 */
@Controller
class SecurityKeyController {
  private static final String PATH = "/account/keys";
  private static final long PATIENCE = 120_000;

  private final SecurityKeys keys;
  private final KeyFactor factor;
  private final RelyingParty party;
  private final RecentSignIn recent;
  private final Sessions sessions;
  private final EntryForms forms;
  private final SessionCookie cookies;
  private final TransactionTemplate transaction;

  SecurityKeyController(
      SecurityKeys keys,
      KeyFactor factor,
      RelyingParty party,
      RecentSignIn recent,
      Sessions sessions,
      EntryForms forms,
      SessionCookie cookies,
      TransactionTemplate transaction) {
    this.keys = keys;
    this.factor = factor;
    this.party = party;
    this.recent = recent;
    this.sessions = sessions;
    this.forms = forms;
    this.cookies = cookies;
    this.transaction = transaction;
  }

  /** The same for everybody: it names no account and no key. */
  @PostMapping("/sign-in/challenge")
  @Unauthenticated("who signs in is not signed in yet")
  @LimitedByAddress("challenge")
  ResponseEntity<Map<String, Object>> signingIn(HttpServletRequest request) {
    forms.require(request);
    return options(
        Map.of(
            "challenge", base64url(factor.challenge(forms.entry(request).orElseThrow())),
            "rpId", party.id(),
            "timeout", PATIENCE,
            "userVerification", "required"));
  }

  @PostMapping("/account/keys/challenge")
  @RequiresRole({
    Role.CLERK, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.USER,
    Role.OWNER, Role.DEVELOPER, Role.VIEWER
  })
  ResponseEntity<Map<String, Object>> adding(SignedIn who, View view) {
    SecurityKeys.Adding adding = keys.forAdding(who);
    return options(
        Map.of(
            "challenge", base64url(adding.challenge()),
            "rp", Map.of("id", party.id(), "name", view.text("service")),
            "user",
                Map.of(
                    "id", base64url(adding.user()), "name", adding.login(), "displayName", adding.login()),
            "pubKeyCredParams",
                Ceremonies.algorithms().stream()
                    .map(algorithm -> Map.of("type", "public-key", "alg", algorithm))
                    .toList(),
            "excludeCredentials",
                adding.present().stream()
                    .map(id -> Map.of("type", "public-key", "id", base64url(id)))
                    .toList(),
            "authenticatorSelection",
                Map.of("residentKey", "required", "requireResidentKey", true, "userVerification", "required"),
            "attestation", "none",
            "timeout", PATIENCE));
  }

  private static ResponseEntity<Map<String, Object>> options(Map<String, Object> options) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .contentType(MediaType.APPLICATION_JSON)
        .body(options);
  }

  private static String base64url(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  @GetMapping(PATH)
  @RequiresRole({
    Role.CLERK, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.USER,
    Role.OWNER, Role.DEVELOPER, Role.VIEWER
  })
  Page page(SignedIn who, View view) {
    return page(who, view, FormProblems.none());
  }

  @PostMapping(PATH)
  @RequiresRole({
    Role.CLERK, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.USER,
    Role.OWNER, Role.DEVELOPER, Role.VIEWER
  })
  Object add(SignedIn who, View view) {
    return act(who, view, () -> keys.add(who, view.typed("name"), view.typed("key")));
  }

  @PostMapping("/account/keys/{id}/remove")
  @RequiresRole({
    Role.CLERK, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.USER,
    Role.OWNER, Role.DEVELOPER, Role.VIEWER
  })
  Object remove(SignedIn who, View view, @PathVariable String id) {
    return act(who, view, () -> keys.remove(who, id));
  }

  private Object act(SignedIn who, View view, Runnable act) {
    try {
      act.run();
      return new SeeOther(PATH);
    } catch (Refusal refusal) {
      if (refusal.problem() == Problem.UNAVAILABLE || refusal.problem() == Problem.NOT_FOUND) {
        throw refusal;
      }
      return page(who, view, FormProblems.of(refusal, view));
    }
  }

  /** Both factors again, and back to the page of keys or of certificates. */
  @PostMapping("/account/keys/again")
  @RequiresRole({
    Role.CLERK, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.USER,
    Role.OWNER, Role.DEVELOPER, Role.VIEWER
  })
  SeeOther again(SignedIn who, View view, HttpServletResponse response) {
    transaction.executeWithoutResult(
        status -> sessions.end(who.accountId(), who.sessionId(), By.of(who)));
    cookies.forget(response, SessionCookie.Kind.SESSION);
    boolean certificates = view.typed("to").equals("/account/certificate");
    return new SeeOther("/sign-in?to=%2Faccount%2F" + (certificates ? "certificate" : "keys"));
  }

  private Page page(SignedIn who, View view, FormProblems problems) {
    List<SecurityKeys.Key> own = keys.of(who);
    boolean may = recent.of(who);
    Page page =
        view.page("key.title")
            .crumb("/account", "account.title")
            .lead(view.text("key.lead"))
            .problems(problems)
            .add(table(view, own, may));
    if (!keys.possible()) {
      return page.add(Notice.mind(view.text("key.impossible")));
    }
    if (!may) {
      return page.add(
          Notice.mind(view.text("key.again"), Markup.paragraph(view.text("key.again.text"))),
          view.form("/account/keys/again").submit(view.text("key.again.submit")).html());
    }
    if (own.size() >= SecurityKeys.MOST) {
      return page.add(Notice.mind(view.text("refused.key-many")));
    }
    Form form =
        view.form(PATH)
            .hidden("key", "")
            .field(
                Field.text("name", view.text("key.name"))
                    .hint(view.text("key.name.hint"))
                    .with("maxlength", "40")
                    .with("autocomplete", "off")
                    .required())
            .add(KeyParts.adding(view));
    if (!problems.isEmpty()) {
      form.problems(problems);
    }
    return page.script("key.js").add(Markup.section(view.text("key.add"), form.html()));
  }

  private static Table table(View view, List<SecurityKeys.Key> own, boolean may) {
    Table table =
        Table.of(view.text("key.title"))
            .column(view.text("key.name"))
            .column(view.text("key.added"))
            .column(view.text("session.seen"))
            .column(view.text("people.act"))
            .empty(view.text("key.none"));
    for (SecurityKeys.Key key : own) {
      table.row(
          key.synced()
              ? Html.all(Html.text(key.name()), Markup.hint(view.text("key.synced")))
              : Html.text(key.name()),
          Show.dense(key.addedAt()),
          key.usedAt() == null ? Html.text(view.text("key.unused")) : Show.dense(key.usedAt()),
          may
              ? view.form(PATH + "/" + key.id() + "/remove").submit(view.text("key.remove")).html()
              : Html.text(view.text("key.again.short")));
    }
    return table;
  }
}
