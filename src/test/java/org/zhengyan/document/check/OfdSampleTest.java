package org.zhengyan.document.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.zhengyan.document.check.DocumentVerdict.Outcome;
import org.zhengyan.document.check.ofd.OfdFile;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.TestPki;

/** Files that another program sealed: intact, and of makers whom nobody here believes. */
class OfdSampleTest {
  private static final Instant TODAY = TestPki.NOW.plusSeconds(86400L * 100);

  private final TestSeals seals = new TestSeals(Suite.SM2);

  @Test
  void findsTheSampleIntactOfAStrangerAndSealedTooLate() throws Exception {
    assertThat(failed(judge("SESV4SignDoc.ofd", TODAY)))
        .containsExactly("sealTrusted", "signerTrusted", "sealDates", "statusAtSigning", "statusNow");
  }

  @Test
  void findsTheSampleThatCoversTheListOfSignaturesIntactOfAStranger() throws Exception {
    assertIntactWhileItsSealLasted("allprotected.ofd");
  }

  @Test
  void findsTheInvoiceIntactOfAStranger() throws Exception {
    assertIntactWhileItsSealLasted("v4signed.ofd");
  }

  /** The seals of the samples have ended since, and no timestamp of ours says that they were used before. */
  private void assertIntactWhileItsSealLasted(String file) throws Exception {
    Instant signed = judge(file, TODAY).seal().signedAt();
    assertThat(failed(judge(file, signed.plusSeconds(60))))
        .containsExactly("sealTrusted", "signerTrusted", "statusAtSigning", "statusNow");
    assertThat(failed(judge(file, TODAY)))
        .containsExactly("sealTrusted", "signerTrusted", "sealDates", "statusAtSigning", "statusNow");
  }

  @Test
  void saysWhoSealedTheSample() throws Exception {
    assertThat(judge("v4signed.ofd", TODAY).seal().name()).isEqualTo("测试全国统一发票监制章国家税务总局重庆市税务局");
    assertThat(OfdFile.read(sample("v4signed.ofd")).fields()).containsEntry("价税合计", "318.00");
  }

  private static List<String> failed(DocumentVerdict verdict) {
    return verdict.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(DocumentVerdict.Check::check)
        .toList();
  }

  private DocumentVerdict judge(String file, Instant now) throws Exception {
    VerdictDraft draft = new VerdictDraft(DocumentVerdict.Kind.OFD);
    SignerTrust trust = seals.trust();
    new SealJudge(trust, seals.moment(trust))
        .judge(draft, OfdFile.read(sample(file)).signature().orElseThrow(), now);
    return draft.verdict(TestPki.NOW, "");
  }

  static byte[] sample(String file) throws IOException {
    try (InputStream in = OfdSampleTest.class.getResourceAsStream("/document/ofd/" + file)) {
      return in.readAllBytes();
    }
  }
}
