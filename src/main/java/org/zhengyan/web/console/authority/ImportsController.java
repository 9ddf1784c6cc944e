package org.zhengyan.web.console.authority;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.registry.imports.Imports;
import org.zhengyan.registry.imports.RegistryImport;
import org.zhengyan.registry.imports.RegistryImport.State;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.Upload;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** Registry files: upload, progress, report, submission and the second person's decision. */
@Controller
class ImportsController {
  static final String PATH = "/authority/imports";

  private final Imports imports;
  private final ImportPages pages;
  private final Idempotency idempotency;
  private final TransactionOperations transactions;

  ImportsController(
      Imports imports, ImportPages pages, Idempotency idempotency, TransactionOperations transactions) {
    this.imports = imports;
    this.pages = pages;
    this.idempotency = idempotency;
    this.transactions = transactions;
  }

  @GetMapping(PATH)
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page list(SignedIn who, View view) {
    return list(who, view, FormProblems.none());
  }

  private Page list(SignedIn who, View view, FormProblems problems) {
    PageRequest request = PageRequest.of(view.parameter("after").orElse(null), null);
    List<RegistryImport> rows = imports.list(who.actor(), request);
    Page page = view.page("imports.title").lead(view.text("imports.lead")).problems(problems);
    if (who.has(Role.CLERK)) {
      page.add(
          view.form(PATH)
              .upload()
              .field(
                  Field.file("file", view.text("imports.file"), ".csv,.xlsx")
                      .hint(view.text("imports.file.hint"))
                      .required())
              .problems(problems)
              .submit(view.text("imports.upload")));
    }
    Table table =
        Table.of(view.text("imports.title"))
            .column(view.text("imports.name"))
            .column(view.text("changes.state"))
            .number(view.text("imports.rows"))
            .number(view.text("imports.faults"))
            .column(view.text("member.division"))
            .column(view.text("imports.uploaded"))
            .empty(view.text("imports.empty"));
    for (RegistryImport row : rows) {
      table.row(
          Markup.link(PATH + "/" + row.id(), row.name()),
          Tags.progress(row.state().wire(), view),
          Html.text(Show.count(row.rows())),
          Html.text(Show.count(row.faults())),
          Html.text(row.division().code()),
          Show.dense(row.uploadedAt()));
    }
    String next =
        rows.size() < request.limit()
            ? null
            : Query.of(view, PATH, "after", Long.toString(rows.getLast().sequence()));
    return page.add(Markup.heading(view.text("imports.all")))
        .add(
            table
                .pages(view.parameter("after").isEmpty() ? null : PATH, next)
                .export(PATH + "/export"));
  }

  @GetMapping(PATH + "/export")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Export export(SignedIn who, View view) {
    return Export.of(
            view,
            "imports",
            view.text("imports.name"),
            view.text("changes.state"),
            view.text("imports.rows"),
            view.text("imports.faults"),
            view.text("member.division"),
            view.text("imports.uploaded"))
        .rows(
            page -> page.page(imports.list(who.actor(), page), RegistryImport::sequence, row -> row),
            (RegistryImport row) ->
                List.of(
                    row.name(),
                    view.text("progress." + row.state().wire()),
                    Integer.toString(row.rows()),
                    Integer.toString(row.faults()),
                    row.division().code(),
                    row.uploadedAt().toString()));
  }

  @PostMapping(PATH)
  @RequiresRole(Role.CLERK)
  Object upload(SignedIn who, View view, HttpServletRequest request) {
    String[] id = new String[1];
    try {
      Upload.stream(
          request,
          (name, before, in) -> {
            if (!name.isEmpty() && id[0] == null) {
              id[0] = keep(who, name, in);
            }
          });
      String uploaded = id[0];
      if (uploaded == null) {
        throw Refusal.member(Problem.REFUSED_BY_RULE, "/file", "file-missing", "choose a file");
      }
      transact(() -> imports.check(who.actor(), uploaded, null));
      return new SeeOther(PATH + "/" + uploaded);
    } catch (Refusal refusal) {
      return list(who, view, FormProblems.of(refusal, view)).status(refusal.problem().status());
    }
  }

  /** Part by part, as it comes in. */
  private String keep(SignedIn who, String name, InputStream in) throws IOException {
    byte[] part = in.readNBytes(Imports.PART);
    if (part.length == 0) {
      throw Refusal.member(Problem.REFUSED_BY_RULE, "/file", "file-missing", "the file is empty");
    }
    String shown = name.codePointCount(0, name.length()) > 200 ? name.substring(0, 100) : name;
    String id = transact(() -> imports.begin(who.actor(), shown)).id();
    for (int number = 0; part.length > 0; number++) {
      byte[] some = part;
      int at = number;
      transact(() -> imports.put(who.actor(), id, at, some));
      part = in.readNBytes(Imports.PART);
    }
    return id;
  }

  private RegistryImport transact(Supplier<RegistryImport> act) {
    return Objects.requireNonNull(transactions.execute(status -> act.get()));
  }

  /** While a node works on it, the browser asks again by itself; it can be left. */
  @GetMapping(PATH + "/{id:[0-9a-f]{32}}")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page show(SignedIn who, View view, HttpServletResponse response, @PathVariable String id) {
    RegistryImport file = imports.load(who.actor(), id);
    if (file.state().moving()) {
      response.setHeader("Refresh", "2");
    }
    return pages.page(who, view, file, FormProblems.none(), null);
  }

  @GetMapping(PATH + "/{id:[0-9a-f]{32}}/rows")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page rows(SignedIn who, View view, @PathVariable String id) {
    return pages.rows(who, view, imports.load(who.actor(), id));
  }

  @GetMapping(PATH + "/{id:[0-9a-f]{32}}/report")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Export report(SignedIn who, View view, @PathVariable String id) {
    return pages.report(who, view, imports.load(who.actor(), id));
  }

  @PostMapping(PATH + "/{id:[0-9a-f]{32}}/submission")
  @RequiresRole(Role.CLERK)
  Object submit(SignedIn who, View view, @PathVariable String id) {
    return act(who, view, id, () -> imports.submit(who.actor(), id));
  }

  @PostMapping(PATH + "/{id:[0-9a-f]{32}}/decision")
  @RequiresRole(Role.REVIEWER)
  Object decide(SignedIn who, View view, @PathVariable String id) {
    return act(
        who,
        view,
        id,
        () ->
            Decision.approved(view)
                ? imports.approve(who.actor(), id, view.typed("digest"))
                : imports.refuse(who.actor(), id, Decision.reason(view)));
  }

  private Object act(SignedIn who, View view, String id, Supplier<RegistryImport> act) {
    try {
      idempotency.once(view.idempotent(who.actor()), () -> ResponseEntity.ok(act.get().id()));
      return new SeeOther(PATH + "/" + id);
    } catch (Refusal refusal) {
      RegistryImport now = imports.load(who.actor(), id);
      return refusal.problem() == Problem.REFUSED_BY_RULE
          ? pages.page(who, view, now, FormProblems.of(refusal, view), null)
          : pages
              .page(who, view, now, FormProblems.none(), refusal)
              .status(refusal.problem().status());
    }
  }

  /** Whether the uploader may hand it on. */
  static boolean submittable(SignedIn who, RegistryImport file) {
    return file.state() == State.CHECKED && file.chunks() > 0 && who.person().equals(file.uploadedBy());
  }
}
