package org.zhengyan.status.revocation;

import java.util.HexFormat;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.status.holder.HolderText;
import org.zhengyan.status.holder.TextKind;

/**
 * What a holder signs to have the certificate suspended: UTF-8, LF at the end of each line.
 *
 * <pre>
 * ZHENGYAN KEY-COMPROMISE 1
 * service: https://…
 * environment: dev | sandbox | production
 * serial: lower-case hex
 * certificate: sha256:lower-case hex of the DER
 * time: 2026-11-22T14:00:00Z
 * </pre>
 *
 * <p>The first line keeps it apart from every other text that the key may sign. Time and service keep
 * a text from being used later or elsewhere.
 */
final class CompromiseText {
  private CompromiseText() {}

  static HolderText of(ServiceProperties service, IssuedCertificate certificate, String time) {
    return HolderText.of(TextKind.KEY_COMPROMISE, service)
        .line("serial", certificate.serial().hex())
        .line("certificate", "sha256:" + HexFormat.of().formatHex(CertificateSha256.of(certificate)))
        .line("time", time)
        .text();
  }
}
