package org.zhengyan.web.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.zhengyan.web.html.Html;

/**
 * A form: its questions in order, the summary of what is wrong above them, and in hidden fields the token
 * against forged requests and a key that makes a second press of the button harmless.
 *
 * <p>Shown again after a mistake it keeps what was typed, but for passwords and files.
 */
public final class Form {
  /** The hidden field with the session's token. */
  public static final String CSRF = "csrf";

  /** The hidden field whose value is the act's Idempotency-Key. */
  public static final String ONCE = "once";

  /** Stands in {@code parts} where the next field goes. */
  private static final Html FIELD = Html.nothing();

  private final View view;
  private final String method;
  private final String action;
  private final List<Field> fields = new ArrayList<>();
  private final List<Html> parts = new ArrayList<>();
  private final List<Html> buttons = new ArrayList<>();
  private final Map<String, String> hidden = new TreeMap<>();
  private FormProblems problems = FormProblems.none();
  private boolean typed;
  private boolean upload;
  private boolean decision;
  private int folded = -1;
  private String fold = "";
  private boolean unfolded;

  Form(View view, String method, String action) {
    this.view = view;
    this.method = method;
    this.action = action;
  }

  public Form field(Field field) {
    fields.add(field);
    parts.add(FIELD);
    return this;
  }

  /** Something to read between the questions. */
  public Form add(Html part) {
    parts.add(part);
    return this;
  }

  /** What follows, up to the buttons, stands behind a line of its own: another way to the same end. */
  public Form fold(String summary, boolean open) {
    folded = parts.size();
    fold = summary;
    unfolded = open;
    return this;
  }

  public Form hidden(String name, String value) {
    hidden.put(name, value);
    return this;
  }

  /** The button that does it; it says what it does. */
  public Form submit(String label) {
    buttons.add(Html.of("button", List.of("class", "primary"), Html.text(label)));
    return this;
  }

  /** A button that looks like a link, for the frame. */
  Form submitQuietly(String label) {
    buttons.add(Html.of("button", List.of("class", "quiet"), Html.text(label)));
    return this;
  }

  /** A button whose value says which way it goes; all of them weigh the same. */
  public Form decide(String name, String value, String label) {
    decision = true;
    buttons.add(Html.of("button", List.of("name", name, "value", value), Html.text(label)));
    return this;
  }

  public Form cancel(String href, String label) {
    buttons.add(Html.of("a", List.of("class", "cancel", "href", href), Html.text(label)));
    return this;
  }

  /** Shows what is wrong, with what was typed. */
  public Form problems(FormProblems found) {
    this.problems = found;
    return typed();
  }

  /** The same for fields that have been given their values. */
  public Form complaints(FormProblems found) {
    this.problems = found;
    return this;
  }

  /** Fills the fields with what the request brought. */
  public Form typed() {
    this.typed = true;
    return this;
  }

  /** The form has a file: read it with {@link Upload}. */
  public Form upload() {
    this.upload = true;
    return this;
  }

  public Html html() {
    List<Html> all = new ArrayList<>();
    if (!problems.isEmpty()) {
      all.add(problems.summary(view, fields.stream().map(Field::name).toList()));
    }
    List<Html> inner = new ArrayList<>();
    boolean post = method.equals("post");
    String csrf = view.csrf();
    if (post && csrf != null && !upload) {
      inner.add(hiddenField(CSRF, csrf));
    }
    if (post) {
      inner.add(hiddenField(ONCE, view.once()));
    }
    hidden.forEach((name, value) -> inner.add(hiddenField(name, value)));
    inner.addAll(questions());
    if (!buttons.isEmpty()) {
      inner.add(Html.of("div", List.of("class", decision ? "decisions" : "actions"), Html.all(buttons)));
    }
    all.add(Html.of("form", attributes(csrf), Html.all(inner)));
    return Html.all(all);
  }

  /** In a row above a table. */
  Html filters() {
    List<Html> inner = new ArrayList<>();
    hidden.forEach((name, value) -> inner.add(hiddenField(name, value)));
    inner.addAll(questions());
    inner.add(Html.of("div", List.of("class", "actions"), Html.all(buttons)));
    return Html.of(
        "form",
        List.of("method", "get", "action", action, "class", "filters", "role", "search", "novalidate", ""),
        Html.all(inner));
  }

  private List<String> attributes(@Nullable String csrf) {
    List<String> attributes = new ArrayList<>(List.of("method", method, "novalidate", ""));
    String target = action;
    if (upload) {
      attributes.addAll(List.of("enctype", "multipart/form-data"));
      if (csrf != null) {
        // The token is looked at before the body is read.
        target += (action.contains("?") ? "&" : "?") + CSRF + "=" + URLEncoder.encode(csrf, StandardCharsets.UTF_8);
      }
    }
    attributes.addAll(List.of("action", target));
    return attributes;
  }

  private static Html hiddenField(String name, String value) {
    return Html.of("input", List.of("type", "hidden", "name", name, "value", value));
  }

  /** The parts in order; where a field stands, the field as it is now. */
  private List<Html> questions() {
    List<Html> questions = new ArrayList<>();
    int next = 0;
    for (Html part : parts) {
      questions.add(part == FIELD ? question(fields.get(next++)) : part);
    }
    if (folded < 0) {
      return questions;
    }
    List<Html> all = new ArrayList<>(questions.subList(0, folded));
    all.add(
        Html.of(
            "details",
            unfolded ? List.of("open", "") : List.of(),
            Html.of("summary", Html.text(fold)),
            Html.of("div", Html.all(questions.subList(folded, questions.size())))));
    return all;
  }

  private Html question(Field field) {
    List<String> chosen =
        typed && !field.forgets() || method.equals("get") && view.parameter(field.name()).isPresent()
            ? view.typedAll(field.name())
            : field.value() == null ? List.of() : List.of(field.value());
    return field.html(view, chosen, problems.about(field.name()));
  }
}
