package org.zhengyan.web.console.authority;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.registry.Uscc;
import org.zhengyan.web.console.Differences;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** A body's members in the order of its certificate's face, only those of its kind. */
final class BodyFacts {
  private BodyFacts() {}

  static Map<String, String> members(Institution body, View view) {
    Map<String, String> members = new LinkedHashMap<>();
    boolean organ = body.kind() == InstitutionKind.ORGAN;
    members.put(view.text("member.names"), String.join(" | ", body.names()));
    members.put(view.text("member.abbreviations"), String.join(" | ", body.abbreviations()));
    members.put(view.text("member.kind"), view.text("kind." + body.kind().wire()));
    members.put(view.text("member.division"), body.division().code());
    if (organ) {
      members.put(view.text("member.nature"), text(body.nature()));
    }
    members.put(view.text(organ ? "member.address.organ" : "member.address.institution"), body.address());
    members.put(view.text(organ ? "member.head.organ" : "member.head.institution"), body.head());
    if (!organ) {
      members.put(view.text("member.purpose"), text(body.purpose()));
      members.put(view.text("member.funding"), text(body.funding()));
      members.put(view.text("member.capital"), text(body.capital()));
      members.put(
          view.text("member.sponsors"),
          String.join(" | ", body.sponsors().stream().map(Uscc::value).toList()));
    }
    members.put(view.text(organ ? "member.authority.organ" : "member.authority.institution"), body.authority());
    Uscc authority = body.authorityUscc();
    members.put(view.text("member.authorityUscc"), authority == null ? "" : authority.value());
    members.put(view.text("member.issuedOn"), body.issuedOn().toString());
    if (!organ) {
      members.put(view.text("member.validFrom"), day(body.validFrom()));
      members.put(view.text("member.validTo"), day(body.validTo()));
    }
    members.put(view.text("member.status"), view.text("status." + body.status().wire()));
    return members;
  }

  static Facts facts(Institution body, View view) {
    Facts facts = Facts.of();
    members(body, view).forEach(facts::add);
    return facts;
  }

  /** @param before null for a new body: then everything is new */
  static Html differences(@Nullable Institution before, Institution after, View view) {
    Differences differences = Differences.of(view);
    Map<String, String> old = before == null ? Map.of() : members(before, view);
    members(after, view)
        .forEach((name, value) -> differences.add(name, old.getOrDefault(name, ""), value));
    return differences.html();
  }

  static String lines(List<String> list) {
    return String.join("\n", list);
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String day(@Nullable LocalDate day) {
    return day == null ? "" : day.toString();
  }
}
