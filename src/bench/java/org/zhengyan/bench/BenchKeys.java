package org.zhengyan.bench;

import java.nio.file.Path;
import org.zhengyan.keys.Signer;
import org.zhengyan.keys.Suite;

/** Signers of the source tree's development keys, for benchmarks alone. */
final class BenchKeys {
  private BenchKeys() {}

  static Signer signer(Suite suite) {
    throw new UnsupportedOperationException(Path.of("keys-dev") + suite.wire());
  }
}
