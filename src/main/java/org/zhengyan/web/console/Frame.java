package org.zhengyan.web.console;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.web.html.Html;

/** What stands above and below every page: the service's name, the sections, the language, who is signed in. */
record Frame(View view) {

  Html header() {
    Html brand =
        Html.of(
            "a",
            List.of("class", "brand", "href", "/"),
            mark(),
            Html.of("span", Html.text(view.text("service"))));
    Html console =
        view.console() == Console.OPEN
            ? Html.nothing()
            : Html.of(
                "a",
                List.of("class", "console", "href", view.console().home()),
                Html.text(view.text("console." + view.console().wire())));
    return Html.of(
        "header",
        List.of("class", "top"),
        Html.of("div", List.of("class", "inner"), brand, console, Html.of("div", List.of("class", "own"), own())),
        sections());
  }

  /** A plain check mark: no emblem is imitated. */
  private static Html mark() {
    return Html.of(
        "svg",
        List.of("viewBox", "0 0 32 32", "width", "32", "height", "32", "aria-hidden", "true", "focusable", "false"),
        Html.of("rect", List.of("width", "32", "height", "32", "rx", "4", "fill", "currentColor")),
        Html.of(
            "path",
            List.of(
                "class", "tick", "d", "M8 17l6 6 11-13", "fill", "none", "stroke-width", "4", "stroke-linecap",
                "round", "stroke-linejoin", "round")));
  }

  private Html own() {
    List<Html> parts = new ArrayList<>();
    String signedIn = view.signedIn();
    if (signedIn != null) {
      parts.add(Html.of("a", List.of("href", "/account"), Html.text(signedIn)));
      parts.add(view.form("/sign-out").submitQuietly(view.text("sign-out")).html());
    }
    language(parts);
    return Html.all(parts);
  }

  private void language(List<Html> parts) {
    String href = view.inOtherLanguage();
    if (href != null) {
      Language other = view.language() == Language.ZH ? Language.EN : Language.ZH;
      parts.add(
          Html.of(
              "a",
              List.of("href", href, "lang", other.tag(), "hreflang", other.tag(), "rel", "nofollow"),
              Html.text(view.text("language.other"))));
    }
  }

  private Html sections() {
    List<Navigation.Item> items = view.surroundings().sections(view.console(), view.request());
    if (items.isEmpty()) {
      return Html.nothing();
    }
    Navigation.@Nullable Item current = null;
    int most = 0;
    for (Navigation.Item item : items) {
      int claims = item.claims(view.path());
      if (claims > most) {
        most = claims;
        current = item;
      }
    }
    List<Html> links = new ArrayList<>();
    for (Navigation.Item item : items) {
      List<String> attributes = new ArrayList<>(List.of("href", item.path()));
      if (item.equals(current)) {
        attributes.addAll(List.of("aria-current", view.path().equals(item.path()) ? "page" : "true"));
      }
      links.add(Html.of("li", Html.of("a", attributes, Html.text(view.text(item.key())))));
    }
    return Html.of(
        "nav",
        List.of("class", "sections", "aria-label", view.text("sections")),
        Html.of("ul", List.of("class", "inner"), Html.all(links)));
  }

  Html footer() {
    return Html.of(
        "footer",
        Html.of(
            "div",
            List.of("class", "inner"),
            Html.of(
                "ul",
                Html.of("li", Markup.link("/", view.text("footer.home"))),
                Html.of("li", Markup.link("/check/file", view.text("footer.check"))),
                Html.of("li", Markup.link("/docs", view.text("footer.docs")))),
            Html.of("p", Html.text(view.text("footer.words")))));
  }
}
