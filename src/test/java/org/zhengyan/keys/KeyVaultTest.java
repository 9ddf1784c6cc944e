package org.zhengyan.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyVaultTest {
  private static final Path DEVELOPMENT = Path.of("keys-dev");
  private static final char[] PASSWORD = "zhengyan-dev".toCharArray();

  @TempDir Path directory;

  @BeforeEach
  void copyTwoKeys() throws IOException {
    for (String file : new String[] {"receipt-p256", "checkpoint-p256", "root-p256"}) {
      Files.copy(DEVELOPMENT.resolve(file + ".crt"), directory.resolve(file + ".crt"));
    }
    Files.copy(DEVELOPMENT.resolve("receipt-p256.p12"), directory.resolve("receipt-p256.p12"));
  }

  @Test
  void opensEveryKeyOfThePlan() {
    KeyVault vault = KeyVault.ofDirectory(DEVELOPMENT, PASSWORD);
    for (KeyPlan.PlannedKey key : KeyPlan.KEYS) {
      if (key.role() == KeyPlan.Role.ROOT) {
        continue;
      }
      KeyEntry entry = vault.load(key.name());
      assertThat(vault.available(key.name())).isTrue();
      assertThat(entry.signer().suite()).isEqualTo(key.suite());
      assertThat(vault.load(key.name())).isSameAs(entry);
    }
    for (Suite suite : Suite.values()) {
      assertThat(vault.load("ca-organ-" + suite.wire()).chain())
          .hasSize(2)
          .last()
          .isEqualTo(vault.root(suite));
      assertThat(vault.load("ocsp-organ-" + suite.wire()).chain()).hasSize(3);
    }
  }

  @Test
  void holdsNoRootKey() {
    KeyVault vault = KeyVault.ofDirectory(DEVELOPMENT, PASSWORD);
    assertThatThrownBy(() -> vault.load("root-sm2")).isInstanceOf(KeyUnavailable.class);
  }

  @Test
  void refusesAnotherPassword() {
    KeyVault vault = KeyVault.ofDirectory(directory, "something else".toCharArray());
    assertThat(vault.available("receipt-p256")).isFalse();
    assertThatThrownBy(() -> vault.load("receipt-p256")).hasMessageContaining("password");
  }

  @Test
  void refusesAKeyThatIsNotTheOneInItsCertificate() throws IOException {
    Path other = DEVELOPMENT.resolve("token-p256.p12");
    Files.copy(other, directory.resolve("receipt-p256.p12"), StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> vault().load("receipt-p256")).hasMessageContaining("not the one");
  }

  @Test
  void refusesAChainThatDoesNotHoldTogether() throws IOException {
    Path chain = directory.resolve("receipt-p256.crt");
    String text = Files.readString(chain);
    int second = text.indexOf("-----BEGIN", 1);
    Files.writeString(
        chain, text.substring(0, second) + Files.readString(DEVELOPMENT.resolve("root-sm2.crt")));
    assertThatThrownBy(() -> vault().load("receipt-p256")).hasMessageContaining("not signed by");
  }

  @Test
  void refusesADamagedFile() throws IOException {
    byte[] file = Files.readAllBytes(directory.resolve("receipt-p256.p12"));
    file[file.length / 2] ^= 1;
    Files.write(directory.resolve("receipt-p256.p12"), file);
    assertThatThrownBy(() -> vault().load("receipt-p256")).isInstanceOf(KeyUnavailable.class);
  }

  @Test
  void refusesAKeyThatIsNowhere() {
    assertThatThrownBy(() -> vault().load("checkpoint-p256"))
        .hasMessageContaining("neither in a file");
  }

  @Test
  void refusesNamesOutsideOfThePlan() {
    assertThatThrownBy(() -> vault().load("../receipt-p256"))
        .hasMessageContaining("no key is named");
  }

  @Test
  void keepsTheCertificatesOfRetiredKeys() throws IOException {
    assertThat(vault().retired("receipt-p256")).isEmpty();
    Files.createDirectories(directory.resolve("retired"));
    Files.copy(
        DEVELOPMENT.resolve("receipt-p256.crt"),
        directory.resolve("retired/receipt-p256-20250101.crt"));
    assertThat(vault().retired("receipt-p256")).hasSize(1);
    assertThat(vault().retired("receipt-sm2")).isEmpty();
  }

  private KeyVault vault() {
    return KeyVault.ofDirectory(directory, PASSWORD);
  }
}
