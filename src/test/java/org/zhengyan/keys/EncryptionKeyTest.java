package org.zhengyan.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;

/** Keys for encryption: wrapped for their holder, sealed for recovery, and for nobody else. */
class EncryptionKeyTest {
  private static final byte[] CONTEXT = "12ab|12320100".getBytes(StandardCharsets.US_ASCII);
  private static final KeyVault KEYS =
      KeyVault.ofDirectory(Path.of("keys-dev"), "zhengyan-dev".toCharArray());

  private final SoftwareSigner signing = KeyCeremony.newKey(Suite.SM2);
  private final EncryptionKey key = EncryptionKey.make();

  @Test
  void opensForTheSigningKey() throws Exception {
    VerificationKey holder = VerificationKey.of(signing.publicKey());
    BigInteger number = open(key.envelop(holder), signing);
    assertThat(new SoftwareSigner(Suite.SM2, number).publicKey()).isEqualTo(key.publicKey().publicKey());
  }

  /** The page's script opens the same octets: src/test/web/enrol.test.ts. */
  @Test
  void opensTheKnownEnvelope() throws Exception {
    String[] known = Files.readString(Path.of("src/test/web/golden/enveloped-key.txt")).strip().split("\n");
    var example =
        new BigInteger("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8", 16);
    BigInteger number =
        open(Base64.getDecoder().decode(known[0]), new SoftwareSigner(Suite.SM2, example));
    assertThat(number).isEqualTo(new BigInteger(known[1], 16));
  }

  @Test
  void goesToSm2KeysAlone() throws Exception {
    VerificationKey other = VerificationKey.of(KeyCeremony.newKey(Suite.P256).publicKey());
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> key.envelop(other));
  }

  @Test
  void comesOutOfEscrowAsItWentIn() {
    byte[] sealed = key.seal(KEYS.escrow(), CONTEXT);
    assertThat(EncryptionKey.recover(KEYS.escrow(), sealed, CONTEXT).publicKey()).isEqualTo(key.publicKey());
    assertThat(key.seal(KEYS.escrow(), CONTEXT)).isNotEqualTo(sealed);
  }

  @Test
  void staysInEscrowForAnotherContextOrAlteration() {
    byte[] sealed = key.seal(KEYS.escrow(), CONTEXT);
    byte[] other = "12ac|12320100".getBytes(StandardCharsets.US_ASCII);
    assertUnavailable(sealed, other);
    for (int i : new int[] {0, 1, 40, 70, 90, sealed.length - 1}) {
      byte[] altered = sealed.clone();
      altered[i] ^= 1;
      assertUnavailable(altered, CONTEXT);
    }
    assertUnavailable(Arrays.copyOf(sealed, 60), CONTEXT);
  }

  private static void assertUnavailable(byte[] sealed, byte[] context) {
    assertThatExceptionOfType(KeyUnavailable.class)
        .isThrownBy(() -> EncryptionKey.recover(KEYS.escrow(), sealed, context));
  }

  /** By Bouncy Castle's engines, as the standard says it. */
  private static BigInteger open(byte[] envelope, SoftwareSigner signing) throws Exception {
    ASN1Sequence members = ASN1Sequence.getInstance(envelope);
    ASN1Sequence cipher = ASN1Sequence.getInstance(members.getObjectAt(1));
    byte[] raw =
        org.bouncycastle.util.Arrays.concatenate(
            new byte[][] {
              {4},
              BigIntegers.asUnsignedByteArray(32, ASN1Integer.getInstance(cipher.getObjectAt(0)).getValue()),
              BigIntegers.asUnsignedByteArray(32, ASN1Integer.getInstance(cipher.getObjectAt(1)).getValue()),
              ASN1OctetString.getInstance(cipher.getObjectAt(2)).getOctets(),
              ASN1OctetString.getInstance(cipher.getObjectAt(3)).getOctets()
            });
    SM2Engine engine = new SM2Engine(new SM3Digest(), SM2Engine.Mode.C1C3C2);
    engine.init(false, signing.privateKey());
    SM4Engine sm4 = new SM4Engine();
    sm4.init(false, new KeyParameter(engine.processBlock(raw, 0, raw.length)));
    byte[] encrypted = ASN1BitString.getInstance(members.getObjectAt(3)).getOctets();
    byte[] number = new byte[32];
    sm4.processBlock(encrypted, 0, number, 0);
    sm4.processBlock(encrypted, 16, number, 16);
    return new BigInteger(1, number);
  }
}
