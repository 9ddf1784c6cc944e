package org.zhengyan.web.console.agency;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.access.people.Departments;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.GrantRequest;
import org.zhengyan.access.people.GrantRole;
import org.zhengyan.access.people.GrantScope;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.operator.OperatorNames;
import org.zhengyan.verification.ActionType;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Field.Option;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.View;

/** The questions of an appointment, and what was answered. Days are whole days in China. */
@Component
class GrantForm {
  private static final int PLATFORMS = 200;

  private final OperatorNames operators;
  private final Departments departments;

  GrantForm(OperatorNames operators, Departments departments) {
    this.operators = operators;
    this.departments = departments;
  }

  /** Only what the acting person may give is offered. */
  Form of(Grant acting, View view) {
    Form form =
        view.form("/agency/people")
            .field(
                Field.text("name", view.text("appoint.name"))
                    .hint(view.text("appoint.name.hint"))
                    .with("autocomplete", "off")
                    .required())
            .field(Field.date("from", view.text("appoint.from")).hint(view.text("appoint.from.hint")))
            .field(Field.date("until", view.text("appoint.until")).hint(view.text("appoint.until.hint")));
    if (acting.role() == GrantRole.MANAGER) {
      form.field(
          Field.checks(
              "contractor",
              view.text("appoint.contractor"),
              List.of(
                  new Option("yes", view.text("appoint.contractor.yes"), view.text("appoint.contractor.hint")))));
    }
    form.field(
        Field.checks(
                "actions",
                view.text("appoint.actions"),
                Arrays.stream(ActionType.values())
                    .filter(acting.scope()::allowsAction)
                    .map(type -> new Option(type.wire(), Words.action(type, view)))
                    .toList())
            .hint(view.text("appoint.actions.hint")));
    List<Option> platforms =
        operators.active(acting.scope().operators(), PLATFORMS).entrySet().stream()
            .map(each -> new Option(each.getKey(), each.getValue().name()))
            .toList();
    if (!platforms.isEmpty()) {
      form.field(
          Field.checks("operators", view.text("appoint.platforms"), platforms)
              .hint(view.text("appoint.platforms.hint")));
    }
    List<Option> register =
        departments.list(acting.uscc()).stream()
            .filter(each -> acting.scope().allowsDepartment(each.name()))
            .map(each -> new Option(each.name(), each.name()))
            .toList();
    if (!register.isEmpty()) {
      form.field(
          Field.checks("departments", view.text("appoint.departments"), register)
              .hint(view.text("appoint.departments.hint")));
    }
    return form.submit(view.text("appoint.submit." + acting.role().wire()));
  }

  /** What is left unlimited takes the limits of who appoints. */
  GrantRequest read(Grant acting, View view) {
    GrantScope own = acting.scope();
    Set<ActionType> actions =
        view.typedAll("actions").isEmpty()
            ? own.actions()
            : view.typedAll("actions").stream()
                .map(
                    wire ->
                        ActionType.ofWire(wire)
                            .orElseThrow(() -> refused("/actions", "action-unknown", "there is no such action")))
                .collect(Collectors.toSet());
    return new GrantRequest(
        view.typed("name"),
        acting.role() == GrantRole.RESPONSIBLE ? GrantRole.MANAGER : GrantRole.USER,
        view.typed("contractor").equals("yes"),
        new GrantScope(
            actions,
            operators(own, view),
            view.typedAll("departments").isEmpty()
                ? own.departments()
                : Set.copyOf(view.typedAll("departments"))),
        day("/from", view.typed("from"), 0),
        day("/until", view.typed("until"), 1));
  }

  private @Nullable Set<String> operators(GrantScope own, View view) {
    List<String> typed = view.typedAll("operators");
    if (typed.isEmpty()) {
      return own.operators();
    }
    Map<String, OperatorNames.Named> known = operators.of(typed);
    if (!known.keySet().containsAll(typed)) {
      throw refused("/operators", "platform-unknown", "there is no such platform");
    }
    return Set.copyOf(typed);
  }

  /**
   * @param after whole days to add: an end is the day after the last one
   * @return null for nothing
   */
  static @Nullable Instant day(String pointer, String typed, int after) {
    if (typed.isEmpty()) {
      return null;
    }
    try {
      return LocalDate.parse(typed).plusDays(after).atStartOfDay(CertificateStore.CALENDAR).toInstant();
    } catch (DateTimeParseException e) {
      throw refused(pointer, "date-invalid", "a day is written 2027-01-31");
    }
  }

  private static Refusal refused(String pointer, String code, String detail) {
    return Refusal.member(Problem.REFUSED_BY_RULE, pointer, code, detail);
  }
}
