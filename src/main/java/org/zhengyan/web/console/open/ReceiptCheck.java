package org.zhengyan.web.console.open;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.keys.TrustedRoots;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.Uscc;
import org.zhengyan.status.CertificateStatus;
import org.zhengyan.status.StatusLookup;
import org.zhengyan.verification.ReceiptKeys;
import org.zhengyan.verification.receipt.MalformedReceipt;
import org.zhengyan.verification.receipt.ReceiptFile;
import org.zhengyan.verification.receipt.ReceiptReport;
import org.zhengyan.verification.receipt.ReceiptVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The checks of src/docs/receipts.md with the roots of this service, and what has become of it since. */
@Component
class ReceiptCheck {
  private final ReceiptKeys keys;
  private final TrustedRoots roots;
  private final ServiceProperties service;
  private final StatusLookup statuses;
  private final Institutions institutions;
  private final Clock clock;

  /** What a receipt that holds says. */
  record Said(
      String result,
      List<String> reasons,
      String name,
      String uscc,
      String serial,
      String platform,
      Instant at,
      String verification,
      String environment) {}

  /** How certificate and body stand at present. */
  record Now(String status, @Nullable String body, Instant asOf) {}

  /** @param said null when the receipt does not hold: then nothing of it is repeated */
  record Checked(ReceiptReport report, @Nullable Said said, @Nullable Now now) {}

  ReceiptCheck(
      ReceiptKeys keys,
      KeyVault vault,
      ServiceProperties service,
      StatusLookup statuses,
      Institutions institutions,
      Clock clock) {
    this.keys = keys;
    this.roots = TrustedRoots.of(vault);
    this.service = service;
    this.statuses = statuses;
    this.institutions = institutions;
    this.clock = clock;
  }

  /**
   * Checks a receipt or a bundle.
   *
   * @throws Refusal {@code unavailable} when the present status is not known well enough
   */
  Checked check(byte[] octets) throws MalformedReceipt {
    ReceiptFile file = ReceiptFile.parse(octets);
    ReceiptVerifier.Expected expected =
        new ReceiptVerifier.Expected(
            keys.findChain(String.join(".", file.compact())).orElse(null),
            service.publicUrl().toString(),
            null,
            service.environment().wire(),
            null,
            null,
            null);
    ReceiptReport report = ReceiptVerifier.verify(file, roots, expected, clock);
    if (!report.holds()) {
      return new Checked(report, null, null);
    }
    Said said = said(file);
    return new Checked(report, said, now(said));
  }

  /** The verifier has read all of this already. */
  private static Said said(ReceiptFile file) {
    byte[] octets = Base64.getUrlDecoder().decode(file.compact().get(1));
    JsonNode payload = JsonMapper.shared().readTree(new String(octets, StandardCharsets.UTF_8));
    JsonNode verdict = payload.path("verdict");
    List<String> reasons = new ArrayList<>();
    verdict.path("reasons").forEach(reason -> reasons.add(reason.asString("")));
    return new Said(
        verdict.path("result").asString(""),
        List.copyOf(reasons),
        verdict.path("institution").path("name").asString(""),
        verdict.path("institution").path("uscc").asString(""),
        verdict.path("certificate").path("serial").asString(""),
        payload.path("aud").asString(""),
        Instant.ofEpochSecond(payload.path("iat").asLong()),
        payload.path("jti").asString(""),
        payload.path("environment").asString(""));
  }

  private @Nullable Now now(Said said) {
    SerialNumber serial = SerialNumber.parse(said.serial()).orElse(null);
    if (serial == null) {
      return null;
    }
    CertificateStatus status = statuses.find(serial);
    String body =
        Uscc.parse(said.uscc()).flatMap(institutions::find).map(found -> found.status().wire()).orElse(null);
    return new Now(status.value().wire(), body, status.asOf());
  }
}
