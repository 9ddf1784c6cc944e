package org.zhengyan.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Refusal;

/**
 * Writes events that were searched for as a file that proves itself: one JSON object a line, the signed
 * checkpoint and the certificates of its keys first, then each event with its salt and its path to that
 * checkpoint's root (RFC 9162 section 2.1.3). {@link ExportCheck} verifies it with trusted roots alone.
 *
 * <p>At most {@link #MOST} events a file, streamed a page at a time. An event that is newer than the checkpoint
 * is left for the next export; one that was erased is there by its leaf hash alone.
 */
@Component
public class LogExport {
  public static final int MOST = 20_000;
  static final String FORMAT = "zhengyan-log-export-1";
  private static final int PAGE = 500;

  private final JdbcTemplate jdbc;
  private final LogSearch search;
  private final LogState state;
  private final LogStore store;
  private final CheckpointKeys keys;

  LogExport(JdbcTemplate jdbc, LogSearch search, LogState state, LogStore store, CheckpointKeys keys) {
    this.jdbc = jdbc;
    this.search = search;
    this.state = state;
    this.store = store;
    this.keys = keys;
  }

  /** Writes what the query finds, and returns how many events that were. */
  public int write(LogSearch.Query query, OutputStream out) throws IOException {
    Checkpoint checkpoint =
        state
            .kept()
            .orElseThrow(
                () ->
                    Refusal.unavailable("the log has no checkpoint yet", Duration.ofSeconds(2), null));
    line(
        out,
        "{\"format\":\"" + FORMAT + "\",\"checkpoint\":" + quoted(checkpoint.note())
            + ",\"certificates\":" + quoted(keys.certificates()) + "}");
    MerkleTree tree = new MerkleTree(checkpoint.size(), store);
    int written = 0;
    Long before = query.before() == null ? Long.valueOf(checkpoint.size()) : query.before();
    while (written < MOST) {
      List<LogSearch.Found> page =
          search.find(query.below(Math.min(before, checkpoint.size())), Math.min(PAGE, MOST - written));
      for (LogSearch.Found found : page) {
        line(out, line(found, tree.inclusionProof(found.index())));
        before = found.index();
        written++;
      }
      if (page.size() < Math.min(PAGE, MOST)) {
        break;
      }
    }
    return written;
  }

  /** The newest checkpoint's note, as it was signed. */
  public String checkpoint() {
    return state.kept().map(Checkpoint::note).orElse("");
  }

  /** Sizes and times of the newest checkpoints, newest first. */
  public List<Signed> checkpoints(int limit) {
    return jdbc.query(
        "select size, root, signed_at from log_checkpoint order by size desc limit ?",
        (row, n) ->
            new Signed(
                row.getLong("size"),
                row.getBytes("root"),
                row.getObject("signed_at", java.time.OffsetDateTime.class).toInstant()),
        limit);
  }

  /** A checkpoint of the database. */
  public record Signed(long size, byte[] root, java.time.Instant signedAt) {}

  private static String line(LogSearch.Found found, List<byte[]> path) {
    Base64.Encoder base64 = Base64.getEncoder();
    StringBuilder line = new StringBuilder(1500).append("{\"index\":").append(found.index());
    Event event = found.event();
    byte[] salt = found.salt();
    if (event == null || salt == null) {
      line.append(",\"erased\":\"").append(base64.encodeToString(found.leafHash())).append('"');
    } else {
      line.append(",\"salt\":\"").append(base64.encodeToString(salt)).append("\",\"record\":");
      line.append(new String(event.canonical(found.occurredAt()), StandardCharsets.UTF_8));
    }
    return line.append(",\"path\":[")
        .append(
            path.stream()
                .map(hash -> '"' + base64.encodeToString(hash) + '"')
                .collect(Collectors.joining(",")))
        .append("]}")
        .toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private static void line(OutputStream out, String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }
}
