package org.zhengyan.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerificationKeyTest {
  private static final byte[] MESSAGE =
      "we are the education bureau".getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @EnumSource(Suite.class)
  void verifiesWhatItsSignerSigned(Suite suite) throws InvalidKey {
    SoftwareSigner signer = KeyCeremony.newKey(suite);
    VerificationKey key = VerificationKey.of(signer.publicKey());

    for (int i = 0; i < 50; i++) {
      byte[] message = (i + " messages").getBytes(StandardCharsets.UTF_8);
      assertThat(key.verify(message, signer.sign(message))).isTrue();
    }
    assertThat(key.suite()).isEqualTo(suite);
    assertThat(key.publicKey()).isEqualTo(signer.publicKey());
  }

  @ParameterizedTest
  @EnumSource(Suite.class)
  void refusesAnotherMessage(Suite suite) throws InvalidKey {
    SoftwareSigner signer = KeyCeremony.newKey(suite);
    byte[] signature = signer.sign(MESSAGE);
    byte[] other = MESSAGE.clone();
    other[0] ^= 1;

    assertThat(VerificationKey.of(signer.publicKey()).verify(other, signature)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Suite.class)
  void refusesAnotherKey(Suite suite) throws InvalidKey {
    byte[] signature = KeyCeremony.newKey(suite).sign(MESSAGE);
    VerificationKey other = VerificationKey.of(KeyCeremony.newKey(suite).publicKey());

    assertThat(other.verify(MESSAGE, signature)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Suite.class)
  void neverSignsTheSameMessageWithTheSameNonce(Suite suite) {
    SoftwareSigner signer = KeyCeremony.newKey(suite);

    assertThat(signer.sign(MESSAGE)).isNotEqualTo(signer.sign(MESSAGE));
  }

  /** RFC 6979 annex A.2.5, P-256 with SHA-256 over "sample". */
  @Test
  void signsTheExampleOfRfc6979WithoutHedging() {
    var d = new BigInteger("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", 16);
    SoftwareSigner signer = new SoftwareSigner(Suite.P256, d);
    byte[] message = "sample".getBytes(StandardCharsets.US_ASCII);
    byte[] signature = signer.sign(message, new HMacDSAKCalculator(new SHA256Digest()));

    assertThat(DerSignature.parse(signature, Curve.P256.getN()))
        .isEqualTo(
            new DerSignature(
                new BigInteger(
                    "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716", 16),
                new BigInteger(
                    "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8", 16)));
  }

  @Test
  void readsACompressedPointAsTheSameKey() throws InvalidKey {
    SoftwareSigner signer = KeyCeremony.newKey(Suite.SM2);
    var compressed =
        new SubjectPublicKeyInfo(Suite.SM2.keyAlgorithm(), signer.point().getEncoded(true));

    VerificationKey key = VerificationKey.of(compressed);
    assertThat(key).isEqualTo(VerificationKey.of(signer.publicKey()));
    assertThat(key.publicKey()).isEqualTo(signer.publicKey());
    assertThat(key.fingerprint()).isEqualTo(VerificationKey.of(signer.publicKey()).fingerprint());
  }

  @Test
  void refusesAPointOffTheCurve() {
    byte[] point = KeyCeremony.newKey(Suite.P256).point().getEncoded(false);
    point[64] ^= 1;
    refused(new SubjectPublicKeyInfo(Suite.P256.keyAlgorithm(), point), "not on the curve");
  }

  @Test
  void refusesAPointOfTheOtherCurve() {
    byte[] point = KeyCeremony.newKey(Suite.P256).point().getEncoded(false);
    refused(new SubjectPublicKeyInfo(Suite.SM2.keyAlgorithm(), point), "not on the curve");
  }

  @Test
  void refusesACoordinateAboveTheField() {
    byte[] point = new byte[65];
    Arrays.fill(point, (byte) 0xff);
    point[0] = 4;
    refused(new SubjectPublicKeyInfo(Suite.P256.keyAlgorithm(), point), "not on the curve");
  }

  @Test
  void refusesThePointAtInfinity() {
    refused(new SubjectPublicKeyInfo(Suite.P256.keyAlgorithm(), new byte[1]), "neither compressed");
  }

  @Test
  void refusesAHybridPoint() {
    byte[] point = KeyCeremony.newKey(Suite.P256).point().getEncoded(false);
    point[0] = (byte) (6 + (point[64] & 1));
    refused(new SubjectPublicKeyInfo(Suite.P256.keyAlgorithm(), point), "neither compressed");
  }

  @Test
  void refusesAnotherCurve() {
    var p384 =
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp384r1);
    refused(new SubjectPublicKeyInfo(p384, new byte[97]), "named curve");
  }

  @Test
  void refusesExplicitCurveParameters() throws IOException {
    var explicit =
        new AlgorithmIdentifier(
            X9ObjectIdentifiers.id_ecPublicKey,
            org.bouncycastle.crypto.ec.CustomNamedCurves.getByName("secp256r1"));
    byte[] point = KeyCeremony.newKey(Suite.P256).point().getEncoded(false);
    refused(new SubjectPublicKeyInfo(explicit, point), "named curve");
  }

  @Test
  void refusesRsa() {
    var rsa = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
    refused(new SubjectPublicKeyInfo(rsa, new byte[64]), "id-ecPublicKey");
  }

  @Test
  void refusesAnUnknownAlgorithm() {
    ASN1ObjectIdentifier oid = NISTObjectIdentifiers.id_ml_dsa_65;
    refused(new SubjectPublicKeyInfo(new AlgorithmIdentifier(oid), new byte[65]), "id-ecPublicKey");
  }

  /**
   * The tables of a key are made at its first use and kept on its point: the object is worth
   * keeping.
   */
  @ParameterizedTest
  @EnumSource(Suite.class)
  void keepsTheTablesOfItsPoint(Suite suite) throws InvalidKey {
    SoftwareSigner signer = KeyCeremony.newKey(suite);
    VerificationKey key = VerificationKey.of(signer.publicKey());
    DerSignature signature = DerSignature.parse(signer.sign(MESSAGE), Curve.of(suite).getN());
    assertThat(key.verifyOnCurve(MESSAGE, signature)).isTrue();
    var tables = org.bouncycastle.math.ec.WNafUtil.getWNafPreCompInfo(key.point());
    assertThat(tables).isNotNull();

    assertThat(key.verifyOnCurve(MESSAGE, signature)).isTrue();
    assertThat(org.bouncycastle.math.ec.WNafUtil.getWNafPreCompInfo(key.point()).getPreComp())
        .isSameAs(tables.getPreComp());
    assertThat(key.point().getCurve().getClass().getName()).contains(".custom.");
  }

  private static void refused(SubjectPublicKeyInfo publicKey, String because) {
    assertThatThrownBy(() -> VerificationKey.of(publicKey))
        .isInstanceOf(InvalidKey.class)
        .hasMessageContaining(because);
  }
}
