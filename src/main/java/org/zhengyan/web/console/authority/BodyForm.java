package org.zhengyan.web.console.authority;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.registry.InstitutionRequest;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Uscc;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.View;

/** The questions about a body, only those of its kind; their names are those of the API's members. */
final class BodyForm {
  private static final List<String> MEMBERS =
      List.of(
          "names", "abbreviations", "division", "address", "head", "authority", "authorityUscc", "nature",
          "issuedOn", "status", "validFrom", "validTo", "purpose", "funding", "capital", "sponsors", "effectiveOn");

  private final View view;
  private final boolean organ;

  BodyForm(View view, InstitutionKind kind) {
    this.view = view;
    this.organ = kind == InstitutionKind.ORGAN;
  }

  /** @param body whose values stand in the fields; null for a new one */
  Form fields(Form form, @Nullable Institution body, boolean fresh) {
    if (fresh) {
      form.field(
          Field.text("uscc", view.text("member.uscc"))
              .hint(view.text("hint.uscc"))
              .with("autocapitalize", "characters")
              .required());
    }
    form.field(
        Field.area("names", view.text("member.names"))
            .hint(view.text("hint.names"))
            .required()
            .value(body == null ? null : BodyFacts.lines(body.names())));
    form.field(
        Field.area("abbreviations", view.text("member.abbreviations"))
            .hint(view.text("hint.lines"))
            .value(body == null ? null : BodyFacts.lines(body.abbreviations())));
    text(form, "division", "member.division", body == null ? null : body.division().code(), true);
    if (organ) {
      text(form, "nature", "member.nature", body == null ? null : body.nature(), false);
    }
    text(
        form,
        "address",
        organ ? "member.address.organ" : "member.address.institution",
        body == null ? null : body.address(),
        true);
    text(
        form, "head", organ ? "member.head.organ" : "member.head.institution", body == null ? null : body.head(), true);
    if (!organ) {
      text(form, "purpose", "member.purpose", body == null ? null : body.purpose(), false);
      text(form, "funding", "member.funding", body == null ? null : body.funding(), false);
      text(form, "capital", "member.capital", body == null ? null : body.capital(), false);
      form.field(
          Field.area("sponsors", view.text("member.sponsors"))
              .hint(view.text("hint.sponsors"))
              .value(
                  body == null ? null : BodyFacts.lines(body.sponsors().stream().map(Uscc::value).toList())));
    }
    text(
        form,
        "authority",
        organ ? "member.authority.organ" : "member.authority.institution",
        body == null ? null : body.authority(),
        true);
    Uscc authority = body == null ? null : body.authorityUscc();
    text(form, "authorityUscc", "member.authorityUscc", authority == null ? null : authority.value(), false);
    date(form, "issuedOn", "member.issuedOn", body == null ? null : body.issuedOn(), organ);
    if (!organ) {
      date(form, "validFrom", "member.validFrom", body == null ? null : body.validFrom(), true);
      date(form, "validTo", "member.validTo", body == null ? null : body.validTo(), true);
    }
    form.field(
        Field.select("status", view.text("member.status"), statuses())
            .required()
            .value(body == null ? "normal" : body.status().wire()));
    if (!fresh) {
      form.field(
          Field.date("effectiveOn", view.text("member.effectiveOn")).hint(view.text("hint.effectiveOn")));
    }
    return form;
  }

  /** The same answers in hidden fields, for the page where they are checked. */
  Form hidden(Form form) {
    for (String member : MEMBERS) {
      if (!view.typed(member).isEmpty()) {
        form.hidden(member, view.typed(member));
      }
    }
    return form;
  }

  /**
   * What was typed.
   *
   * @throws Refusal {@code refused-by-rule} for a day that is none
   */
  InstitutionRequest request() {
    List<String> abbreviations = lines("abbreviations");
    return new InstitutionRequest(
        organ ? "organ" : "publicInstitution",
        lines("names"),
        abbreviations.isEmpty() ? null : abbreviations,
        typed("division"),
        typed("address"),
        typed("head"),
        typed("authority"),
        typed("authorityUscc"),
        organ ? typed("nature") : null,
        day("issuedOn"),
        typed("status"),
        organ ? null : day("validFrom"),
        organ ? null : day("validTo"),
        organ ? null : typed("purpose"),
        organ ? null : typed("funding"),
        organ ? null : typed("capital"),
        organ ? null : lines("sponsors"),
        day("effectiveOn"));
  }

  private List<Field.Option> statuses() {
    List<Field.Option> options = new ArrayList<>();
    for (InstitutionStatus status : InstitutionStatus.values()) {
      if (status.fits(organ ? InstitutionKind.ORGAN : InstitutionKind.PUBLIC_INSTITUTION)) {
        options.add(new Field.Option(status.wire(), view.text("status." + status.wire())));
      }
    }
    return options;
  }

  private void text(Form form, String name, String key, @Nullable String value, boolean required) {
    Field field = Field.text(name, view.text(key)).value(value).with("maxlength", "400");
    form.field(required ? field.required() : field);
  }

  private void date(Form form, String name, String key, @Nullable LocalDate value, boolean required) {
    Field field = Field.date(name, view.text(key)).value(value == null ? null : value.toString());
    form.field(required ? field.required() : field);
  }

  private @Nullable String typed(String name) {
    String text = view.typed(name);
    return text.isEmpty() ? null : name.equals("authorityUscc") ? text.toUpperCase(Locale.ROOT) : text;
  }

  private List<String> lines(String name) {
    return view.typed(name).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private @Nullable LocalDate day(String name) {
    String text = view.typed(name);
    try {
      return text.isEmpty() ? null : LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/" + name, "date-malformed", "write the day as 2024-01-31");
    }
  }
}
