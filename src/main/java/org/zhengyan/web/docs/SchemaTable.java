package org.zhengyan.web.docs;

import static org.zhengyan.web.html.Html.all;
import static org.zhengyan.web.html.Html.classed;
import static org.zhengyan.web.html.Html.code;
import static org.zhengyan.web.html.Html.link;
import static org.zhengyan.web.html.Html.of;
import static org.zhengyan.web.html.Html.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.zhengyan.web.html.Html;

/** Shows schemas as tables of members, one row each, nested objects indented below their member. */
final class SchemaTable {
  private final Description description;

  SchemaTable(Description description) {
    this.description = description;
  }

  /** The members of an object, or the one line that says what the value is. */
  Html of(Yaml reference) {
    Yaml schema = description.resolve(reference);
    if (schema.at("oneOf").present() && !schema.has("properties")) {
      List<Html> forms = new ArrayList<>();
      for (Yaml form : schema.at("oneOf").items()) {
        forms.add(forms.isEmpty() ? Html.nothing() : classed("p", "or", text("or")));
        forms.add(of(form));
      }
      return all(forms);
    }
    if (!schema.has("properties")) {
      return of("p", all(type(schema), text(" "), constraints(schema)));
    }
    List<Html> rows = new ArrayList<>();
    rows(schema, "", rows);
    return classed(
        "table",
        "members",
        of("thead", of("tr", of("th", text("Member")), of("th", text("Type")), of("th", text("Meaning")))),
        of("tbody", all(rows)));
  }

  private static Html of(String name, Html... children) {
    return Html.of(name, children);
  }

  private void rows(Yaml schema, String prefix, List<Html> rows) {
    Set<String> required =
        schema.at("required").items().stream().map(Yaml::text).collect(Collectors.toSet());
    for (String name : schema.at("properties").names()) {
      Yaml reference = schema.at("properties", name);
      Yaml member = description.resolve(reference);
      rows.add(
          Html.of(
              "tr",
              Html.of("td", code(prefix + name), presence(required.contains(name))),
              Html.of("td", type(reference)),
              Html.of("td", meaning(reference, member))));
      Yaml inner = member.at("type").text().equals("array") ? member.at("items") : reference;
      Yaml innerSchema = description.resolve(inner);
      boolean inline = !inner.has("$ref");
      if (inline && innerSchema.has("properties")) {
        rows(innerSchema, prefix + name + (inner == reference ? "." : "[]."), rows);
      }
    }
  }

  private static Html presence(boolean required) {
    return classed("span", required ? "required" : "optional", text(required ? "required" : "optional"));
  }

  private static Html meaning(Yaml reference, Yaml schema) {
    String own = reference.at("description").text();
    boolean component = reference.has("$ref");
    String words = own.isEmpty() ? schema.at("description").text() : own;
    String line = words.strip().replace('\n', ' ');
    // A component tells the rest in its own place.
    int sentence = line.indexOf(". ");
    boolean shorten = component && own.isEmpty() && sentence >= 0;
    return all(
        Markdown.inline(shorten ? line.substring(0, sentence + 1) : line),
        text(" "),
        component && !schema.has("enum") ? Html.nothing() : constraints(schema));
  }

  /** The type by name, linked when it is a component. */
  Html type(Yaml reference) {
    Description.Named named = description.named(reference);
    Yaml schema = named.node();
    if (!named.name().isEmpty()) {
      return link("#schema-" + named.name(), text(named.name()));
    }
    if (schema.at("type").text().equals("array")) {
      return all(text("list of "), type(schema.at("items")));
    }
    if (schema.at("oneOf").present() && !schema.has("properties")) {
      List<Html> forms = new ArrayList<>();
      for (Yaml form : schema.at("oneOf").items()) {
        forms.add(text(forms.isEmpty() ? "" : " or "));
        forms.add(type(form));
      }
      return all(forms);
    }
    String format = schema.at("format").text();
    String type = schema.at("type").text();
    return text(format.isEmpty() ? type.isEmpty() ? "any" : type : type + " (" + format + ")");
  }

  /** What the value must keep, in words and code. */
  static Html constraints(Yaml schema) {
    List<Html> parts = new ArrayList<>();
    if (schema.at("const").present()) {
      parts.add(all(text("always "), code(schema.at("const").text())));
    }
    if (schema.at("enum").present()) {
      List<Html> values = new ArrayList<>();
      for (Yaml value : schema.at("enum").items()) {
        values.add(text(values.isEmpty() ? "" : " · "));
        values.add(code(value.text()));
      }
      parts.add(all(values));
    }
    if (schema.at("x-known").present()) {
      List<Html> values = new ArrayList<>();
      schema.at("x-known").items().forEach(value -> values.add(all(code(value.text()), text(" "))));
      parts.add(all(text("known: "), all(values)));
    }
    range(schema, "minLength", "maxLength", "characters", parts);
    range(schema, "minimum", "maximum", "", parts);
    range(schema, "minItems", "maxItems", "items", parts);
    if (schema.at("pattern").present()) {
      parts.add(all(text("matches "), code(schema.at("pattern").text())));
    }
    if (schema.at("default").present()) {
      parts.add(all(text("default "), code(Sample.json(schema.at("default")))));
    }
    List<Html> joined = new ArrayList<>();
    for (Html part : parts) {
      joined.add(text(joined.isEmpty() ? "" : "; "));
      joined.add(part);
    }
    return classed("span", "constraints", all(joined));
  }

  private static void range(Yaml schema, String least, String most, String unit, List<Html> parts) {
    String from = schema.at(least).text();
    String to = schema.at(most).text();
    if (from.isEmpty() && to.isEmpty()) {
      return;
    }
    parts.add(text(unit.isEmpty() ? range(from, to) : range(from, to) + " " + unit));
  }
  private static String range(String from, String to) {
    if (to.isEmpty()) {
      return "at least " + from;
    }
    if (from.isEmpty()) {
      return "at most " + to;
    }
    return from.equals(to) ? from : from + " to " + to;
  }
}
