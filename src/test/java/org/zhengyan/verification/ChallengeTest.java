package org.zhengyan.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.registry.Uscc;

class ChallengeTest {
  private static final VerificationId ID =
      VerificationId.parse("0199c2a4-7b1e-7abc-8def-0123456789ab").orElseThrow();

  @Test
  void saysEverythingInFixedLines() {
    Terms terms =
        terms(
            new Terms.Action(ActionType.APP_RELEASE, "市民办事", "cn.gov.example", "sha256:" + "ab".repeat(32)),
            new Terms.Applicant("zh***@example.cn", "南京"),
            new Terms.OnBehalfOf("信息中心", null));
    assertThat(text(terms))
        .isEqualTo(
            """
            ZHENGYAN VERIFICATION 1
            service: https://zhengyan.example
            environment: dev
            platform: 示例应用商店 (demo-appstore)
            applicant: zh***@example.cn, 南京
            body: 南京市教育局
            uscc: 11100000000013338W
            on-behalf-of: department 信息中心
            action: appRelease
            subject: 市民办事
            identifier: cn.gov.example
            digest: sha256:abababababababababababababababababababababababababababababababab
            verification: 0199c2a4-7b1e-7abc-8def-0123456789ab
            nonce: AAAA
            expires: 2026-01-02T03:04:05Z
            """);
  }

  @Test
  void leavesOutLinesOfAbsentMembers() {
    Terms terms = terms(new Terms.Action(ActionType.ACCOUNT_OPENING, "官方微博", "njedu", null), null, null);
    assertThat(text(terms)).doesNotContain("applicant:", "on-behalf-of:", "digest:").hasLineCount(12);
  }

  @Test
  void signedTextEndsWithTheCertificateLine() {
    Challenge challenge = new Challenge("x\n".getBytes(StandardCharsets.UTF_8));
    assertThat(new String(challenge.signedText(new byte[32]), StandardCharsets.UTF_8))
        .isEqualTo("x\ncertificate: sha256:" + "00".repeat(32) + "\n");
  }

  private static String text(Terms terms) {
    Challenge challenge =
        Challenge.of(
            URI.create("https://zhengyan.example"),
            ServiceEnvironment.DEV,
            "示例应用商店",
            "demo-appstore",
            terms,
            ID,
            "AAAA",
            Instant.parse("2026-01-02T03:04:05Z"));
    return new String(challenge.bytes(), StandardCharsets.UTF_8);
  }

  private static Terms terms(
      Terms.Action action, Terms.@Nullable Applicant applicant, Terms.@Nullable OnBehalfOf onBehalfOf) {
    return new Terms(
        new Terms.Claimed("南京市教育局", Uscc.parse("11100000000013338W").orElseThrow()),
        action,
        applicant,
        onBehalfOf,
        Assurance.POSSESSION,
        Terms.ALL_SUITES,
        null,
        null);
  }
}
