package org.zhengyan.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zhengyan.keys.KeyUnavailable;
import org.zhengyan.keys.KeyVault;

/** A receipt is given with the certificate of the key that signed it, not of the one that signs now. */
class ReceiptKeysTest {
  private static final Path KEYS = Path.of("keys-dev");

  @TempDir Path directory;

  @Test
  void theRetiredCertificateGoesWithItsReceipts() throws Exception {
    String kid = new ReceiptKeys(vault(KEYS)).currentKid();
    // Another key takes the name; which one does not matter here.
    for (String suffix : new String[] {".crt", ".p12"}) {
      Files.copy(KEYS.resolve("checkpoint-p256" + suffix), directory.resolve("receipt-p256" + suffix));
    }
    Files.copy(KEYS.resolve("root-p256.crt"), directory.resolve("root-p256.crt"));
    assertThatThrownBy(() -> new ReceiptKeys(vault(directory)).chain(receipt(kid)))
        .isInstanceOf(KeyUnavailable.class);

    Files.createDirectories(directory.resolve("retired"));
    Files.copy(KEYS.resolve("receipt-p256.crt"), directory.resolve("retired/receipt-p256-20261122.crt"));
    ReceiptKeys keys = new ReceiptKeys(vault(directory));
    assertThat(keys.currentKid()).isNotEqualTo(kid);
    assertThat(keys.chain(receipt(kid))).isEqualTo(Files.readString(KEYS.resolve("receipt-p256.crt")));
    assertThat(keys.chain(receipt(keys.currentKid())))
        .isEqualTo(Files.readString(KEYS.resolve("checkpoint-p256.crt")));
    assertThat(keys.published()).contains(kid, keys.currentKid());
  }

  private static KeyVault vault(Path directory) {
    return KeyVault.ofDirectory(directory, "zhengyan-dev".toCharArray());
  }

  private static String receipt(String kid) {
    String header = "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\",\"typ\":\"zhengyan-receipt+jwt\"}";
    return Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8)) + ".e30.AA";
  }
}
