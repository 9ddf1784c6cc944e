package org.zhengyan.verification.receipt;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.Suite;
import org.zhengyan.keys.TrustedRoots;
import org.zhengyan.keys.VerificationKey;
import org.zhengyan.log.Checkpoint;
import org.zhengyan.log.CheckpointVerifier;
import org.zhengyan.log.InvalidCheckpoint;
import org.zhengyan.log.MerkleProof;
import tools.jackson.databind.JsonNode;

/**
 * Checks a receipt, and its bundle where there is one, in the numbered steps of src/docs/receipts.md.
 *
 * <p>It trusts roots and nothing else, opens no connection and throws nothing for hostile input. That
 * a receipt holds says that the service gave it; what it says is its verdict, which may be a no.
 */
public final class ReceiptVerifier {
  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final String DECIDED = "verification.decided";

  /**
   * What the reader knows besides, all of it optional.
   *
   * @param certificate PEM of the receipt key, for a receipt without its bundle
   * @param challenge the text that was signed over, octet by octet
   * @param evidence what was brought: {@code sha256:} and hex over it
   */
  public record Expected(
      @Nullable String certificate,
      @Nullable String issuer,
      @Nullable String operator,
      @Nullable String environment,
      @Nullable String origin,
      byte @Nullable [] challenge,
      @Nullable String evidence) {}

  private final TrustedRoots roots;
  private final Expected expected;
  private final Clock clock;
  private final ReceiptReport report = new ReceiptReport();

  private ReceiptVerifier(TrustedRoots roots, Expected expected, Clock clock) {
    this.roots = roots;
    this.expected = expected;
    this.clock = clock;
  }

  public static ReceiptReport verify(ReceiptFile file, TrustedRoots roots, Expected expected, Clock clock) {
    ReceiptVerifier verifier = new ReceiptVerifier(roots, expected, clock);
    try {
      verifier.run(file);
    } catch (MalformedReceipt e) {
      verifier.report.failed("form", String.valueOf(e.getMessage()));
    }
    return verifier.report;
  }

  private void run(ReceiptFile file) throws MalformedReceipt {
    // 1. The JWS: header, payload, signature.
    JsonNode header = part(file, 0, "the header");
    byte[] payloadOctets = ReceiptJson.base64url(file.compact().get(1), "the payload");
    JsonNode payload = ReceiptJson.object(payloadOctets, "the payload");
    byte[] signature = ReceiptJson.base64url(file.compact().get(2), "the signature");
    report.passed("form", file.bundle().isPresent() ? "a receipt in its bundle" : "a receipt alone");
    header(header);
    Instant issued = issued(payload);
    // 2. The key: certified by a root, named by the header.
    Optional<ReceiptKey> key = key(file, header, issued);
    boolean signed = key.isPresent() && key.get().signed(file.signingInput(), signature);
    report.outcome("signature", signed, "ES256 over header and payload", "not of this key over this text");
    // 3. What it says, against what the reader knows.
    claims(payload);
    // 4. The place in the log.
    if (file.bundle().isEmpty()) {
      report.skipped("log", "only a bundle proves that the log has it");
      return;
    }
    ReceiptFile.Bundle bundle = file.bundle().get();
    byte[] leaf = record(bundle, payload, ReceiptJson.slice(payloadOctets, "verdict"));
    log(bundle, leaf, issued);
  }

  private static JsonNode part(ReceiptFile file, int index, String what) throws MalformedReceipt {
    return ReceiptJson.object(ReceiptJson.base64url(file.compact().get(index), what), what);
  }

  private void header(JsonNode header) throws MalformedReceipt {
    Set<String> names = new TreeSet<>(header.propertyNames());
    report.outcome(
        "header",
        names.equals(Set.of("alg", "kid", "typ"))
            && ReceiptJson.text(header, "alg").equals("ES256")
            && ReceiptJson.text(header, "typ").equals("zhengyan-receipt+jwt"),
        "ES256, zhengyan-receipt+jwt",
        "not exactly alg ES256, typ zhengyan-receipt+jwt and kid");
  }

  private Instant issued(JsonNode payload) throws MalformedReceipt {
    long seconds = ReceiptJson.number(payload, "iat");
    Instant issued = Instant.ofEpochSecond(Math.min(seconds, Instant.MAX.getEpochSecond()));
    report.outcome(
        "time",
        issued.isBefore(clock.instant().plus(SKEW)),
        "given at " + issued,
        issued + " has not come yet");
    return issued;
  }

  private Optional<ReceiptKey> key(ReceiptFile file, JsonNode header, Instant issued)
      throws MalformedReceipt {
    String pem = file.bundle().map(ReceiptFile.Bundle::certificate).orElse(expected.certificate());
    if (pem == null) {
      report.failed("key", "a receipt alone needs the certificate of its key");
      return Optional.empty();
    }
    try {
      List<X509CertificateHolder> chain = chain(pem);
      ReceiptKey key = new ReceiptKey(roots.certified(chain.getFirst(), "receipt-p256", issued, issued));
      report.passed("key", chain.getFirst().getSubject() + ", certified by a trusted root");
      report.outcome(
          "kid",
          key.thumbprint().equals(ReceiptJson.text(header, "kid")),
          "the header names this key",
          "the header names another key");
      return Optional.of(key);
    } catch (InvalidKey e) {
      report.failed("key", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** The key's certificate, and at most its root, which must be one that is trusted. */
  private List<X509CertificateHolder> chain(String pem) throws InvalidKey {
    List<X509CertificateHolder> chain = TrustedRoots.certificates(pem);
    if (chain.size() > 2 || chain.size() == 2 && !roots.holds(chain.get(1))) {
      throw new InvalidKey("the certificate is followed by one that is no trusted root");
    }
    return chain;
  }

  private void claims(JsonNode payload) throws MalformedReceipt {
    expect("issuer", "iss", payload, expected.issuer());
    expect("operator", "aud", payload, expected.operator());
    expect("environment", "environment", payload, expected.environment());
    byte[] challenge = expected.challenge();
    expect("challenge", "challenge", payload, challenge == null ? null : named(challenge));
    expect("evidence", "evidence", payload, expected.evidence());
    JsonNode verdict = payload.path("verdict");
    String result = ReceiptJson.text(verdict, "result");
    if (!result.equals("verified") && !result.equals("rejected")) {
      throw new MalformedReceipt("the verdict is neither verified nor rejected");
    }
  }

  private void expect(String check, String member, JsonNode payload, @Nullable String wanted)
      throws MalformedReceipt {
    String said = ReceiptJson.text(payload, member);
    if (wanted == null) {
      report.skipped(check, said);
    } else {
      report.outcome(check, wanted.equals(said), said, said + ", and " + wanted + " was expected");
    }
  }

  /** The event that was logged: it opens the leaf, and says what the receipt says. */
  private byte[] record(ReceiptFile.Bundle bundle, JsonNode payload, byte[] verdict) throws MalformedReceipt {
    byte[] salt = ReceiptJson.base64url(ReceiptJson.text(payload.path("log"), "salt"), "the salt");
    byte[] leaf = ReceiptJson.base64url(ReceiptJson.text(payload.path("log"), "leaf"), "the leaf");
    byte[] opened = sha256(new byte[] {0}, sha256(salt, bundle.record()));
    report.outcome(
        "leaf",
        salt.length == 32 && Arrays.equals(opened, leaf),
        "salt and record give the leaf that the receipt names",
        "salt and record do not give the leaf that the receipt names");
    JsonNode record = ReceiptJson.object(bundle.record(), "the record");
    JsonNode members = record.path("members");
    Map<String, String> said =
        Map.of(
            "client", ReceiptJson.text(payload, "aud"),
            "challenge", ReceiptJson.text(payload, "challenge"),
            "evidence", ReceiptJson.text(payload, "evidence"),
            "result", ReceiptJson.text(payload.path("verdict"), "result"),
            "verdict", named(verdict));
    boolean same =
        ReceiptJson.text(record, "type").equals(DECIDED)
            && ReceiptJson.text(record, "subject").equals(ReceiptJson.text(payload, "jti"))
            && said.entrySet().stream()
                .allMatch(
                    each ->
                        ReceiptJson.optional(members, each.getKey()).filter(each.getValue()::equals).isPresent());
    report.outcome(
        "record",
        same,
        "logged at " + ReceiptJson.text(record, "occurredAt") + ", says the same",
        "the logged event is not about this receipt");
    return leaf;
  }

  private void log(ReceiptFile.Bundle bundle, byte[] leaf, Instant issued) {
    try {
      Checkpoint checkpoint = Checkpoint.parse(bundle.checkpoint());
      report.outcome(
          "inclusion",
          bundle.size() == checkpoint.size()
              && MerkleProof.includes(leaf, bundle.index(), bundle.path(), checkpoint.size(), checkpoint.root()),
          "leaf " + bundle.index() + " of " + checkpoint.size(),
          "the proof does not lead from the leaf to the checkpoint's root");
      String origin = expected.origin();
      if (origin == null) {
        report.skipped("log", checkpoint.origin());
      } else {
        report.outcome(
            "log", origin.equals(checkpoint.origin()), origin, checkpoint.origin() + " is another log");
      }
      checkpoint(checkpoint, bundle, issued);
    } catch (InvalidCheckpoint e) {
      report.failed("checkpoint", String.valueOf(e.getMessage()));
    }
  }

  /** A checkpoint carries no time: its keys were valid somewhere between the receipt and now. */
  private void checkpoint(Checkpoint checkpoint, ReceiptFile.Bundle bundle, Instant issued)
      throws InvalidCheckpoint {
    List<VerificationKey> keys = new ArrayList<>();
    for (Map.Entry<Suite, String> each : bundle.certificates().entrySet()) {
      String name = "checkpoint-" + each.getKey().wire();
      try {
        X509CertificateHolder certificate = chain(each.getValue()).getFirst();
        keys.add(roots.certified(certificate, name, issued, clock.instant()));
      } catch (InvalidKey e) {
        report.failed("checkpoint key", each.getKey().wire() + ": " + e.getMessage());
      }
    }
    Set<Suite> signed = new CheckpointVerifier(keys).signedIn(checkpoint);
    for (Suite suite : Suite.values()) {
      report.outcome(
          "checkpoint " + suite.wire(),
          signed.contains(suite),
          "signed by a key that a trusted root certified",
          "not signed by a key that a trusted root certified");
    }
  }

  /** {@code sha256:} and lower-case hex, as challenge, evidence and verdict are named. */
  public static String named(byte[]... parts) {
    return "sha256:" + HexFormat.of().formatHex(sha256(parts));
  }

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
