package org.zhengyan.web.console.auditor;

import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.log.LogExport;
import org.zhengyan.log.LogSearch;
import org.zhengyan.principal.RandomId;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.View;

/**
 * Files of what was searched for: all of it as a table to read, and the newest {@link LogExport#MOST} events as
 * a file that proves itself (NDJSON). That somebody exported is in the log before the first byte goes out.
 */
@Controller
class AuditExportController {
  private final LogSearch search;
  private final LogExport export;
  private final EventLog log;
  private final TransactionTemplate transaction;

  AuditExportController(
      LogSearch search, LogExport export, EventLog log, TransactionTemplate transaction) {
    this.search = search;
    this.export = export;
    this.log = log;
    this.transaction = transaction;
  }

  @GetMapping("/auditor/export.ndjson")
  @RequiresRole(Role.AUDITOR)
  void proving(SignedIn who, View view, HttpServletResponse response) throws IOException {
    EventQuery asked = EventQuery.of(view, who);
    record(who, "ndjson");
    response.setContentType("application/x-ndjson");
    response.setHeader("Content-Disposition", "attachment; filename=\"log.ndjson\"");
    OutputStream out = new BufferedOutputStream(response.getOutputStream(), 1 << 16);
    export.write(asked.query(), out);
    out.flush();
  }

  @GetMapping("/auditor/export.csv")
  @RequiresRole(Role.AUDITOR)
  Export table(SignedIn who, View view) {
    LogSearch.Query query = EventQuery.of(view, who).query();
    record(who, "csv");
    return Export.of(view, "log", "index", "occurredAt", "type", "subject", "actor", "members")
        .rows(
            (before, limit) ->
                search.find(before == null ? query : query.below(Long.parseLong(before)), limit),
            found -> Long.toString(found.index()),
            AuditExportController::cells);
  }

  private void record(SignedIn who, String format) {
    transaction.executeWithoutResult(
        status ->
            log.append(
                Event.of(
                    "log.exported",
                    RandomId.next(),
                    Map.of("by", who.actor().clientId(), "format", format))));
  }

  private static List<String> cells(LogSearch.Found found) {
    String index = Long.toString(found.index());
    String occurredAt = found.occurredAt().toString();
    Event event = found.event();
    if (event == null) {
      return List.of(index, occurredAt, "erased", "", "", "");
    }
    String members =
        event.members().entrySet().stream()
            .map(member -> member.getKey() + "=" + member.getValue())
            .collect(Collectors.joining(" "));
    return List.of(index, occurredAt, event.type(), event.subject(), AuditorController.actor(event), members);
  }
}
