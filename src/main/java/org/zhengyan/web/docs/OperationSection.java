package org.zhengyan.web.docs;

import static org.zhengyan.web.html.Html.all;
import static org.zhengyan.web.html.Html.classed;
import static org.zhengyan.web.html.Html.code;
import static org.zhengyan.web.html.Html.link;
import static org.zhengyan.web.html.Html.text;

import java.util.ArrayList;
import java.util.List;
import org.zhengyan.web.docs.Description.Operation;
import org.zhengyan.web.html.Html;

/** Shows one operation: who may call it, what goes in, what comes out, what can go wrong. */
final class OperationSection {
  private final Description description;
  private final SchemaTable schemas;
  private final Sample sample;

  OperationSection(Description description) {
    this.description = description;
    this.schemas = new SchemaTable(description);
    this.sample = new Sample(description);
  }

  Html of(Operation operation) {
    return Html.of(
        "section",
        List.of("class", "operation", "id", operation.id()),
        Html.of("h3", Markdown.inline(operation.node().at("summary").text())),
        classed(
            "p",
            "route",
            classed("span", "method " + operation.method(), text(operation.method())),
            text(" "),
            code(operation.path())),
        who(operation),
        Markdown.render(operation.node().at("description").text()),
        parameters(operation),
        request(operation),
        answers(operation),
        problems(operation));
  }

  private Html who(Operation operation) {
    List<String> scopes = description.scopes(operation);
    List<String> others = description.otherCredentials(operation);
    if (scopes.isEmpty()) {
      return others.isEmpty()
          ? classed("p", "who", text("Anybody may call this."))
          : classed("p", "who", text("Holder's page: "), alternatives(others));
    }
    return others.isEmpty()
        ? classed("p", "who", text("Scope: "), alternatives(scopes))
        : classed(
            "p", "who", text("Scope: "), alternatives(scopes), text("; holder's page: "), alternatives(others));
  }

  private static Html alternatives(List<String> names) {
    List<Html> parts = new ArrayList<>();
    for (String name : names) {
      parts.add(text(parts.isEmpty() ? "" : " or "));
      parts.add(code(name));
    }
    return all(parts);
  }

  private Html parameters(Operation operation) {
    if (operation.parameters().isEmpty()) {
      return Html.nothing();
    }
    List<Html> rows = new ArrayList<>();
    for (Yaml parameter : operation.parameters()) {
      boolean required = parameter.at("required").isTrue();
      Yaml schema = parameter.at("schema");
      rows.add(
          Html.of(
              "tr",
              Html.of(
                  "td",
                  code(parameter.at("name").text()),
                  classed("span", required ? "required" : "optional", text(required ? "required" : "optional"))),
              Html.of("td", text(parameter.at("in").text())),
              Html.of(
                  "td",
                  Markdown.inline(parameter.at("description").text().strip()),
                  text(" "),
                  schemas.type(schema),
                  text(" "),
                  schema.has("$ref") ? Html.nothing() : SchemaTable.constraints(schema))));
    }
    return all(
        Html.of("h4", text("Parameters")),
        classed(
            "table",
            "members",
            Html.of(
                "thead",
                Html.of("tr", Html.of("th", text("Name")), Html.of("th", text("In")), Html.of("th", text("Meaning")))),
            Html.of("tbody", all(rows))));
  }

  private Html request(Operation operation) {
    Yaml body = description.resolve(operation.node().at("requestBody"));
    if (!body.present()) {
      return Html.nothing();
    }
    List<Html> parts = new ArrayList<>();
    String optional = body.at("required").isTrue() ? "" : " (may be left out)";
    parts.add(Html.of("h4", text("Request body" + optional)));
    parts.add(Markdown.render(body.at("description").text()));
    for (String type : body.at("content").names()) {
      Yaml content = body.at("content", type);
      parts.add(classed("p", "type", code(type)));
      parts.add(schemas.of(content.at("schema")));
      parts.add(examples(type, content));
    }
    return all(parts);
  }

  private Html answers(Operation operation) {
    List<Html> parts = new ArrayList<>();
    for (String status : operation.node().at("responses").names()) {
      Yaml response = description.resolve(operation.node().at("responses", status));
      boolean problem = response.at("content").has("application/problem+json");
      if (problem) {
        continue;
      }
      parts.add(Html.of("h4", text("Answer " + status)));
      parts.add(Markdown.render(response.at("description").text()));
      for (String type : response.at("content").names()) {
        Yaml content = response.at("content", type);
        boolean named = !description.named(content.at("schema")).name().isEmpty();
        parts.add(
            classed(
                "p", "type", code(type), named ? all(text(" "), schemas.type(content.at("schema"))) : Html.nothing()));
        parts.add(examples(type, content));
      }
    }
    return all(parts);
  }

  private Html examples(String type, Yaml content) {
    if (!type.endsWith("json")) {
      return Html.nothing();
    }
    if (content.has("example")) {
      return Html.lines(Sample.json(content.at("example")));
    }
    List<Html> parts = new ArrayList<>();
    for (String name : content.at("examples").names()) {
      Yaml example = content.at("examples", name);
      String summary = example.at("summary").text();
      parts.add(classed("p", "caption", text(summary.isEmpty() ? name : summary)));
      parts.add(Html.lines(Sample.json(example.at("value"))));
    }
    return parts.isEmpty() ? Html.lines(sample.of(content.at("schema"))) : all(parts);
  }

  private static Html problems(Operation operation) {
    List<Html> codes = new ArrayList<>();
    for (Yaml problem : operation.node().at("x-problems").items()) {
      codes.add(Html.of("li", link("#problem-" + problem.text(), code(problem.text()))));
    }
    return codes.isEmpty()
        ? Html.nothing()
        : all(Html.of("h4", text("Problems")), classed("ul", "problems", all(codes)));
  }
}
