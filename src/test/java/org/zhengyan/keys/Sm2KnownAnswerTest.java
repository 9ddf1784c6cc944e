package org.zhengyan.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.signers.DSAKCalculator;
import org.junit.jupiter.api.Test;

/** Answers that others wrote down: OpenSSL's vectors, and the example of GM/T 0003.5 annex A. */
class Sm2KnownAnswerTest {
  private static final HexFormat HEX = HexFormat.of();

  /**
   * GM/T 0003.5-2012 annex A: the recommended curve, user ID 1234567812345678, "message digest".
   */
  @Test
  void signsTheExampleOfTheStandard() {
    BigInteger d = hex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8");
    BigInteger k = hex("59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21");
    SoftwareSigner signer = new SoftwareSigner(Suite.SM2, d);

    assertThat(Sm2.identityDigest(signer.point()))
        .isEqualTo(
            HEX.parseHex("b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3"));
    byte[] signature = signer.sign(ascii("message digest"), fixed(k));

    DerSignature pair = Objects.requireNonNull(DerSignature.parse(signature, Curve.SM2.getN()));
    assertThat(pair.r())
        .isEqualTo(hex("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"));
    assertThat(pair.s())
        .isEqualTo(hex("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"));
  }

  @Test
  void verifiesOpenSslsSignatures() throws IOException {
    String text = resource("openssl-evppkey_sm2.txt");
    int from = text.indexOf("-----BEGIN PRIVATE KEY-----");
    String end = "-----END PRIVATE KEY-----";
    String pem = text.substring(from, text.indexOf(end, from) + end.length());
    PrivateKeyInfo key = PrivateKeyInfo.getInstance(Pem.decode(pem).getFirst().content());
    BigInteger d = ECPrivateKey.getInstance(key.parsePrivateKey()).getKey();
    SoftwareSigner signer = new SoftwareSigner(Suite.SM2, d);

    int verified = 0;
    for (List<String> stanza : stanzas(text)) {
      if (value(stanza, "Verify").isEmpty() || !value(stanza, "Result").isEmpty()) {
        continue;
      }
      BigInteger e = hex(value(stanza, "Input"));
      DerSignature pair =
          Objects.requireNonNull(
              DerSignature.parse(HEX.parseHex(value(stanza, "Output")), Curve.SM2.getN()));
      assertThat(Sm2.verify(signer.point(), e, pair)).as("stanza %s", stanza).isTrue();
      assertThat(Sm2.verify(signer.point(), e.add(BigInteger.ONE), pair)).isFalse();
      verified++;
    }
    assertThat(verified).isEqualTo(2);
  }

  @Test
  void digestsOpenSslsMessages() throws IOException {
    int digested = 0;
    for (List<String> stanza : stanzas(resource("openssl-evpmd_sm3.txt"))) {
      if (!value(stanza, "Digest").equals("SM3")) {
        continue;
      }
      byte[] input = HEX.parseHex(value(stanza, "Input"));
      SM3Digest digest = new SM3Digest();
      digest.update(input, 0, input.length);
      byte[] output = new byte[32];
      digest.doFinal(output, 0);
      assertThat(output).isEqualTo(HEX.parseHex(value(stanza, "Output")));
      digested++;
    }
    assertThat(digested).isGreaterThanOrEqualTo(6);
  }

  private static DSAKCalculator fixed(BigInteger k) {
    return new DSAKCalculator() {
      @Override
      public boolean isDeterministic() {
        return true;
      }

      @Override
      public void init(BigInteger n, SecureRandom random) {}

      @Override
      public void init(BigInteger n, BigInteger d, byte[] message) {}

      @Override
      public BigInteger nextK() {
        return k;
      }
    };
  }

  private static List<List<String>> stanzas(String text) {
    List<List<String>> stanzas = new ArrayList<>();
    for (String stanza : text.split("\n\\s*\n")) {
      stanzas.add(stanza.lines().filter(line -> !line.startsWith("#")).toList());
    }
    return stanzas;
  }

  private static String value(List<String> stanza, String key) {
    return stanza.stream()
        .filter(line -> line.startsWith(key + " = "))
        .map(line -> line.substring(key.length() + 3))
        .findFirst()
        .orElse("");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Sm2KnownAnswerTest.class.getResourceAsStream("/keys/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static BigInteger hex(String digits) {
    return new BigInteger(digits, 16);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
