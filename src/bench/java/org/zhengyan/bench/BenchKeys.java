package org.zhengyan.bench;

import java.nio.file.Path;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Signer;
import org.zhengyan.keys.Suite;

/** Signers of the source tree's development keys, for benchmarks alone. */
final class BenchKeys {
  private BenchKeys() {}

  static Signer signer(Suite suite) {
    return KeyVault.ofDirectory(Path.of("keys-dev"), "zhengyan-dev".toCharArray())
        .load("receipt-" + suite.wire())
        .signer();
  }
}
