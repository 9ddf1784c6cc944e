package org.zhengyan.web.console.authority;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.PersonId;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** The form in which the second person decides, or why this reader may not. */
final class Decision {
  private Decision() {}

  /**
   * Whose turn it is, and the form for whoever may decide.
   *
   * @param submitter null where it is not known, and the service alone says
   * @param role whether the reader has the role that decides
   */
  static Html of(
      View view,
      SignedIn who,
      @Nullable PersonId submitter,
      boolean role,
      String action,
      String digest,
      String agree,
      FormProblems problems) {
    if (who.person().equals(submitter)) {
      return Notice.mind(view.text("decision.own"));
    }
    if (!role) {
      return Notice.plain(Html.text(view.text("decision.other-role")));
    }
    Form form =
        view.form(action)
            .hidden("digest", digest)
            .field(
                Field.area("reason", view.text("decision.reason"))
                    .hint(view.text("decision.reason.hint"))
                    .conditional()
                    .with("maxlength", "200"))
            .decide("decision", "approve", agree)
            .decide("decision", "refuse", view.text("decision.refuse"));
    if (!problems.isEmpty()) {
      form.problems(problems);
    }
    return Html.all(Markup.heading(view.text("decision.title")), form.html());
  }

  /** True for yes, false for no; no needs a reason. */
  static boolean approved(View view) {
    return switch (view.typed("decision")) {
      case "approve" -> true;
      case "refuse" -> false;
      default ->
          throw Refusal.member(
              Problem.REFUSED_BY_RULE, "/decision", "decision-missing", "approve or refuse");
    };
  }

  /** @throws Refusal {@code refused-by-rule} without one */
  static String reason(View view) {
    if (view.typed("reason").isEmpty()) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/reason", "reason-missing", "a refusal has a reason");
    }
    return CallerText.require(view.typed("reason"), "/reason");
  }

  /**
   * Does what was decided, once.
   *
   * @param yes approves; gives the id of what was decided
   * @param no refuses for that reason; the same
   * @throws Refusal {@code refused-by-rule} without a decision, or without the reason of a no
   */
  static ResponseEntity<?> once(
      Idempotency idempotency, SignedIn who, View view, Supplier<String> yes, UnaryOperator<String> no) {
    boolean approved = approved(view);
    String reason = approved ? "" : reason(view);
    return idempotency.once(
        view.idempotent(who.actor()), () -> ResponseEntity.ok(approved ? yes.get() : no.apply(reason)));
  }

  /** The page again, as the thing stands now. */
  interface Again {
    Page page(FormProblems problems, @Nullable Refusal failed);
  }

  /** Where the act leads; else the page again, with what its form lacks, or with what went wrong above it. */
  static Object orAgain(View view, Supplier<SeeOther> act, Again again) {
    try {
      return act.get();
    } catch (Refusal refusal) {
      boolean typed =
          refusal.problem() == Problem.REFUSED_BY_RULE
              && refusal.errors().stream().anyMatch(e -> e.pointer().matches("/(reason|decision)"));
      return typed
          ? again.page(FormProblems.of(refusal, view), null)
          : again.page(FormProblems.none(), refusal).status(refusal.problem().status());
    }
  }

  /** What went wrong, in the reader's words, above a page that shows the thing as it stands now. */
  static Html failed(View view, Refusal refusal) {
    String key = "failed." + refusal.problem().code();
    String words = view.messages().has(key) ? view.text("failed." + refusal.problem().code()) : refusal.detail();
    return Notice.wrong(words, Html.classed("p", "small", Html.text(refusal.detail())));
  }
}
