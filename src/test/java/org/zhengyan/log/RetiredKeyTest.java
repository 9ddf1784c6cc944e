package org.zhengyan.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Pem;
import org.zhengyan.keys.Suite;
import org.zhengyan.keys.TrustedRoots;
import org.zhengyan.keys.VerificationKey;

/** A checkpoint that was signed before its key was replaced goes on proving what it proved. */
class RetiredKeyTest {
  private static final Path KEYS = Path.of("keys-dev");
  private static final String ORIGIN = "verify.example.org/log";

  @TempDir Path directory;
  private final Checkpoint old = new CheckpointKeys(TestLog.VAULT).sign(ORIGIN, 1, new byte[32]);

  /** Another key takes the name; which one does not matter here. */
  @BeforeEach
  void replace() throws Exception {
    Files.createDirectories(directory.resolve("retired"));
    for (String name : List.of("checkpoint-sm2", "root-p256", "root-sm2")) {
      Files.copy(KEYS.resolve(name + ".crt"), directory.resolve(name + ".crt"));
    }
    Files.copy(KEYS.resolve("checkpoint-sm2.p12"), directory.resolve("checkpoint-sm2.p12"));
    Files.copy(KEYS.resolve("receipt-p256.crt"), directory.resolve("checkpoint-p256.crt"));
    Files.copy(KEYS.resolve("receipt-p256.p12"), directory.resolve("checkpoint-p256.p12"));
    Files.copy(KEYS.resolve("checkpoint-p256.crt"), directory.resolve("retired/checkpoint-p256-20261122.crt"));
  }

  private CheckpointKeys keys() {
    return new CheckpointKeys(KeyVault.ofDirectory(directory, "zhengyan-dev".toCharArray()));
  }

  @Test
  void theRetiredCertificateIsGivenWithWhatItsKeySigned() throws Exception {
    keys().verify(old);
    List<X509CertificateHolder> chain = TrustedRoots.certificates(keys().certificate(old, Suite.P256));
    Path certificate = KEYS.resolve("checkpoint-p256.crt");
    assertThat(chain.getFirst()).isEqualTo(TrustedRoots.certificates(Files.readString(certificate)).getFirst());
    Checkpoint young = keys().sign(ORIGIN, 2, new byte[32]);
    assertThat(keys().certificate(young, Suite.P256)).isNotEqualTo(keys().certificate(old, Suite.P256));
    assertThat(keys().certificate(young, Suite.SM2)).isEqualTo(keys().certificate(old, Suite.SM2));
  }

  @Test
  void bothAreGivenToWhoeverWatches() throws Exception {
    assertThat(Pem.decode(keys().certificates())).hasSize(5);
    TrustedRoots roots = TrustedRoots.read(List.of(KEYS.resolve("root-p256.crt"), KEYS.resolve("root-sm2.crt")));
    List<VerificationKey> certified = new java.util.ArrayList<>();
    for (X509CertificateHolder each : TrustedRoots.certificates(keys().certificates())) {
      for (Suite suite : Suite.values()) {
        try {
          certified.add(roots.certified(each, "checkpoint-" + suite.wire(), Instant.now(), Instant.now()));
        } catch (org.zhengyan.keys.InvalidKey e) {
          // A root, the other suite, or the key that only borrowed the name.
        }
      }
    }
    assertThat(certified).hasSize(2);
    new CheckpointVerifier(certified).verify(old);
  }

  @Test
  void eachSuiteIsStillGivenAlone() throws Exception {
    String note = keys().inSuite(old, Suite.P256);
    assertThat(SignedNote.parse(note).signatures()).hasSize(1);
  }

  @Test
  void aKeyThatIsGoneIsMissed() throws Exception {
    Files.move(
        directory.resolve("retired/checkpoint-p256-20261122.crt"),
        directory.resolve("away"),
        StandardCopyOption.ATOMIC_MOVE);
    assertThatThrownBy(() -> keys().certificate(old, Suite.P256)).isInstanceOf(InvalidCheckpoint.class);
    assertThatThrownBy(() -> keys().verify(old)).isInstanceOf(InvalidCheckpoint.class);
  }
}
