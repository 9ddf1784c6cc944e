package org.zhengyan.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.Suite;
import org.zhengyan.keys.TrustedRoots;
import org.zhengyan.keys.VerificationKey;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Verifies a file of {@link LogExport} with trusted roots and nothing else: that they certified the log's keys,
 * the checkpoint's signatures in both suites, and of each line that salt and record give the leaf that stands at
 * its place.
 *
 * <p>It says nothing about events that are not in the file. The file may be hostile: lines are bounded, and
 * whatever is not understood is a finding.
 */
public final class ExportCheck {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int LONGEST_LINE = 1 << 20;

  /** One thing that is wrong, or null. */
  public record Result(@Nullable String wrong, long events, long erased, @Nullable Checkpoint checkpoint) {
    public boolean holds() {
      return wrong == null;
    }
  }

  private ExportCheck() {}

  /**
   * Reads the file to its end, or to the first thing that is wrong.
   *
   * @param roots who is trusted to say which keys are the log's
   */
  public static Result verify(InputStream in, TrustedRoots roots, Instant now) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    long number = 1;
    long erased = 0;
    Set<Long> places = new HashSet<>();
    Checkpoint checkpoint = null;
    try {
      String first = line(lines);
      JsonNode head = JSON.readTree(first == null ? "" : first);
      if (!LogExport.FORMAT.equals(head.path("format").asString(""))) {
        return new Result("line 1: it is no export of a log", 0, 0, null);
      }
      checkpoint = Checkpoint.parse(head.path("checkpoint").asString(""));
      new CheckpointVerifier(keys(head.path("certificates").asString(""), roots, now)).verify(checkpoint);
      for (String line = line(lines); line != null; line = line(lines)) {
        number++;
        if (line.isEmpty()) {
          return wrong(number, "it is empty", places, erased, checkpoint);
        }
        JsonNode node = JSON.readTree(line);
        boolean gone = node.has("erased");
        if (!places.add(node.path("index").asLong(-1))) {
          return wrong(number, "its place stands twice", places, erased, checkpoint);
        }
        if (!stands(node, gone, checkpoint)) {
          return wrong(number, "it is not what the log has at this place", places, erased, checkpoint);
        }
        erased += gone ? 1 : 0;
      }
      return new Result(null, places.size(), erased, checkpoint);
    } catch (InvalidCheckpoint | InvalidKey e) {
      return wrong(1, "the checkpoint: " + e.getMessage(), places, erased, null);
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      return wrong(number, "it cannot be read", places, erased, checkpoint);
    }
  }

  private static List<VerificationKey> keys(String pem, TrustedRoots roots, Instant now) throws InvalidKey {
    List<VerificationKey> keys = new ArrayList<>();
    for (X509CertificateHolder certificate : TrustedRoots.certificates(pem)) {
      for (Suite suite : Suite.values()) {
        try {
          keys.add(roots.certified(certificate, "checkpoint-" + suite.wire(), now, now));
        } catch (InvalidKey e) {
          // Of a root, of the other suite, or of somebody else: without a key the signature is missing.
        }
      }
    }
    return keys;
  }

  private static Result wrong(
      long line, String what, Set<Long> places, long erased, @Nullable Checkpoint checkpoint) {
    return new Result("line " + line + ": " + what, places.size(), erased, checkpoint);
  }

  private static boolean stands(JsonNode node, boolean gone, Checkpoint checkpoint) {
    List<byte[]> path = new ArrayList<>();
    node.path("path").forEach(hash -> path.add(Base64.getDecoder().decode(hash.asString(""))));
    byte[] leaf =
        gone ? Base64.getDecoder().decode(node.path("erased").asString("")) : Sha256.leaf(entry(node));
    return MerkleProof.includes(
        leaf, node.path("index").asLong(-1), path, checkpoint.size(), checkpoint.root());
  }

  /** SHA-256(salt ‖ record), the record in its canonical form whatever form it has in the file. */
  private static byte[] entry(JsonNode node) {
    byte[] salt = Base64.getDecoder().decode(node.path("salt").asString(""));
    JsonNode record = node.path("record");
    if (!record.path("members").isObject() || !record.has("type") || !record.has("subject")
        || !record.has("occurredAt")) {
      throw new IllegalArgumentException("no record");
    }
    LogReader.Parsed parsed = LogReader.parse(record.toString().getBytes(StandardCharsets.UTF_8));
    return Sha256.of(salt, parsed.event().canonical(Instant.parse(record.path("occurredAt").asString(""))));
  }

  /** Null at the end of the file, whether or not the last line ends. */
  private static @Nullable String line(BufferedReader lines) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = lines.read();
    if (c < 0) {
      return null;
    }
    for (; c >= 0 && c != '\n'; c = lines.read()) {
      if (line.length() >= LONGEST_LINE) {
        throw new IllegalArgumentException("a line is too long");
      }
      line.append((char) c);
    }
    return line.toString();
  }
}
