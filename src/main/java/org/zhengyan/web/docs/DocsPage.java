package org.zhengyan.web.docs;

import static org.zhengyan.web.html.Html.all;
import static org.zhengyan.web.html.Html.classed;
import static org.zhengyan.web.html.Html.code;
import static org.zhengyan.web.html.Html.link;
import static org.zhengyan.web.html.Html.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.zhengyan.failure.Problem;
import org.zhengyan.web.docs.Description.Operation;
import org.zhengyan.web.html.Html;

/** Makes the page: an introduction, the operations by tag, the problems, the schemas. */
final class DocsPage {
  private final Description description;
  private final OperationSection operations;
  private final SchemaTable schemas;

  private DocsPage(Description description) {
    this.description = description;
    this.operations = new OperationSection(description);
    this.schemas = new SchemaTable(description);
  }

  /**
   * @param yaml the OpenAPI description
   * @param style the style sheet, which stands in the page
   */
  static String of(String yaml, String style) {
    return new DocsPage(new Description(Yaml.parse(yaml))).page(style).document();
  }

  private Html page(String style) {
    Yaml info = description.root().at("info");
    String title = info.at("title").text() + " API " + info.at("version").text();
    return Html.of(
        "html",
        List.of("lang", "en"),
        Html.of(
            "head",
            Html.of("meta", List.of("charset", "utf-8")),
            Html.of("meta", List.of("name", "viewport", "content", "width=device-width, initial-scale=1")),
            Html.of("title", text(title)),
            Html.of("style", text(style))),
        Html.of(
            "body",
            Html.of("a", List.of("class", "skip", "href", "#main"), text("Skip to the text")),
            Html.of(
                "header",
                Html.of("h1", text(title)),
                classed("p", "lead", text(info.at("summary").text())),
                classed("p", "zh", Html.of("span", List.of("lang", "zh"), text(info.at("x-zh").text()))),
                Html.of(
                    "p",
                    text("The same as a file: "),
                    link("/api-spec/openapi.yaml", text("openapi.yaml")),
                    text(" (OpenAPI " + description.root().at("openapi").text() + ")"))),
            contents(),
            Html.of(
                "main",
                List.of("id", "main"),
                Html.of("section", List.of("id", "introduction"), Markdown.render(info.at("description").text())),
                sections(),
                problems(),
                components())));
  }

  private List<Yaml> tags() {
    return description.root().at("tags").items();
  }

  private Html contents() {
    List<Html> entries = new ArrayList<>();
    entries.add(Html.of("li", link("#introduction", text("Introduction"))));
    for (Yaml tag : tags()) {
      String name = tag.at("name").text();
      List<Html> inner = new ArrayList<>();
      for (Operation operation : description.operations(name)) {
        inner.add(
            Html.of(
                "li",
                link(
                    "#" + operation.id(),
                    classed("span", "method " + operation.method(), text(operation.method())),
                    text(" " + operation.path().replaceFirst("^/api/v1", "")))));
      }
      entries.add(Html.of("li", link("#" + anchor(name), text(name)), Html.of("ul", all(inner))));
    }
    entries.add(Html.of("li", link("#problems", text("Problems"))));
    entries.add(Html.of("li", link("#schemas", text("Schemas"))));
    return Html.of("nav", List.of("aria-label", "Contents"), Html.of("ul", all(entries)));
  }

  private Html sections() {
    List<Html> sections = new ArrayList<>();
    for (Yaml tag : tags()) {
      String name = tag.at("name").text();
      sections.add(
          Html.of(
              "section",
              List.of("id", anchor(name)),
              Html.of("h2", text(name), zh(tag)),
              Markdown.render(tag.at("description").text()),
              all(description.operations(name).stream().map(operations::of).toList())));
    }
    return all(sections);
  }

  private static Html zh(Yaml node) {
    String text = node.at("x-zh").text();
    return text.isEmpty()
        ? Html.nothing()
        : all(text(" "), Html.of("span", List.of("lang", "zh", "class", "zh"), text(text)));
  }

  private static Html problems() {
    List<Html> rows = new ArrayList<>();
    Arrays.stream(Problem.values())
        .forEach(
            problem ->
                rows.add(
                    Html.of(
                        "tr",
                        List.of("id", "problem-" + problem.code()),
                        Html.of("td", text(Integer.toString(problem.status()))),
                        Html.of("td", code(problem.type())),
                        Html.of("td", text(problem.title())))));
    return Html.of(
        "section",
        List.of("id", "problems"),
        Html.of("h2", text("Problems")),
        classed(
            "table",
            "members",
            Html.of(
                "thead",
                Html.of(
                    "tr",
                    Html.of("th", text("Status")),
                    Html.of("th", text("Type")),
                    Html.of("th", text("Title")))),
            Html.of("tbody", all(rows))));
  }

  private Html components() {
    List<Html> parts = new ArrayList<>();
    Yaml components = description.root().at("components", "schemas");
    for (String name : components.names()) {
      Yaml schema = components.at(name);
      parts.add(
          Html.of(
              "section",
              List.of("class", "schema", "id", "schema-" + name),
              Html.of("h3", text(name)),
              Markdown.render(schema.at("description").text()),
              schemas.of(schema)));
    }
    return Html.of("section", List.of("id", "schemas"), Html.of("h2", text("Schemas")), all(parts));
  }

  private static String anchor(String tag) {
    return "tag-" + tag.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }
}
