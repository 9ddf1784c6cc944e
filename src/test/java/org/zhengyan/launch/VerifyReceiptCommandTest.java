package org.zhengyan.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.TestReceipts;

@ServerTest
class VerifyReceiptCommandTest {
  @TempDir Path directory;
  @LocalServerPort private int port;

  private Path bundle;
  private Path receipt;
  private TestReceipts kept;

  private record Ran(int code, String out) {}

  @BeforeEach
  void keep() throws Exception {
    kept = TestReceipts.of(port, "p256");
    bundle = Files.write(directory.resolve("bundle.json"), kept.bundle());
    receipt = Files.writeString(directory.resolve("receipt.jws"), kept.receipt());
  }

  @Test
  void saysALineForEachCheck() throws Exception {
    Files.write(directory.resolve("challenge"), kept.challenge());
    Files.write(directory.resolve("evidence"), kept.evidence());
    Ran ran =
        run(
            bundle.toString(),
            "--operator", "demo-appstore",
            "--environment=dev",
            "--challenge", directory.resolve("challenge").toString(),
            "--evidence", directory.resolve("evidence").toString());
    assertThat(ran.out())
        .startsWith("Trusting development roots, whose private keys are public: this proves nothing.")
        .containsPattern("(?m)^ok {6}signature ")
        .containsPattern("(?m)^ok {6}operator +demo-appstore$")
        .containsPattern("(?m)^ok {6}challenge +sha256:")
        .containsPattern("(?m)^ok {6}evidence +sha256:")
        .containsPattern("(?m)^ok {6}inclusion +leaf \\d+ of \\d+$")
        .containsPattern("(?m)^ok {6}checkpoint sm2 ")
        .contains("The receipt holds. It says: verified, 南京市契约示例学校 (");
    assertThat(ran.code()).isZero();
    assertThat(run(receipt.toString()).out()).contains("only a bundle proves").contains("The receipt holds.");
    assertThat(run(receipt.toString()).code()).isZero();
  }

  @Test
  void readsTheInput() throws Exception {
    assertThat(run(new ByteArrayInputStream(kept.bundle()), "-").code()).isZero();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'a';
          }
        };
    assertThat(run(endless, "-").out()).startsWith("the input is larger than 256 KiB");
  }

  @Test
  void failsForAnotherOperator() throws Exception {
    Ran ran = run(bundle.toString(), "--operator", "demo-social");
    assertThat(ran.out())
        .containsPattern("(?m)^FAILED  operator +demo-appstore, and demo-social was expected$")
        .contains("THE RECEIPT DOES NOT HOLD");
    assertThat(ran.code()).isOne();
  }

  @Test
  void saysWhatItDoesNotUnderstand() throws Exception {
    for (List<String> words :
        List.of(
            List.<String>of(),
            List.of("a", "b"),
            List.of("a", "--colour", "red"),
            List.of("a", "--operator"),
            List.of("a", "--operator", "--environment", "dev"),
            List.of("a", "--operator", "x", "--operator", "y"),
            List.of("nothing-is-here"),
            List.of(directory.toString()),
            List.of("\0"),
            List.of(bundle.toString(), "--root", bundle.toString()),
            List.of(bundle.toString(), "--root", "keys-dev/receipt-p256.crt"),
            List.of(bundle.toString(), "--root", "keys-dev/root-p256.p12"),
            List.of(bundle.toString(), "--challenge", "nothing-is-here"),
            List.of("pom.xml"))) {
      Ran ran = run(words.toArray(String[]::new));
      assertThat(ran.code()).as("%s: %s", words, ran.out()).isEqualTo(2);
      assertThat(ran.out()).containsAnyOf("verify-receipt FILE", "This cannot be read: ").doesNotContain("Exception:");
    }
  }

  @Test
  void takesTheRootsThatAreGiven() throws Exception {
    assertThat(run(bundle.toString(), "--root", "keys-dev/root-p256.crt", "--root", "keys-dev/root-sm2.crt").code())
        .isZero();
    assertThat(run(bundle.toString(), "--root", "keys-dev/root-sm2.crt").code()).isOne();
    assertThat(run(receipt.toString(), "--root", "keys-dev/root-p256.crt").out())
        .contains("a receipt alone needs the certificate of its key");
    assertThat(
            run(
                    receipt.toString(),
                    "--root", "keys-dev/root-p256.crt",
                    "--certificate", "keys-dev/receipt-p256.crt")
                .code())
        .isZero();
  }

  private Ran run(String... words) throws Exception {
    return run(InputStream.nullInputStream(), words);
  }

  private static Ran run(InputStream in, String... words) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        VerifyReceiptCommand.run(
            new ArrayList<>(List.of(words)),
            in,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            Clock.systemUTC());
    return new Ran(code, out.toString(StandardCharsets.UTF_8));
  }
}
