package org.zhengyan.status.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.zhengyan.status.revocation.RevocationFixture.CLERK;
import static org.zhengyan.status.revocation.RevocationFixture.REVIEWER;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.failure.Refusal.MemberError;
import org.zhengyan.status.revocation.CompromiseRequest.Coded;
import org.zhengyan.status.revocation.CompromiseRequest.Signed;

class CompromiseReportsTest {
  private static final RevocationFixture ON = new RevocationFixture();

  private final KeyPair key = keyPair();
  private final IssuedCertificate certificate = ON.issue(key);
  private final SerialNumber serial = certificate.serial();

  @Test
  void suspendsOnSignatureOfItsKey() throws Exception {
    CompromiseResponse answer = report(signed(key, now()));
    assertThat(answer).isEqualTo(new CompromiseResponse(serial.hex(), "suspended"));
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.SUSPENDED);
    assertThat(ON.events(serial))
        .containsExactly("certificate.suspended", "certificate.compromise-reported");
  }

  @Test
  void signsTextThatDocumentationShows() {
    assertThat(
            new String(
                CompromiseText.of(ON.service, certificate, "2026-11-22T14:00:00Z").bytes(),
                StandardCharsets.UTF_8))
        .isEqualTo(
            "ZHENGYAN KEY-COMPROMISE 1\n"
                + "service: http://localhost:8080\n"
                + "environment: dev\n"
                + "serial: " + serial.hex() + "\n"
                + "certificate: sha256:"
                + HexFormat.of().formatHex(CertificateSha256.of(certificate)) + "\n"
                + "time: 2026-11-22T14:00:00Z\n");
  }

  @Test
  void suspendsOnCodeHoweverItIsTyped() {
    String code = ON.act(() -> ON.codes.make(serial));
    report(new Coded(" " + code.toLowerCase(Locale.ROOT).replace('-', ' ').replace('0', 'o')));
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.SUSPENDED);
  }

  @Test
  void keepsNoCode() {
    String code = ON.act(() -> ON.codes.make(serial));
    byte[] kept =
        ON.jdbc.sql("select sha256 from revocation_code where serial = ?")
            .param(serial.hex())
            .query(byte[].class)
            .single();
    assertThat(kept).isEqualTo(CertificateSha256.of(code.replace("-", "").getBytes(StandardCharsets.UTF_8)));
    assertThat(code).matches("([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{6}");
  }

  @Test
  void repeatedReportChangesNothing() throws Exception {
    Signed signed = signed(key, now());
    report(signed);
    Instant since = ON.find(serial).revokedAt();
    assertThat(report(signed).status()).isEqualTo("suspended");
    assertThat(ON.find(serial).revokedAt()).isEqualTo(since);
    assertThat(ON.events(serial)).hasSize(2);
  }

  @Test
  void saysThatItIsRevoked() throws Exception {
    ON.approve(REVIEWER, ON.submit(CLERK, serial, "superseded"));
    assertThat(report(signed(key, now())).status()).isEqualTo("revoked");
    assertThat(ON.find(serial).reason()).isEqualTo(RevocationReason.SUPERSEDED);
  }

  @Test
  void onlyTwoPersonsEndIt() throws Exception {
    report(signed(key, now()));
    ON.approve(REVIEWER, ON.submitRelease(CLERK, serial));
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.GOOD);
  }

  @Test
  void takesSignedTextOnce() throws Exception {
    Instant time = now();
    report(signed(key, time));
    ON.approve(REVIEWER, ON.submitRelease(CLERK, serial));
    assertComplaint("time-used", signed(key, time));
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.GOOD);
    report(signed(key, time.plusSeconds(1)));
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.SUSPENDED);
  }

  @Test
  void reportBeforeRevocationIsItsInvalidityDate() throws Exception {
    report(signed(key, now()));
    Instant reported = ON.find(serial).revokedAt();
    ON.approve(REVIEWER, ON.submit(CLERK, serial, "keyCompromise"));
    assertThat(ON.find(serial).invalidityDate())
        .isCloseTo(reported, org.assertj.core.api.Assertions.within(1, ChronoUnit.SECONDS));
    assertThat(ON.find(serial).revokedAt()).isEqualTo(reported);
  }

  @Test
  void refusesSignatureOfAnotherKey() throws Exception {
    assertComplaint("signature-invalid", signed(keyPair(), now()));
  }

  @Test
  void refusesSignatureOverAnotherTime() throws Exception {
    Signed signed = signed(key, now());
    assertComplaint("signature-invalid", new Signed(now().minusSeconds(60).toString(), signed.signature()));
  }

  @Test
  void refusesSignatureForAnotherCertificateOfTheKey() throws Exception {
    IssuedCertificate other = ON.issue(key);
    byte[] text = CompromiseText.of(ON.service, other, now().toString()).bytes();
    assertComplaint("signature-invalid", new Signed(now().toString(), sign(key, text)));
  }

  @Test
  void refusesTimeMoreThanTenMinutesAway() throws Exception {
    assertComplaint("time-too-far", signed(key, now().minus(Duration.ofMinutes(11))));
    assertComplaint("time-too-far", signed(key, now().plus(Duration.ofMinutes(11))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-22",
        "2026-11-22T14:00:00.0Z",
        "2026-11-22T14:00:00+00:00",
        "2026-13-22T14:00:00Z",
        "2026-11-22T14:00:00Z\nevil: 1",
        ""
      })
  void refusesTimeOfAnotherForm(String time) throws Exception {
    Refusal refusal = refused(new Signed(time, sign(key, new byte[0])));
    assertThat(refusal.problem()).isEqualTo(Problem.MALFORMED);
  }

  @Test
  void refusesWrongCodeAndCodeOfAnother() {
    String code = ON.act(() -> ON.codes.make(ON.issue().serial()));
    assertComplaint("code-invalid", new Coded(code));
    ON.act(() -> ON.codes.make(serial));
    assertComplaint("code-invalid", new Coded(code));
    assertComplaint("code-invalid", new Coded(""));
    assertComplaint("code-invalid", new Coded("A".repeat(100_000)));
  }

  @Test
  void newCodeVoidsTheOneBefore() {
    String first = ON.act(() -> ON.codes.make(serial));
    ON.act(() -> ON.codes.make(serial));
    assertComplaint("code-invalid", new Coded(first));
  }

  @Test
  void refusesMissingMembers() {
    assertThat(refused(new Signed(null, "AA")).problem()).isEqualTo(Problem.MALFORMED);
    assertThat(refused(new Signed(now().toString(), null)).problem()).isEqualTo(Problem.MALFORMED);
    assertThat(refused(new Coded(null)).problem()).isEqualTo(Problem.MALFORMED);
  }

  private static Instant now() {
    return ON.clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private Signed signed(KeyPair by, Instant time) throws Exception {
    return new Signed(
        time.toString(), sign(by, CompromiseText.of(ON.service, certificate, time.toString()).bytes()));
  }

  private static String sign(KeyPair by, byte[] text) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(by.getPrivate());
    signature.update(text);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
  }

  private CompromiseResponse report(CompromiseRequest request) {
    return ON.reports.report(serial.hex(), request);
  }

  private void assertComplaint(String code, CompromiseRequest request) {
    assertThat(refused(request).errors()).extracting(MemberError::code).containsExactly(code);
  }

  private Refusal refused(CompromiseRequest request) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> report(request));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
