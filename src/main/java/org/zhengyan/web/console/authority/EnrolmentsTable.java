package org.zhengyan.web.console.authority;

import org.springframework.stereotype.Component;
import org.zhengyan.access.SignedIn;
import org.zhengyan.enrolment.Enrolment;
import org.zhengyan.enrolment.EnrolmentDesk;
import org.zhengyan.enrolment.EnrolmentProgress;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** What persons of bodies applied for and a clerk has to examine. */
@Component
class EnrolmentsTable {
  private final EnrolmentDesk desk;

  EnrolmentsTable(EnrolmentDesk desk) {
    this.desk = desk;
  }

  /** The newest page of what waits. */
  Table waiting(SignedIn who, View view) {
    return table(view, desk.list(who.actor(), "submitted", PageRequest.of(null, null)));
  }

  static Table table(View view, PageRequest.Page<EnrolmentProgress> rows) {
    Table table =
        Table.of(view.text("applications.examine"))
            .column(view.text("member.name"))
            .column(view.text("member.uscc"))
            .column(view.text("enrolment.kind"))
            .column(view.text("application.suite"))
            .column(view.text("changes.submitted"))
            .column(view.text("changes.state"))
            .empty(view.text("enrolment.empty"));
    for (EnrolmentProgress progress : rows.items()) {
      Enrolment enrolment = progress.enrolment();
      table.row(
          Markup.link("/authority/enrolments/" + enrolment.id(), enrolment.name()),
          Show.uscc(enrolment.uscc().value()),
          Html.text(view.text("enrolment." + enrolment.kind().wire())),
          Html.text(view.text("suite." + enrolment.suite().wire())),
          Show.dense(enrolment.submittedAt()),
          Tags.progress(state(enrolment), view));
    }
    return table;
  }

  /** A clerk's turn comes before the approval: what was submitted is examined first. */
  static String state(Enrolment enrolment) {
    return enrolment.state() == Enrolment.State.SUBMITTED ? "asked" : enrolment.state().wire();
  }
}
