package org.zhengyan.verification.receipt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.zhengyan.keys.Suite;
import tools.jackson.databind.JsonNode;

/**
 * What somebody kept: a receipt alone, or in its bundle.
 *
 * @param compact the three parts of the compact JWS, as they stand
 */
public record ReceiptFile(List<String> compact, Optional<Bundle> bundle) {
  /** Larger than any bundle. */
  public static final int MAX_BYTES = 256 * 1024;

  private static final int MAX_PATH = 64;

  /**
   * @param certificates PEM by suite, of the keys that signed the checkpoint
   */
  record Bundle(
      byte[] record,
      long index,
      long size,
      List<byte[]> path,
      String checkpoint,
      String certificate,
      Map<Suite, String> certificates) {}

  /**
   * Reads a file: an object is a bundle, everything else a compact JWS. White space around it is
   * passed over; members of a bundle that are not known are, too.
   *
   * @throws MalformedReceipt when it is neither
   */
  public static ReceiptFile parse(byte[] octets) throws MalformedReceipt {
    if (octets.length > MAX_BYTES) {
      throw new MalformedReceipt("it is larger than " + MAX_BYTES / 1024 + " KiB");
    }
    String text = new String(octets, StandardCharsets.UTF_8).strip();
    if (!text.startsWith("{")) {
      return new ReceiptFile(compact(text), Optional.empty());
    }
    JsonNode json = ReceiptJson.object(octets, "the bundle");
    JsonNode proof = json.path("proof");
    JsonNode hashes = proof.path("hashes");
    if (!hashes.isArray() || hashes.size() > MAX_PATH) {
      throw new MalformedReceipt("the proof has no hashes, or too many");
    }
    List<byte[]> path = new ArrayList<>();
    for (JsonNode hash : hashes) {
      path.add(ReceiptJson.base64url(hash.isString() ? hash.asString() : "=", "a hash of the proof"));
    }
    Map<Suite, String> certificates = new LinkedHashMap<>();
    for (Suite suite : Suite.values()) {
      certificates.put(suite, ReceiptJson.text(json.path("checkpointCertificates"), suite.wire()));
    }
    return new ReceiptFile(
        compact(ReceiptJson.text(json, "receipt")),
        Optional.of(
            new Bundle(
                ReceiptJson.base64url(ReceiptJson.text(json, "record"), "the record"),
                ReceiptJson.number(proof, "index"),
                ReceiptJson.number(proof, "size"),
                path,
                ReceiptJson.text(json, "checkpoint"),
                ReceiptJson.text(json, "certificate"),
                certificates)));
  }

  private static List<String> compact(String text) throws MalformedReceipt {
    List<String> parts = List.of(text.split("\\.", -1));
    if (parts.size() != 3 || !text.matches("[A-Za-z0-9_.-]+")) {
      throw new MalformedReceipt("it is neither a bundle nor a compact JWS");
    }
    return parts;
  }

  byte[] signingInput() {
    return (compact.get(0) + '.' + compact.get(1)).getBytes(StandardCharsets.US_ASCII);
  }
}
