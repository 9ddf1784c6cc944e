package org.zhengyan.web.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.zhengyan.web.html.Html;

/**
 * One question of a form: a label, a hint, the answer as it was typed, and beside it what is wrong with it.
 * Immutable; each method gives the field with one thing more.
 *
 * @param attributes further ones of the control, names and values by turns
 */
public record Field(
    Kind kind,
    String name,
    String label,
    @Nullable String hint,
    @Nullable String value,
    List<Option> options,
    boolean mandatory,
    List<String> attributes) {

  /** One of the answers to choose from. */
  public record Option(String value, String label, @Nullable String hint) {
    public Option(String value, String label) {
      this(value, label, null);
    }
  }

  /** What answers the question. */
  public enum Kind {
    TEXT,
    PASSWORD,
    EMAIL,
    TEL,
    NUMBER,
    SEARCH,
    DATE,
    FILE,
    AREA,
    SELECT,
    RADIOS,
    CHECKS
  }

  private static Field of(Kind kind, String name, String label, List<Option> options) {
    return new Field(kind, name, label, null, null, List.copyOf(options), false, List.of());
  }

  public static Field text(String name, String label) {
    return of(Kind.TEXT, name, label, List.of());
  }

  /** Any other kind without choices. */
  public static Field of(Kind kind, String name, String label) {
    return of(kind, name, label, List.of());
  }

  /** @param autocomplete {@code current-password} or {@code new-password} */
  public static Field password(String name, String label, String autocomplete) {
    return of(Kind.PASSWORD, name, label, List.of()).with("autocomplete", autocomplete);
  }

  public static Field date(String name, String label) {
    return of(Kind.DATE, name, label, List.of());
  }

  public static Field area(String name, String label) {
    return of(Kind.AREA, name, label, List.of());
  }

  /** @param accept such as {@code .ofd,.pdf} */
  public static Field file(String name, String label, String accept) {
    return of(Kind.FILE, name, label, List.of()).with("accept", accept);
  }

  public static Field select(String name, String label, List<Option> options) {
    return of(Kind.SELECT, name, label, options);
  }

  public static Field radios(String name, String label, List<Option> options) {
    return of(Kind.RADIOS, name, label, options);
  }

  /** Several may be chosen; with one option it is a single box. */
  public static Field checks(String name, String label, List<Option> options) {
    return of(Kind.CHECKS, name, label, options);
  }

  public Field hint(String text) {
    return new Field(kind, name, label, text, value, options, mandatory, attributes);
  }

  public Field value(@Nullable String text) {
    return new Field(kind, name, label, hint, text, options, mandatory, attributes);
  }

  public Field required() {
    return new Field(kind, name, label, hint, value, options, true, attributes);
  }

  /** An attribute of the control, such as {@code maxlength}, {@code inputmode} or {@code autocomplete}. */
  public Field with(String attribute, String text) {
    List<String> more = new ArrayList<>(attributes);
    more.add(attribute);
    more.add(text);
    return new Field(kind, name, label, hint, value, options, mandatory, List.copyOf(more));
  }

  /** Needed in one case, which the hint names, and so not marked as one that may stay empty. */
  public Field conditional() {
    return with("data-conditional", "");
  }

  /** What was typed is not shown again: it should not have been. */
  public Field forgetting() {
    return with("data-forget", "");
  }

  boolean forgets() {
    return attributes.contains("data-forget");
  }

  /** Where the error summary leads. */
  String id() {
    return "field-" + name;
  }

  boolean grouped() {
    return kind == Kind.RADIOS || kind == Kind.CHECKS;
  }

  /** @param chosen what was typed or chosen before; empty for nothing */
  Html html(View view, List<String> chosen, @Nullable String error) {
    List<Html> parts = new ArrayList<>();
    boolean marked = !mandatory && !attributes.contains("data-conditional");
    String optional = marked ? view.text("form.optional") : "";
    List<Html> name = List.of(Html.text(label), Html.classed("span", "optional", Html.text(optional)));
    if (grouped()) {
      parts.add(Html.of("legend", Html.all(name)));
    } else {
      parts.add(Html.of("label", List.of("for", id()), Html.all(name)));
    }
    if (hint != null) {
      parts.add(Html.of("p", List.of("class", "hint", "id", id() + "-hint"), Html.text(hint)));
    }
    if (error != null) {
      parts.add(
          Html.of(
              "p",
              List.of("class", "error", "id", id() + "-error"),
              Html.classed("span", "unseen", Html.text(view.text("form.error") + " ")),
              Html.text(error)));
    }
    parts.add(control(chosen, error != null));
    String css = error == null ? "field" : "field invalid";
    if (!grouped()) {
      return Html.of("div", List.of("class", css), Html.all(parts));
    }
    List<String> described = new ArrayList<>(List.of("class", css));
    described.addAll(describedBy(error != null));
    return Html.of("fieldset", described, Html.all(parts));
  }

  private List<String> describedBy(boolean wrong) {
    List<String> ids = new ArrayList<>();
    if (hint != null) {
      ids.add(id() + "-hint");
    }
    if (wrong) {
      ids.add(id() + "-error");
    }
    return ids.isEmpty() ? List.of() : List.of("aria-describedby", String.join(" ", ids));
  }

  private Html control(List<String> chosen, boolean wrong) {
    if (grouped()) {
      return choices(chosen);
    }
    List<String> all = new ArrayList<>(List.of("id", id(), "name", name));
    all.addAll(attributes);
    all.addAll(describedBy(wrong));
    if (wrong) {
      all.addAll(List.of("aria-invalid", "true"));
    }
    if (mandatory) {
      // Spoken, and left to the server to insist on: its words say what to do, the browser's do not.
      all.addAll(List.of("aria-required", "true"));
    }
    String text = chosen.isEmpty() ? "" : chosen.getFirst();
    switch (kind) {
      case AREA -> {
        return Html.of("textarea", all, Html.text("\n" + text));
      }
      case SELECT -> {
        return Html.of("select", all, Html.all(options.stream().map(option -> option(option, chosen)).toList()));
      }
      default -> {
        all.addAll(List.of("type", kind.name().toLowerCase(Locale.ROOT)));
        if (kind != Kind.FILE && kind != Kind.PASSWORD && !text.isEmpty()) {
          all.addAll(List.of("value", text));
        }
        return Html.of("input", all);
      }
    }
  }

  private static Html option(Option option, List<String> chosen) {
    List<String> attributes = new ArrayList<>(List.of("value", option.value()));
    if (chosen.contains(option.value())) {
      attributes.addAll(List.of("selected", ""));
    }
    return Html.of("option", attributes, Html.text(option.label()));
  }

  private Html choices(List<String> chosen) {
    List<Html> all = new ArrayList<>();
    for (int i = 0; i < options.size(); i++) {
      Option option = options.get(i);
      List<String> box = new ArrayList<>();
      box.addAll(List.of("type", kind == Kind.RADIOS ? "radio" : "checkbox", "name", name));
      box.addAll(List.of("value", option.value(), "id", i == 0 ? id() : id() + "-" + i));
      if (chosen.contains(option.value())) {
        box.addAll(List.of("checked", ""));
      }
      all.add(
          Html.of(
              "label",
              List.of("class", "option"),
              Html.of("input", box),
              Html.of(
                  "span",
                  Html.text(option.label()),
                  option.hint() == null ? Html.nothing() : Html.classed("span", "hint", Html.text(option.hint())))));
    }
    return Html.all(all);
  }
}
