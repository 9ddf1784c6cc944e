package org.zhengyan.verification.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.TestReceipts;
import org.zhengyan.keys.TrustedRoots;
import org.zhengyan.verification.presentation.HeldBody;
import org.zhengyan.verification.presentation.HolderBrowser;
import org.zhengyan.verification.receipt.ReceiptReport.Outcome;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One real receipt, broken in one place at a time. */
@ServerTest
class ReceiptVerifierTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final ReceiptVerifier.Expected NOTHING =
      new ReceiptVerifier.Expected(null, null, null, null, null, null, null);

  private static @Nullable TestReceipts shared;

  @LocalServerPort private int port;
  private TestReceipts receipts;

  @BeforeEach
  void oneVerification() throws Exception {
    if (shared == null) {
      shared = TestReceipts.of(port, "sm2");
    }
    receipts = shared;
  }

  @Test
  void believesWhatTheServiceGave() throws Exception {
    ReceiptReport report = verify(receipts.bundle());
    assertThat(report.lines()).filteredOn(line -> line.outcome() == Outcome.FAILED).isEmpty();
    assertThat(report.lines())
        .filteredOn(line -> line.outcome() == Outcome.PASSED)
        .extracting(ReceiptReport.Line::check)
        .contains(
            "form", "header", "time", "key", "kid", "signature", "leaf", "record", "inclusion", "checkpoint sm2",
            "checkpoint p256");
    assertThat(ReceiptSummary.of(ReceiptFile.parse(receipts.bundle())))
        .startsWith("verified, 南京市契约示例学校 (")
        .endsWith("; for demo-appstore, verification " + receipts.id());
  }

  @Test
  void believesAReceiptAloneByTheCertificateOfItsKey() throws Exception {
    String pem = JSON.readTree(receipts.bundle()).path("certificate").asString();
    ReceiptFile alone = ReceiptFile.parse((receipts.receipt() + "\n").getBytes(StandardCharsets.US_ASCII));
    var expected = new ReceiptVerifier.Expected(pem, null, null, null, null, null, null);
    assertThat(verify(alone, expected).holds()).isTrue();
    assertThat(failures(verify(alone, NOTHING))).contains("key", "signature");
  }

  @Test
  void comparesWithWhatTheReaderKnows() throws Exception {
    JsonNode payload = payload();
    ReceiptFile file = ReceiptFile.parse(receipts.bundle());
    var right =
        new ReceiptVerifier.Expected(
            null,
            payload.path("iss").asString(),
            "demo-appstore",
            "dev",
            "localhost:8080/log",
            receipts.challenge(),
            EvidenceFile.hash(receipts.evidence()));
    assertThat(failures(verify(file, right))).isEmpty();
    assertThat(verify(file, right).lines()).noneMatch(line -> line.outcome() == Outcome.SKIPPED);
    byte[] other = receipts.challenge().clone();
    other[other.length / 2] ^= 1;
    var wrong =
        new ReceiptVerifier.Expected(
            null, "http://other", "demo-social", "production", "other/log", other, "sha256:" + "0".repeat(64));
    assertThat(failures(verify(file, wrong)))
        .containsExactly("issuer", "operator", "environment", "challenge", "evidence", "log");
  }

  /** Whoever asks two seconds after the verdict gets the proof with it. */
  @Test
  void provesWithinTwoSecondsOfTheVerdict() {
    HeldBody body = new HeldBody(port, "p256");
    for (int i = 0; i < 3; i++) {
      JsonNode asked = body.ask(Map.of());
      String path = HeldBody.path(asked);
      body.platform
          .post(path + "/evidence", body.holder.evidence(asked.path("challenge").asString()))
          .expect(200);
      long decided = System.nanoTime();
      await()
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                boolean late = System.nanoTime() - decided > Duration.ofSeconds(2).toNanos();
                int answered = body.platform.get(path + "/receipt?form=bundle").status();
                if (late) {
                  assertThat(answered).as("asked after two seconds").isEqualTo(200);
                }
                return answered == 200;
              });
    }
  }

  /** A no has a receipt too, and each kind of evidence its hash, as src/docs/receipts.md says. */
  @Test
  void believesTheReceiptOfANoAndKnowsWhatWasBrought() throws Exception {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode refused = body.ask(Map.of());
    HolderBrowser browser = new HolderBrowser(port, refused.path("id").asString());
    browser.take(HeldBody.secret(refused)).expect(200);
    browser.refuse().expect(200);
    assertBrought(
        body,
        refused,
        "ZHENGYAN NO EVIDENCE 1\nverification: " + refused.path("id").asString() + "\nreason: holderRefused\n");

    JsonNode shown = body.ask(Map.of());
    Map<String, String> paper = Map.of("kind", "paper", "number", "1abcdef");
    JsonNode decided = body.platform.post(HeldBody.path(shown) + "/evidence", paper).expect(200).json();
    assertThat(decided.path("state").asString()).isEqualTo("rejected");
    String brought = assertBrought(body, shown, "ZHENGYAN PAPER 1\nnumber: 1ABCDEF\n");
    assertThat(EvidenceFile.hash(JSON.writeValueAsBytes(paper))).isEqualTo(brought);
    byte[] face = "%PDF-1.7".getBytes(StandardCharsets.US_ASCII);
    Map<String, String> document = Map.of("kind", "document", "document", "JVBERi0xLjc");
    assertThat(EvidenceFile.hash(JSON.writeValueAsBytes(document))).isEqualTo(EvidenceFile.hash(face));
  }

  /** The bundle of that verification holds, and its evidence is the hash of these octets. */
  private static String assertBrought(HeldBody body, JsonNode asked, String octets) throws Exception {
    String path = HeldBody.path(asked) + "/receipt?form=bundle";
    await().until(() -> body.platform.get(path).status() == 200);
    ReceiptFile file = ReceiptFile.parse(body.platform.get(path).expect(200).body());
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(octets.getBytes(StandardCharsets.UTF_8));
    String evidence = "sha256:" + HexFormat.of().formatHex(hash);
    var expected = new ReceiptVerifier.Expected(null, null, "demo-appstore", "dev", null, null, evidence);
    assertThat(failures(verify(file, expected))).isEmpty();
    assertThat(ReceiptSummary.of(file)).startsWith("rejected");
    return evidence;
  }

  /** A sample of every part: there is no octet of the bundle that may be another. */
  @Test
  void findsEveryChangedOctet() throws Exception {
    byte[] bundle = receipts.bundle();
    List<String> believed = new ArrayList<>();
    for (int i = 0; i < bundle.length; i += bundle.length / 1_500 + 1) {
      byte[] other = bundle.clone();
      other[i] = (byte) (other[i] == 'A' ? 'B' : 'A');
      if (holds(other)) {
        believed.add(i + ": " + new String(bundle, Math.max(0, i - 20), 40, StandardCharsets.UTF_8));
      }
    }
    assertThat(believed).isEmpty();
  }

  @Test
  void findsEveryChangedBitOfTheReceipt() throws Exception {
    String[] parts = receipts.receipt().split("\\.");
    for (int part = 0; part < 3; part++) {
      byte[] octets = Base64.getUrlDecoder().decode(parts[part]);
      for (int bit = 0; bit < octets.length * 8; bit += part == 1 ? 29 : 1) {
        byte[] other = octets.clone();
        other[bit / 8] ^= (byte) (1 << (bit % 8));
        String[] changed = parts.clone();
        changed[part] = Base64.getUrlEncoder().withoutPadding().encodeToString(other);
        assertThat(holds(with("receipt", String.join(".", changed)))).as("part %d bit %d", part, bit).isFalse();
      }
    }
  }

  /** The last character of base64 has bits that decode to nothing: only one form is taken. */
  @Test
  void readsOneFormOfBase64() throws Exception {
    String receipt = receipts.receipt();
    char last = receipt.charAt(receipt.length() - 1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char same = alphabet.charAt(alphabet.indexOf(last) ^ 1);
    String other = receipt.substring(0, receipt.length() - 1) + same;
    assertThat(Base64.getUrlDecoder().decode(other.split("\\.")[2]))
        .isEqualTo(Base64.getUrlDecoder().decode(receipt.split("\\.")[2]));
    assertThat(holds(with("receipt", other))).isFalse();
    assertThat(holds(with("receipt", receipt + "="))).isFalse();
  }

  @Test
  void findsAForeignRecord() throws Exception {
    TestReceipts another = TestReceipts.of(port, "p256");
    ObjectNode bundle = bundle();
    JsonNode theirs = JSON.readTree(another.bundle());
    bundle.set("record", theirs.path("record"));
    assertThat(failures(verify(JSON.writeValueAsBytes(bundle)))).containsExactly("leaf", "record");
    ObjectNode proof = bundle();
    proof.set("proof", theirs.path("proof"));
    proof.set("checkpoint", theirs.path("checkpoint"));
    assertThat(failures(verify(JSON.writeValueAsBytes(proof)))).containsExactly("inclusion");
    ObjectNode checkpoint = bundle();
    checkpoint.set("checkpoint", theirs.path("checkpoint"));
    assertThat(failures(verify(JSON.writeValueAsBytes(checkpoint)))).containsExactly("inclusion");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          ca-organ-p256 ; key signature
          checkpoint-p256 ; key signature
          root-p256 ; key signature
          token-p256 ; key signature
          receipt-sm2 ; key signature
          """)
  void takesNoOtherKeyForTheReceipts(String name, String failed) throws Exception {
    byte[] other = with("certificate", pem(name));
    assertThat(String.join(" ", failures(verify(other)))).isEqualTo(failed);
  }

  @ParameterizedTest
  @CsvSource({
    "p256, receipt-p256", "p256, ca-organ-p256", "p256, root-p256", "sm2, checkpoint-p256", "sm2, receipt-sm2"
  })
  void takesNoOtherKeyForTheCheckpoint(String suite, String name) throws Exception {
    ObjectNode bundle = bundle();
    ((ObjectNode) bundle.path("checkpointCertificates")).put(suite, pem(name));
    assertThat(failures(verify(JSON.writeValueAsBytes(bundle))))
        .containsExactly("checkpoint key", "checkpoint " + suite);
  }

  @Test
  void needsBothSuites() throws Exception {
    String note = bundle().path("checkpoint").asString();
    String[] lines = note.split("\n", -1);
    for (int line = 4; line < 6; line++) {
      List<String> one = new ArrayList<>(Arrays.asList(lines));
      one.remove(line);
      assertThat(failures(verify(with("checkpoint", String.join("\n", one)))))
          .hasSize(1)
          .allMatch(check -> check.startsWith("checkpoint "));
    }
    String stranger = note + "— witness.example AAAAAAECAwQ=\n";
    assertThat(verify(with("checkpoint", stranger)).holds()).isTrue();
  }

  @Test
  void trustsItsRootsAlone() throws Exception {
    TrustedRoots onlySm2 = TrustedRoots.read(List.of(Path.of("keys-dev/root-sm2.crt")));
    ReceiptReport report =
        ReceiptVerifier.verify(ReceiptFile.parse(receipts.bundle()), onlySm2, NOTHING, Clock.systemUTC());
    assertThat(failures(report)).containsExactly("key", "signature", "checkpoint key", "checkpoint p256");
  }

  @Test
  void doesNotBelieveWhatIsYetToCome() throws Exception {
    Clock before = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
    ReceiptReport report = ReceiptVerifier.verify(ReceiptFile.parse(receipts.bundle()), roots(), NOTHING, before);
    assertThat(failures(report)).containsExactly("time");
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(365 * 30));
    assertThat(ReceiptVerifier.verify(ReceiptFile.parse(receipts.bundle()), roots(), NOTHING, later).holds())
        .as("the keys were valid then")
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "a.b", "a.b.c.d", "{}", "[]", "null", "{\"receipt\":\"a.b.c\"}", "a b.c.d", "\u0000", "{\"receipt\":1}"
      })
  void saysThatItIsNoReceipt(String text) {
    assertThatThrownBy(() -> ReceiptFile.parse(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedReceipt.class);
  }

  @Test
  void saysThatWhatLooksLikeOneIsMalformed() throws Exception {
    for (String text : List.of("a.b.c", "..", "e30.e30.e30", "e30.bnVsbA.AA", "W10.W10.AA")) {
      assertThat(verify(text.getBytes(StandardCharsets.US_ASCII)).holds()).as(text).isFalse();
    }
  }

  @Test
  void isBoundedInWhatItReads() {
    assertThatThrownBy(() -> ReceiptFile.parse(new byte[ReceiptFile.MAX_BYTES + 1]))
        .isInstanceOf(MalformedReceipt.class);
    String deep = "{\"receipt\":" + "[".repeat(100_000);
    assertThatThrownBy(() -> ReceiptFile.parse(deep.getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(MalformedReceipt.class);
    ObjectNode bundle = bundle();
    ArrayNode hashes = ((ObjectNode) bundle.path("proof")).putArray("hashes");
    Stream.generate(() -> "AAAA").limit(100).forEach(hashes::add);
    assertThatThrownBy(() -> ReceiptFile.parse(JSON.writeValueAsBytes(bundle)))
        .isInstanceOf(MalformedReceipt.class);
  }

  @Test
  void readsNoMemberTwice() {
    String bundle = new String(receipts.bundle(), StandardCharsets.UTF_8);
    String twice = bundle.replaceFirst("\\{", "{\"receipt\":\"a.b.c\",");
    assertThatThrownBy(() -> ReceiptFile.parse(twice.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedReceipt.class);
    String more = bundle + "{}";
    assertThatThrownBy(() -> ReceiptFile.parse(more.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedReceipt.class);
  }

  @Test
  void showsNothingThatATerminalObeys() {
    assertThat(ReceiptReport.shown("a\u001b[2Jb\u202ec\u200bd\ne")).isEqualTo("a\ufffd[2Jb\ufffdc\ufffdd\ufffde");
    assertThat(ReceiptReport.shown("x".repeat(1_000))).hasSize(201);
  }

  private ReceiptReport verify(byte[] file) throws Exception {
    return verify(ReceiptFile.parse(file), NOTHING);
  }

  private static ReceiptReport verify(ReceiptFile file, ReceiptVerifier.Expected expected) throws Exception {
    return ReceiptVerifier.verify(file, roots(), expected, Clock.systemUTC());
  }

  private boolean holds(byte[] file) throws Exception {
    try {
      return verify(file).holds();
    } catch (MalformedReceipt e) {
      return false;
    }
  }

  private static List<String> failures(ReceiptReport report) {
    return report.lines().stream()
        .filter(line -> line.outcome() == Outcome.FAILED)
        .map(ReceiptReport.Line::check)
        .toList();
  }

  private ObjectNode bundle() {
    return (ObjectNode) JSON.readTree(receipts.bundle());
  }

  private byte[] with(String member, String value) {
    return JSON.writeValueAsBytes(bundle().put(member, value));
  }

  private JsonNode payload() {
    return JSON.readTree(Base64.getUrlDecoder().decode(receipts.receipt().split("\\.")[1]));
  }

  private static TrustedRoots roots() throws Exception {
    return TrustedRoots.read(List.of(Path.of("keys-dev/root-p256.crt"), Path.of("keys-dev/root-sm2.crt")));
  }

  private static String pem(String name) throws Exception {
    String chain = java.nio.file.Files.readString(Path.of("keys-dev", name + ".crt"));
    return chain.substring(0, chain.indexOf("-----END CERTIFICATE-----")) + "-----END CERTIFICATE-----\n";
  }
}
