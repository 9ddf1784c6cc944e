package org.zhengyan.web.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.web.html.Html;

/** A whole page: one heading, what a handler adds below it, and around it what all pages share. */
public final class Page {
  private final View view;
  private final String title;
  private final List<Html> crumbs = new ArrayList<>();
  private final List<Html> body = new ArrayList<>();
  private final List<String> scripts = new ArrayList<>();
  private @Nullable String caption;
  private @Nullable String lead;
  private String accent;
  private int status = 200;
  private boolean wrong;

  Page(View view, String title) {
    this.view = view;
    this.title = title;
    this.accent = view.console().accent();
  }

  /** A page above this one. */
  public Page crumb(String href, String key, Object... arguments) {
    crumbs.add(Html.of("li", Markup.link(href, view.text(key, arguments))));
    return this;
  }

  /** A word above the heading: what kind of thing this is. */
  public Page caption(String text) {
    this.caption = text;
    return this;
  }

  /** The sentence below the heading. */
  public Page lead(String text) {
    this.lead = text;
    return this;
  }

  public Page add(Html... parts) {
    body.addAll(Arrays.asList(parts));
    return this;
  }

  public Page add(Form form) {
    return add(form.html());
  }

  public Page add(Facts facts) {
    return add(facts.html());
  }

  public Page add(Steps steps) {
    return add(steps.html());
  }

  public Page add(Figures figures) {
    return add(figures.html());
  }

  public Page add(Table table) {
    return add(table.html(view));
  }

  /** Says in the title that something is wrong, for those who hear it first; 422 unless another status is set. */
  public Page problems(FormProblems problems) {
    if (!problems.isEmpty()) {
      wrong = true;
      status = status == 200 ? 422 : status;
    }
    return this;
  }

  public Page status(int status) {
    this.status = status;
    return this;
  }

  /** Red where an organ is shown, blue where an institution is. */
  public Page organ(boolean organ) {
    this.accent = organ ? "organ" : "institution";
    return this;
  }

  /** Loads a script of {@code web/console}; only on pages that use a key. */
  public Page script(String name) {
    scripts.add(view.asset(name));
    return this;
  }

  int status() {
    return status;
  }

  /** CSP Level 3: its own style, its own forms; script only where one was asked for. */
  String policy() {
    String policy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none';"
            + " base-uri 'none'";
    return scripts.isEmpty()
        ? policy
        : policy
            + "; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
  }

  public Html html() {
    return Html.of(
        "html",
        List.of("lang", view.language().tag()),
        head(),
        Html.of(
            "body",
            List.of("class", "accent-" + accent),
            Html.of("a", List.of("class", "skip", "href", "#main"), Html.text(view.text("skip"))),
            environment(),
            new Frame(view).header(),
            Html.of(
                "div",
                List.of("class", "inner"),
                breadcrumb(),
                Html.of("main", List.of("id", "main", "tabindex", "-1"), heading(), Html.all(body))),
            new Frame(view).footer()));
  }

  private Html head() {
    List<Html> parts = new ArrayList<>();
    parts.add(Html.of("meta", List.of("charset", "utf-8")));
    parts.add(meta("viewport", "width=device-width, initial-scale=1"));
    parts.add(meta("color-scheme", "light dark"));
    parts.add(meta("format-detection", "telephone=no"));
    String full = title + " – " + view.text("console." + view.console().wire()) + " – " + view.text("service");
    parts.add(Html.of("title", Html.text(wrong ? view.text("title.wrong", full) : full)));
    parts.add(Html.of("link", List.of("rel", "icon", "href", view.asset("icon.svg"))));
    parts.add(Html.of("link", List.of("rel", "stylesheet", "href", view.asset("console.css"))));
    for (String script : scripts) {
      parts.add(Html.of("script", List.of("src", script, "defer", "")));
    }
    return Html.of("head", Html.all(parts));
  }

  private static Html meta(String name, String content) {
    return Html.of("meta", List.of("name", name, "content", content));
  }

  private Html environment() {
    ServiceEnvironment environment = view.surroundings().environment();
    return environment == ServiceEnvironment.PRODUCTION
        ? Html.nothing()
        : Html.of(
            "div",
            List.of("class", "environment"),
            Html.classed("div", "inner", Html.text(view.text("environment." + environment.wire()))));
  }

  private Html breadcrumb() {
    return crumbs.isEmpty()
        ? Html.nothing()
        : Html.of(
            "nav", List.of("class", "crumbs", "aria-label", view.text("crumbs")), Html.of("ol", Html.all(crumbs)));
  }

  private Html heading() {
    return Html.all(
        caption == null ? Html.nothing() : Html.classed("p", "caption", Html.text(caption)),
        Html.of("h1", Html.text(title)),
        lead == null ? Html.nothing() : Html.classed("p", "lead", Html.text(lead)));
  }
}
