package org.zhengyan.document.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.zhengyan.document.check.ofd.MalformedOfd;
import org.zhengyan.document.check.ofd.OfdFile;
import org.zhengyan.document.check.pdf.MalformedPdf;
import org.zhengyan.document.check.pdf.PdfFile;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.TestPki;

/**
 * Good documents with random damage: refused in the declared way, or accepted with everything that is
 * sealed still as it was.
 */
class MutatedDocumentTest {
  private static final int TRIALS = 400;

  private final Random random = new Random(38540);

  @Test
  void neverAcceptsAnOfdWhoseSealedFilesChanged() throws Exception {
    TestSeals seals = new TestSeals(Suite.SM2);
    SignerTrust trust = seals.trust();
    OfdFixture fixture = new OfdFixture(seals);
    fixture.fields.put("onemc", "测试市教育局");
    Map<String, byte[]> files = fixture.files();
    byte[] good = OfdFixture.zip(files);
    assertThat(accepted(seals, trust, good)).isTrue();
    for (int trial = 0; trial < TRIALS; trial++) {
      byte[] bad = trial % 2 == 0 ? damaged(good) : OfdFixture.zip(damaged(files));
      if (accepted(seals, trust, bad)) {
        assertThat(sealed(bad)).as("trial " + trial).isEqualTo(sealed(good));
      }
    }
  }

  @Test
  void neverAcceptsAPdfWhoseCoveredBytesChanged() throws Exception {
    TestSeals seals = new TestSeals(Suite.P256);
    byte[] good = new PdfFixture(seals).build();
    byte[] covered = PdfFile.read(good).signature().orElseThrow().covered();
    for (int trial = 0; trial < TRIALS; trial++) {
      byte[] bad = damaged(good);
      try {
        PdfFile file = PdfFile.read(bad);
        if (file.signature().isEmpty()) {
          continue;
        }
        VerdictDraft draft = new VerdictDraft(DocumentVerdict.Kind.PDF);
        new PdfJudge(seals.moment(seals.trust())).judge(draft, file.signature().get(), TestPki.NOW);
        if (draft.clean()) {
          assertThat(file.signature().get().covered()).as("trial " + trial).isEqualTo(covered);
        }
      } catch (MalformedPdf e) {
        assertThat(e.sentence()).isNotEmpty();
      }
    }
  }

  private static boolean accepted(TestSeals seals, SignerTrust trust, byte[] file) {
    try {
      OfdFile read = OfdFile.read(file);
      if (read.signature().isEmpty()) {
        return false;
      }
      VerdictDraft draft = new VerdictDraft(DocumentVerdict.Kind.OFD);
      new SealJudge(trust, seals.moment(trust)).judge(draft, read.signature().get(), TestPki.NOW);
      return draft.clean();
    } catch (MalformedOfd e) {
      assertThat(e.sentence()).isNotEmpty();
      return false;
    }
  }

  /** What the seal covers: all but the list of signatures and the value, which holds the timestamp. */
  private static Map<String, String> sealed(byte[] file) throws IOException {
    Map<String, String> sealed = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
        String name = entry.getName();
        if (!name.endsWith("Signatures.xml") && !name.equals(OfdFixture.VALUE)) {
          sealed.put(name, Arrays.toString(zip.readAllBytes()));
        }
      }
    }
    return sealed;
  }

  private Map<String, byte[]> damaged(Map<String, byte[]> files) {
    Map<String, byte[]> damaged = new java.util.LinkedHashMap<>(files);
    String name = files.keySet().stream().skip(random.nextInt(files.size())).findFirst().orElseThrow();
    damaged.put(name, damaged(files.get(name)));
    return damaged;
  }

  /** One to four bytes changed, a stretch removed, repeated or overwritten, or the end cut off. */
  private byte[] damaged(byte[] good) {
    byte[] bad = good.clone();
    int at = random.nextInt(bad.length);
    int length = Math.min(1 + random.nextInt(32), bad.length - at);
    switch (random.nextInt(5)) {
      case 0 -> {
        return Arrays.copyOf(bad, at);
      }
      case 1 -> {
        byte[] shorter = new byte[bad.length - length];
        System.arraycopy(bad, 0, shorter, 0, at);
        System.arraycopy(bad, at + length, shorter, at, bad.length - at - length);
        return shorter;
      }
      case 2 -> {
        byte[] longer = new byte[bad.length + length];
        System.arraycopy(bad, 0, longer, 0, at + length);
        System.arraycopy(bad, at, longer, at + length, bad.length - at);
        return longer;
      }
      case 3 -> Arrays.fill(bad, at, at + length, (byte) random.nextInt(256));
      default -> {
        for (int i = 0; i <= random.nextInt(4); i++) {
          bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
    }
    return bad;
  }
}
