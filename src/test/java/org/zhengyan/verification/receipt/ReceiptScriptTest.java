package org.zhengyan.verification.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.TestReceipts;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The verifier that was written from the specification alone, with bash and openssl, on a real bundle. */
@ServerTest
class ReceiptScriptTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path SCRIPT = Path.of("src/examples/verify-receipt.sh");
  private static @Nullable TestReceipts shared;

  @TempDir Path directory;
  @LocalServerPort private int port;
  private TestReceipts kept;

  private record Ran(int code, String out) {}

  @BeforeEach
  void oneVerification() throws Exception {
    if (shared == null) {
      shared = TestReceipts.of(port, "p256");
    }
    kept = shared;
  }

  @Test
  void believesAPublishedBundle() throws Exception {
    Ran ran = run(kept.bundle(), "demo-appstore");
    assertThat(ran.out())
        .contains("ok      signature", "ok      record", "ok      checkpoint", "ok      inclusion")
        .endsWith("The receipt holds. It says: verified; for demo-appstore, verification " + kept.id() + "\n");
    assertThat(ran.code()).isZero();
    assertThat(run(kept.bundle(), "demo-social").code()).isOne();
  }

  /** One octet in each stretch of each member, and every kind of character. */
  @Test
  void findsEveryChangedOctet() throws Exception {
    byte[] bundle = kept.bundle();
    Set<Integer> places = new TreeSet<>();
    ObjectNode json = (ObjectNode) JSON.readTree(bundle);
    String text = new String(bundle, StandardCharsets.ISO_8859_1);
    for (String member : json.propertyNames()) {
      int at = text.indexOf("\"" + member + "\":");
      places.addAll(List.of(at + 1, at + member.length() + 5, at + member.length() + 25));
    }
    for (int i = 0; i < bundle.length; i += bundle.length / 40) {
      places.add(i);
    }
    places.add(bundle.length - 1);
    List<String> believed = new ArrayList<>();
    for (int place : places) {
      byte[] other = bundle.clone();
      other[place] = (byte) (other[place] == 'A' ? 'B' : 'A');
      Ran ran = run(other);
      if (ran.code() != 1 || !ran.out().contains("THE RECEIPT DOES NOT HOLD.")) {
        believed.add(place + ": " + text.substring(Math.max(0, place - 20), place) + "… " + ran);
      }
    }
    assertThat(believed).isEmpty();
  }

  @Test
  void findsWhatWasExchanged() throws Exception {
    TestReceipts another = TestReceipts.of(port, "p256");
    ObjectNode theirs = (ObjectNode) JSON.readTree(another.bundle());
    for (String member : List.of("receipt", "record", "proof", "checkpoint")) {
      ObjectNode bundle = (ObjectNode) JSON.readTree(kept.bundle());
      bundle.set(member, theirs.path(member));
      Ran ran = run(JSON.writeValueAsBytes(bundle));
      assertThat(ran.code()).as("%s: %s", member, ran.out()).isOne();
    }
    ObjectNode bundle = (ObjectNode) JSON.readTree(kept.bundle());
    bundle.put("certificate", Files.readString(Path.of("keys-dev/checkpoint-p256.crt")));
    assertThat(run(JSON.writeValueAsBytes(bundle)).out()).contains("the certificate is not for Receipts (P-256)");
    bundle.put("certificate", Files.readString(Path.of("keys-dev/ca-organ-p256.crt")));
    assertThat(run(JSON.writeValueAsBytes(bundle)).code()).isOne();
  }

  /** OpenSSL's command for P-256 stops reading where the longest signature would end. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void findsOctetsBehindASignature(int line) throws Exception {
    ObjectNode bundle = (ObjectNode) JSON.readTree(kept.bundle());
    List<String> note = new ArrayList<>(bundle.path("checkpoint").asString().lines().toList());
    int at = note.size() - 2 + line;
    String name = note.get(at).substring(0, note.get(at).lastIndexOf(' ') + 1);
    byte[] signature = Base64.getDecoder().decode(note.get(at).substring(name.length()));
    for (int more : List.of(1, 3, 9)) {
      byte[] longer = Arrays.copyOf(signature, signature.length + more);
      note.set(at, name + Base64.getEncoder().encodeToString(longer));
      bundle.put("checkpoint", String.join("\n", note) + "\n");
      Ran ran = run(JSON.writeValueAsBytes(bundle));
      assertThat(ran.code()).as(ran.out()).isOne();
      assertThat(ran.out()).contains("not one signature in a line");
    }
  }

  @Test
  void readsNothingElse() throws Exception {
    String behind = new String(kept.bundle(), StandardCharsets.UTF_8) + " ";
    for (String text : List.of("", "{}", "x", kept.receipt(), behind)) {
      assertThat(run(text.getBytes(StandardCharsets.UTF_8)).code()).isOne();
    }
    byte[] zero = Arrays.copyOf(kept.bundle(), kept.bundle().length + 1);
    assertThat(run(zero).code()).isOne();
    Process usage = new ProcessBuilder("bash", SCRIPT.toString()).redirectErrorStream(true).start();
    assertThat(new String(usage.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("verify-receipt.sh BUNDLE ROOT-P256 ROOT-SM2 [OPERATOR]");
    assertThat(usage.waitFor()).isEqualTo(2);
  }

  private Ran run(byte[] bundle, String... operator) throws IOException, InterruptedException {
    Path file = Files.write(directory.resolve("bundle.json"), bundle);
    List<String> words = new ArrayList<>(List.of("bash", SCRIPT.toString(), file.toString()));
    words.addAll(List.of("keys-dev/root-p256.crt", "keys-dev/root-sm2.crt"));
    words.addAll(List.of(operator));
    Path out = directory.resolve("out");
    Process process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), Files.readString(out, StandardCharsets.ISO_8859_1));
  }
}
