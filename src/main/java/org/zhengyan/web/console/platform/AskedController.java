package org.zhengyan.web.console.platform;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.operator.OwnClients;
import org.zhengyan.principal.Client;
import org.zhengyan.verification.OwnVerifications;
import org.zhengyan.verification.OwnVerifications.Filter;
import org.zhengyan.verification.OwnVerifications.Row;
import org.zhengyan.verification.Reason;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;

/** What was asked by this operator's clients: a list to work through, its export, and each one whole. */
@Controller
class AskedController {
  private static final int ROWS = 50;

  private static final List<String> STATES =
      List.of("requested", "verified", "rejected", "expired", "cancelled");

  private final OwnClients clients;
  private final OwnVerifications verifications;

  AskedController(OwnClients clients, OwnVerifications verifications) {
    this.clients = clients;
    this.verifications = verifications;
  }

  @GetMapping("/platform/verifications")
  @RequiresRole({Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  Page list(SignedIn who, View view) {
    List<String> own = own(who);
    List<Row> rows =
        verifications.list(chosen(own, view), filter(view), view.parameter("cursor").orElse(null), ROWS);
    Table table = AskedTable.of(view, view.text("asked.title"));
    rows.forEach(row -> AskedTable.add(table, row, view));
    String query = query(view);
    boolean further = view.parameter("cursor").isPresent();
    return view.page("asked.title")
        .crumb("/platform", "overview.title")
        .lead(view.text("asked.lead"))
        .add(
            table
                .filters(filters(own, view))
                .empty(view.text("asked.none"))
                .pages(
                    further ? "/platform/verifications?" + query : null,
                    rows.size() < ROWS
                        ? null
                        : "/platform/verifications?" + query + "cursor=" + rows.getLast().cursor())
                .export("/platform/verifications.csv?" + query));
  }

  @GetMapping("/platform/verifications.csv")
  @RequiresRole({Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  Export export(SignedIn who, View view) {
    List<String> chosen = chosen(own(who), view);
    Filter filter = filter(view);
    return Export.of(
            view,
            "verifications",
            "id",
            "client",
            "state",
            "reason",
            "name",
            "uscc",
            "action",
            "identifier",
            "createdAt",
            "endedAt")
        .rows(
            (cursor, limit) -> verifications.list(chosen, filter, cursor, limit),
            Row::cursor,
            row ->
                List.of(
                    row.id(),
                    row.client(),
                    row.state(),
                    Objects.requireNonNullElse(row.reason(), ""),
                    row.name(),
                    row.uscc(),
                    row.action(),
                    row.identifier(),
                    row.createdAt().toString(),
                    Objects.toString(row.endedAt(), "")));
  }

  @GetMapping("/platform/verifications/{id}")
  @RequiresRole({Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  Page one(SignedIn who, View view, @PathVariable String id) {
    return AskedPage.of(verifications.load(own(who), id), view);
  }

  @GetMapping("/platform/verifications/{id}/receipt")
  @RequiresRole({Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  ResponseEntity<byte[]> receipt(SignedIn who, @PathVariable String id) {
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_TYPE, "application/json")
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"receipt-" + id + ".json\"")
        .body(verifications.bundle(own(who), id));
  }

  private List<String> own(SignedIn who) {
    return clients.list(who.subject()).stream().map(Client::id).toList();
  }

  /** The client that the filter names, if it is one of the operator's; else all of them. */
  private static List<String> chosen(List<String> own, View view) {
    Optional<String> named = view.parameter("client");
    if (named.isPresent() && !own.contains(named.get())) {
      throw Refusal.of(Problem.NOT_FOUND, "this operator has no client of that id");
    }
    return named.map(List::of).orElse(own);
  }

  private static Filter filter(View view) {
    return new Filter(
        view.parameter("state").orElse(null),
        view.parameter("reason").orElse(null),
        view.parameter("day").map(AskedController::day).orElse(null));
  }

  private static @Nullable LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw Refusal.of(Problem.MALFORMED, "The day is written as 2026-11-22");
    }
  }

  private static Form filters(List<String> own, View view) {
    List<Field.Option> states = options(view);
    STATES.forEach(each -> states.add(new Field.Option(each, view.text("state." + each))));
    List<Field.Option> reasons = options(view);
    for (Reason each : Reason.values()) {
      reasons.add(new Field.Option(each.wire(), AskedTable.reason(each.wire(), view)));
    }
    List<Field.Option> mine = options(view);
    own.forEach(each -> mine.add(new Field.Option(each, each)));
    return view.search("/platform/verifications")
        .field(Field.select("state", view.text("asked.state"), states).required())
        .field(Field.select("reason", view.text("asked.reason"), reasons).required())
        .field(Field.date("day", view.text("overview.day")).required())
        .field(Field.select("client", view.text("asked.client"), mine).required())
        .submit(view.text("filter"));
  }

  private static List<Field.Option> options(View view) {
    return new ArrayList<>(List.of(new Field.Option("", view.text("filter.all"))));
  }

  /** The selection as a query, each member with its {@code &}. */
  private static String query(View view) {
    StringBuilder query = new StringBuilder();
    for (String name : List.of("state", "reason", "day", "client")) {
      view.parameter(name)
          .ifPresent(
              value ->
                  query.append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8)).append('&'));
    }
    return query.toString();
  }
}
