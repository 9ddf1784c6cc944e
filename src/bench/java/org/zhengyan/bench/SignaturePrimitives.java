package org.zhengyan.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.zhengyan.keys.Signer;
import org.zhengyan.keys.Suite;
import org.zhengyan.keys.VerificationKey;

/** The primitives below every figure: one signature and one check of each suite, keys kept. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SignaturePrimitives {
  @Param({"P256", "SM2"})
  public Suite suite;

  private Signer signer;
  private VerificationKey key;
  private final byte[] message = new byte[600];
  private byte[] signature;

  @Setup
  public void prepare() throws Exception {
    signer = BenchKeys.signer(suite);
    key = VerificationKey.of(signer.publicKey());
    signature = signer.sign(message);
  }

  @Benchmark
  public byte[] sign() {
    return signer.sign(message);
  }

  @Benchmark
  public boolean verifyKeptKey() {
    return key.verify(message, signature);
  }

  @Benchmark
  public boolean verifyFreshKey() throws Exception {
    return VerificationKey.of(signer.publicKey()).verify(message, signature);
  }
}
