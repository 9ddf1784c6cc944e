package org.zhengyan.web.console.auditor;

import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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
import org.zhengyan.web.console.View;

/**
 * Files of what was searched for, streamed and bounded: a table to read (CSV, RFC 4180), and one that proves
 * itself (NDJSON). That somebody exported is in the log before the first byte goes out.
 */
@Controller
class AuditExportController {
  private static final int MOST = 100_000;
  private static final int PAGE = 1_000;

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
    OutputStream out = begin(response, "application/x-ndjson", "log.ndjson");
    export.write(asked.query(), out);
    out.flush();
  }

  @GetMapping("/auditor/export.csv")
  @RequiresRole(Role.AUDITOR)
  void table(SignedIn who, View view, HttpServletResponse response) throws IOException {
    LogSearch.Query query = EventQuery.of(view, who).query();
    record(who, "csv");
    OutputStream out = begin(response, "text/csv;charset=UTF-8", "log.csv");
    // The mark tells spreadsheets that this is UTF-8.
    write(out, "\uFEFFindex,occurredAt,type,subject,actor,members\r\n");
    int written = 0;
    while (written < MOST) {
      List<LogSearch.Found> page = search.find(query, PAGE);
      for (LogSearch.Found found : page) {
        write(out, row(found));
        query = query.below(found.index());
      }
      written += page.size();
      if (page.size() < PAGE) {
        break;
      }
    }
    out.flush();
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

  private static OutputStream begin(HttpServletResponse response, String type, String name)
      throws IOException {
    response.setContentType(type);
    response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
    return new BufferedOutputStream(response.getOutputStream(), 1 << 16);
  }

  private static String row(LogSearch.Found found) {
    Event event = found.event();
    String index = found.index() + "," + found.occurredAt();
    if (event == null) {
      return index + ",erased,,,\r\n";
    }
    StringBuilder members = new StringBuilder();
    event.members().forEach((name, value) -> members.append(name).append('=').append(value).append(' '));
    return index
        + ','
        + cell(event.type())
        + ','
        + cell(event.subject())
        + ','
        + cell(AuditorController.actor(event))
        + ','
        + cell(members.toString().strip())
        + "\r\n";
  }

  /** Quoted; what a spreadsheet would take for a formula begins with an apostrophe. */
  private static String cell(String text) {
    String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return '"' + safe.replace("\"", "\"\"") + '"';
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
