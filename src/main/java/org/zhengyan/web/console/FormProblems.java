package org.zhengyan.web.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Refusal;
import org.zhengyan.web.html.Html;

/** What is wrong with what was typed: what happened, why, and what to do now, beside the field and above. */
public final class FormProblems {

  /** @param field whose name it is; null for a complaint about the whole */
  private record Complaint(@Nullable String field, String text) {}

  private final List<Complaint> complaints = new ArrayList<>();
  private @Nullable String code;

  public static FormProblems none() {
    return new FormProblems();
  }

  /**
   * A refusal in the reader's language: {@code refused.CODE} of each member's error, else of the problem. The
   * codes stand in small print, for support.
   */
  public static FormProblems of(Refusal refusal, View view) {
    FormProblems problems = new FormProblems();
    List<String> codes = new ArrayList<>();
    codes.add(refusal.problem().code());
    for (Refusal.MemberError error : refusal.errors()) {
      codes.add(error.code());
      String text = words(view, error.code()).or(() -> words(view, refusal.problem().code())).orElse(error.detail());
      problems.add(error.pointer().substring(error.pointer().lastIndexOf('/') + 1), text);
    }
    if (refusal.errors().isEmpty()) {
      problems.add(null, words(view, refusal.problem().code()).orElse(refusal.detail()));
    }
    problems.code = String.join(" · ", codes);
    return problems;
  }

  private static Optional<String> words(View view, String code) {
    String key = "refused." + code;
    return view.messages().has(key) ? Optional.of(view.text(key)) : Optional.empty();
  }

  /** @param field null for a complaint about the whole */
  public FormProblems add(@Nullable String field, String text) {
    complaints.add(new Complaint(field, text));
    return this;
  }

  public boolean isEmpty() {
    return complaints.isEmpty();
  }

  @Nullable String about(String field) {
    return complaints.stream()
        .filter(complaint -> field.equals(complaint.field()))
        .map(Complaint::text)
        .findFirst()
        .orElse(null);
  }

  /** Above the form; each line leads to its field. */
  Html summary(View view, List<String> fields) {
    List<Html> lines = new ArrayList<>();
    for (Complaint complaint : complaints) {
      lines.add(
          complaint.field() != null && fields.contains(complaint.field())
              ? Markup.link("#field-" + complaint.field(), complaint.text())
              : Html.text(complaint.text()));
    }
    return Html.of(
        "div",
        List.of("class", "problems", "role", "alert", "aria-labelledby", "problems-title", "tabindex", "-1"),
        Html.of("h2", List.of("id", "problems-title"), Html.text(view.text("form.problems"))),
        Markup.list(lines),
        code == null ? Html.nothing() : Html.classed("p", "small", Html.text(view.text("form.code", code))));
  }
}
