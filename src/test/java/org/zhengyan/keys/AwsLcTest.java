package org.zhengyan.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** P-256 has two computers here, and nobody can tell by the result which of them it was. */
class AwsLcTest {
  private static final byte[] MESSAGE = "我局同意".getBytes(StandardCharsets.UTF_8);
  private static final BigInteger N = Curve.P256.getN();

  @TempDir Path directory;

  /** The tests run where the jar is meant to run fast; elsewhere this fails and says why. */
  @Test
  void isThere() {
    assertThat(AwsLc.missing()).isNull();
    assertThat(AwsLc.description()).contains("AWS-LC");
  }

  @Test
  void eachChecksWhatTheOtherSigned() throws InvalidKey {
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < 100; i++) {
      SoftwareSigner signer = KeyCeremony.newKey(Suite.P256);
      VerificationKey key = VerificationKey.of(signer.publicKey());
      byte[] message = new byte[random.nextInt(2_000)];
      random.nextBytes(message);
      byte[] inMachineCode = signer.sign(message);
      byte[] onCurve = signer.sign(message, new HedgedNonces(new SHA256Digest(), random));

      assertThat(key.verifyOnCurve(message, read(inMachineCode))).isTrue();
      assertThat(key.verify(message, onCurve)).isTrue();
    }
  }

  @Test
  void theyRefuseAlike() throws InvalidKey {
    SoftwareSigner signer = KeyCeremony.newKey(Suite.P256);
    VerificationKey key = VerificationKey.of(signer.publicKey());
    DerSignature signature = read(signer.sign(MESSAGE));
    BigInteger r = signature.r();
    BigInteger s = signature.s();
    assertThat(both(key, MESSAGE, new DerSignature(r, s))).isTrue();
    // The other of the two possible s, which DerSignature says is accepted.
    assertThat(both(key, MESSAGE, new DerSignature(r, N.subtract(s)))).isTrue();
    assertThat(both(key, MESSAGE, new DerSignature(s, r))).isFalse();
    assertThat(both(key, MESSAGE, new DerSignature(N.subtract(r), s))).isFalse();
    assertThat(both(key, MESSAGE, new DerSignature(r, s.xor(BigInteger.TWO)))).isFalse();
    assertThat(both(key, new byte[0], new DerSignature(r, s))).isFalse();
    for (BigInteger some : EDGES) {
      for (BigInteger other : EDGES) {
        assertThat(both(key, MESSAGE, new DerSignature(some, other))).isFalse();
      }
    }
  }

  private static final List<BigInteger> EDGES =
      List.of(
          BigInteger.ONE,
          BigInteger.TWO,
          N.shiftRight(1),
          N.shiftRight(1).add(BigInteger.ONE),
          N.subtract(BigInteger.TWO),
          N.subtract(BigInteger.ONE));

  /** Keys at the edges of what a private key may be, whose multiples meet in the sum of two products. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "3", "-2", "-3"})
  void theyAgreeOnExtremeKeys(int d) throws InvalidKey {
    SoftwareSigner signer = new SoftwareSigner(Suite.P256, BigInteger.valueOf(d).mod(N));
    VerificationKey key = VerificationKey.of(signer.publicKey());

    assertThat(both(key, MESSAGE, read(signer.sign(MESSAGE)))).isTrue();
    assertThat(both(key, new byte[] {1}, read(signer.sign(MESSAGE)))).isFalse();
    // e G + r Q with r = e, d = -1 would be infinity; r = e, d = 1 a doubling.
    BigInteger e = new BigInteger(1, SoftwareSigner.sha256(MESSAGE)).mod(N);
    assertThat(both(key, MESSAGE, new DerSignature(e, e))).isFalse();
    assertThat(both(key, MESSAGE, new DerSignature(N.subtract(e), BigInteger.ONE))).isFalse();
  }

  /** No library can be unpacked where there is no directory: Bouncy Castle signs, and says why it does. */
  @Test
  void withoutItBouncyCastleSigns() throws Exception {
    Path noDirectory = Files.createFile(directory.resolve("file"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-Dcom.amazon.corretto.crypto.provider.tmpdir=" + noDirectory,
                "-cp",
                System.getProperty("java.class.path"),
                WithoutAwsLc.class.getName())
            .redirectErrorStream(true)
            .start();
    List<String> said = process.inputReader(StandardCharsets.UTF_8).readAllLines();

    assertThat(process.waitFor()).as(String.join("\n", said)).isZero();
    String why = said.get(said.size() - 3);
    assertThat(why).startsWith("Bouncy Castle, for want of AWS-LC: ").contains("temporary directory");
    byte[] publicKey = HexFormat.of().parseHex(said.get(said.size() - 2));
    byte[] signature = HexFormat.of().parseHex(said.getLast());
    assertThat(VerificationKey.of(SubjectPublicKeyInfo.getInstance(publicKey)).verify(MESSAGE, signature)).isTrue();
  }

  /** The other process. */
  static final class WithoutAwsLc {
    public static void main(String[] arguments) throws Exception {
      SoftwareSigner signer = KeyCeremony.newKey(Suite.P256);
      byte[] signature = signer.sign(MESSAGE);
      if (!VerificationKey.of(signer.publicKey()).verify(MESSAGE, signature)) {
        throw new IllegalStateException("it does not check what it signed");
      }
      System.out.println(AwsLc.description() + ", for want of AWS-LC: " + AwsLc.missing());
      System.out.println(HexFormat.of().formatHex(signer.publicKey().getEncoded()));
      System.out.println(HexFormat.of().formatHex(signature));
    }
  }

  private static boolean both(VerificationKey key, byte[] message, DerSignature signature) {
    boolean inMachineCode = key.verify(message, signature.encode());
    assertThat(key.verifyOnCurve(message, signature)).isEqualTo(inMachineCode);
    return inMachineCode;
  }

  private static DerSignature read(byte[] signature) {
    return Objects.requireNonNull(DerSignature.parse(signature, N));
  }
}
