package org.zhengyan.web.holder;

import static org.zhengyan.web.html.Html.text;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.zhengyan.web.html.Html;

/**
 * The frame of the page and its first words; the script goes on from there.
 *
 * @param request whose page it is; null for the page of the kept certificates
 */
record HolderPage(Texts texts, Assets assets, @Nullable Request request) {

  /** What a holder is asked. */
  record Request(Kind kind, UUID id) {}

  /** What there is to ask; the script knows it by its name. */
  enum Kind {
    VERIFICATION("verification", "landing"),
    BATCH("batch", "batch.landing");

    private final String wire;
    private final String texts;

    Kind(String wire, String texts) {
      this.wire = wire;
      this.texts = texts;
    }
  }

  String document() {
    String about = request == null ? "credentials" : request.kind().texts;
    return document(about + ".title", about + ".text", true);
  }

  /** What to say where there is no such page. */
  String notFound() {
    return message("result.not-found.title", "result.not-found.text");
  }

  /** Inside another app: how to leave it. The script says the same, with the app's name and a button to copy. */
  String outside() {
    return document("inapp.title", "inapp.how", true);
  }

  String message(String title, String text) {
    return document(title, text, false);
  }

  private String document(String title, String lead, boolean script) {
    List<String> body =
        request == null ? List.of() : List.of("data-" + request.kind().wire, request.id().toString());
    return Html.of(
            "html",
            List.of("lang", texts.tag()),
            head(title, script),
            Html.of("body", body, skip(), header(script), main(title, lead, script), status(), footer()))
        .document();
  }

  private Html head(String title, boolean script) {
    List<Html> parts = new ArrayList<>();
    parts.add(Html.of("meta", List.of("charset", "utf-8")));
    parts.add(meta("viewport", "width=device-width, initial-scale=1"));
    parts.add(meta("color-scheme", "light dark"));
    parts.add(meta("format-detection", "telephone=no"));
    parts.add(meta("robots", "noindex"));
    parts.add(Html.of("title", text(texts.text(title))));
    parts.add(Html.of("link", List.of("rel", "icon", "href", assets.icon().path())));
    parts.add(Html.of("link", List.of("rel", "stylesheet", "href", assets.style().path())));
    if (script) {
      parts.add(Html.of("script", List.of("src", assets.script().path(), "defer", "")));
    }
    return Html.of("head", Html.all(parts));
  }

  private static Html meta(String name, String content) {
    return Html.of("meta", List.of("name", name, "content", content));
  }

  private Html skip() {
    return Html.of("a", List.of("class", "skip", "href", "#main", "data-text", "skip"), text(texts.text("skip")));
  }

  private Html header(boolean script) {
    Html service = Html.of("p", List.of("data-text", "service"), text(texts.text("service")));
    if (!script) {
      return Html.of("header", service);
    }
    Html language =
        Html.of(
            "button",
            List.of("id", "language", "type", "button", "data-text", "language", "hidden", ""),
            text(texts.text("language")));
    return Html.of("header", service, language);
  }

  private Html main(String title, String lead, boolean script) {
    return Html.of(
        "main",
        List.of("id", "main"),
        Html.of("h1", text(texts.text(title))),
        Html.of("p", text(texts.text(lead))),
        script ? Html.of("noscript", Html.of("p", text(texts.text("noscript")))) : Html.nothing());
  }

  private static Html status() {
    return Html.of("p", List.of("id", "status", "class", "unseen", "role", "status"));
  }

  private Html footer() {
    return request == null
        ? Html.nothing()
        : Html.of(
            "footer",
            Html.of(
                "a",
                List.of("href", "/v/credentials", "target", "_blank", "data-text", "credentials.link"),
                text(texts.text("credentials.link"))));
  }
}
