package org.zhengyan.status.revocation;

import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Pem;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.registry.Uscc;

/** Finds certificates for those who may see them; a reserved serial is no certificate yet. */
@Component
public class CertificateReader {
  private final CertificateStore certificates;
  private final KeyVault keys;

  CertificateReader(CertificateStore certificates, KeyVault keys) {
    this.certificates = certificates;
    this.keys = keys;
  }

  /**
   * The certificate of that serial in lower-case hex.
   *
   * @throws Refusal {@code not-found}, also for a text that is no serial
   */
  IssuedCertificate require(String serial) {
    return SerialNumber.parse(serial)
        .flatMap(certificates::find)
        .filter(found -> found.der() != null)
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such certificate"));
  }

  CertificateResponse show(Actor actor, String serial) {
    Approvals.requireAuthority(actor);
    IssuedCertificate certificate = require(serial);
    Approvals.requireActsIn(actor, certificate.division());
    return CertificateResponse.of(certificate, chain(certificate.ca()));
  }

  PageRequest.Page<CertificateResponse> list(
      Actor actor, String code, @Nullable String cursor, @Nullable Integer limit) {
    Division division = Approvals.requireAuthority(actor);
    Uscc uscc = Uscc.require(code, "/uscc");
    SerialNumber after =
        cursor == null
            ? null
            : SerialNumber.parse(cursor)
                .orElseThrow(
                    () -> Refusal.of(Problem.MALFORMED, "The cursor is not one that a page gave"));
    int most = PageRequest.of(null, limit).limit();
    List<IssuedCertificate> page = certificates.list(uscc, after, most);
    String next = page.size() < most ? null : page.getLast().serial().hex();
    return new PageRequest.Page<>(
        page.stream()
            .filter(certificate -> certificate.der() != null)
            .filter(certificate -> division.contains(certificate.division()))
            .map(CertificateResponse::of)
            .toList(),
        next);
  }

  /** The issuing CA's certificate, then the root's, in PEM. */
  public List<String> chain(CaId ca) {
    return keys.load("ca-" + ca.wire()).chain().stream()
        .map(CertificateReader::der)
        .map(der -> Pem.encode("CERTIFICATE", der))
        .toList();
  }

  private static byte[] der(X509CertificateHolder certificate) {
    try {
      return certificate.getEncoded();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
