package org.zhengyan.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.path.PathCertificate;
import org.zhengyan.x509.path.PathCrl;

/** Whatever the bytes are, a reader returns or throws the one exception that it declares. */
class HostileInputTest {
  private static final int MUTATIONS = 4_000;

  /** A reader; {@code read} returns normally when the input was read or refused as declared. */
  enum Reader {
    LEAF,
    PEM,
    CERTIFICATE,
    CRL,
    CMS;

    /** True when it was read. */
    boolean read(byte[] input) {
      try {
        switch (this) {
          case LEAF -> LeafCertificate.ofDer(input);
          case PEM -> LeafCertificate.ofPem(new String(input, StandardCharsets.ISO_8859_1));
          case CERTIFICATE -> PathCertificate.read(input);
          case CRL -> PathCrl.read(input);
          case CMS -> CmsSignature.read(input).verifies(CmsFixture.CONTENT, SIGNER);
        }
        return true;
      } catch (MalformedCertificate | MalformedCms e) {
        assertThat(e).hasMessageEndingWith(".");
        return false;
      }
    }
  }

  private static final TestPki.Entity P256_BODY = TestPki.body(TestPki.root(Suite.P256, "CA"));
  private static final TestPki.Entity SM2_BODY = TestPki.body(TestPki.root(Suite.SM2, "CA"));
  private static final LeafCertificate SIGNER = leaf(P256_BODY.der());

  /** Something that each reader reads, from which the hostile inputs are made. */
  record Sample(Reader reader, String name, byte[] bytes) {
    @Override
    public String toString() {
      return reader + " " + name;
    }
  }

  static List<Sample> samples() {
    Path pkits = Path.of("src/test/resources/x509/pkits");
    List<Sample> samples = new ArrayList<>();
    samples.add(new Sample(Reader.LEAF, "p256", P256_BODY.der()));
    samples.add(new Sample(Reader.LEAF, "sm2", SM2_BODY.der()));
    samples.add(
        new Sample(
            Reader.PEM, "p256", TestPki.pem(P256_BODY.der()).getBytes(StandardCharsets.US_ASCII)));
    for (String name : List.of("nameConstraintsDN5CACert", "ValidDNnameConstraintsTest1EE")) {
      samples.add(new Sample(Reader.CERTIFICATE, name, file(pkits, "certs/" + name + ".crt")));
    }
    for (String name : List.of("GoodCACRL", "BadCRLIssuerNameCACRL")) {
      samples.add(new Sample(Reader.CRL, name, file(pkits, "crls/" + name + ".crl")));
    }
    samples.add(new Sample(Reader.CMS, "p256", new CmsFixture(P256_BODY).build()));
    samples.add(new Sample(Reader.CMS, "sm2", new CmsFixture(SM2_BODY).chinese().build()));
    return samples;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void readsTheSample(Sample sample) {
    assertThat(sample.reader().read(sample.bytes())).isTrue();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void refusesTruncationAtEveryByte(Sample sample) {
    // A PEM text may lose the line break at its end.
    int end = sample.reader() == Reader.PEM ? sample.bytes().length - 1 : sample.bytes().length;
    for (int length = 0; length < end; length++) {
      if (sample.reader().read(Arrays.copyOf(sample.bytes(), length))) {
        fail("read although cut at " + length);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void survivesChangedBytes(Sample sample) {
    Random random = new Random(20_260_601);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] changed = sample.bytes().clone();
      int changes = 1 + random.nextInt(4);
      for (int j = 0; j < changes; j++) {
        int at = random.nextInt(changed.length);
        int other = random.nextBoolean() ? random.nextInt() : changed[at] ^ 1 << random.nextInt(8);
        changed[at] = (byte) other;
      }
      sample.reader().read(changed);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void survivesEveryTypeInEveryPlace(Sample sample) {
    int[] tags = {
      0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x17, 0x18, 0x30, 0x31, 0x80, 0xa0,
      0xa3, 0xff
    };
    for (int at = 0; at < sample.bytes().length; at++) {
      byte[] changed = sample.bytes().clone();
      changed[at] = (byte) tags[at % tags.length];
      sample.reader().read(changed);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void survivesPartsMovedAround(Sample sample) {
    Random random = new Random(7);
    byte[] bytes = sample.bytes();
    for (int i = 0; i < 500; i++) {
      byte[] changed = bytes.clone();
      int length = 1 + random.nextInt(40);
      int from = random.nextInt(bytes.length - length);
      int to = random.nextInt(bytes.length - length);
      System.arraycopy(bytes, from, changed, to, length);
      sample.reader().read(changed);
    }
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void refusesDeepNesting(Reader reader) {
    assertThat(reader.read(StrictDerTest.nested(3_000))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void refusesHugeLengths(Reader reader) {
    assertThat(reader.read(new byte[] {0x30, (byte) 0x84, 0x7f, -1, -1, -1})).isFalse();
    assertThat(reader.read(new byte[] {0x30, (byte) 0x84, -1, -1, -1, -1})).isFalse();
    assertThat(reader.read(new byte[] {0x30, (byte) 0x88, -1, -1, -1, -1, -1, -1, -1, -1})).isFalse();
    assertThat(reader.read(new byte[8 * 1024 * 1024])).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void refusesManyElements(Reader reader) throws IOException {
    ASN1Integer[] many = new ASN1Integer[3_000];
    Arrays.fill(many, new ASN1Integer(1));
    assertThat(reader.read(new DERSequence(many).getEncoded())).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void refusesHugeNumbers(Reader reader) throws IOException {
    byte[] digits = new byte[11_000];
    Arrays.fill(digits, (byte) 0x55);
    assertThat(reader.read(new DERSequence(new ASN1Integer(digits)).getEncoded())).isFalse();
    byte[] leaf = Der.with(P256_BODY.der(), new ASN1Integer(digits), 0, 1);
    assertThatExceptionOfType(MalformedCertificate.class)
        .isThrownBy(() -> LeafCertificate.ofDer(leaf));
    byte[] extension = Der.with(P256_BODY.der(), new DEROctetString(new byte[0]), 0, 7, 0, 2);
    assertThatExceptionOfType(MalformedCertificate.class)
        .isThrownBy(() -> LeafCertificate.ofDer(extension));
  }

  private static byte[] file(Path directory, String name) {
    try {
      return Files.readAllBytes(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LeafCertificate leaf(byte[] der) {
    try {
      return LeafCertificate.ofDer(der);
    } catch (MalformedCertificate e) {
      throw new IllegalStateException(e);
    }
  }
}
