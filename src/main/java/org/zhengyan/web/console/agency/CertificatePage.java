package org.zhengyan.web.console.agency;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.Pem;
import org.zhengyan.status.revocation.BodyWithdrawals;
import org.zhengyan.status.revocation.CertificateReader;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Markup.Way;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.View;

/** One certificate: what it says, its files, and the emergency brake. */
@Controller
class CertificatePage {
  private final Agency agency;
  private final CertificateStore certificates;
  private final CertificateReader reader;
  private final BodyWithdrawals withdrawals;
  private final Holders holders;
  private final Clock clock;

  CertificatePage(
      Agency agency,
      CertificateStore certificates,
      CertificateReader reader,
      BodyWithdrawals withdrawals,
      Holders holders,
      Clock clock) {
    this.agency = agency;
    this.certificates = certificates;
    this.reader = reader;
    this.withdrawals = withdrawals;
    this.holders = holders;
    this.clock = clock;
  }

  @GetMapping("/agency/certificates/{serial}")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Page certificate(SignedIn who, View view, @PathVariable String serial) {
    Agency.Body body = agency.of(who);
    IssuedCertificate shown = require(body, serial);
    String hex = shown.serial().hex();
    Map<String, String> holder = holders.of(body.uscc(), List.of(shown), view);
    Page page =
        view.page("certificate.title", holder.getOrDefault(hex, ""))
            .crumb("/agency", "nav.home")
            .crumb("/agency/certificates", "nav.certificates")
            .organ(body.organ());
    if (view.parameter("done").filter("suspended"::equals).isPresent()) {
      page.add(
          Notice.done(
              view.text("certificate.suspended"),
              Markup.paragraph(view.text("certificate.suspended.text"))));
    }
    boolean pair = certificates.partner(shown.serial()).isPresent();
    return page.add(facts(shown, holder.getOrDefault(hex, ""), view))
        .add(
            Markup.section(
                view.text("certificate.files"),
                Markup.paragraph(view.text("certificate.files.text")),
                Markup.actions(
                    Markup.secondary("/agency/certificates/" + hex + "/chain.pem", view.text("certificate.pem")),
                    Markup.secondary("/agency/certificates/" + hex + "/certificate.cer", view.text("certificate.der")),
                    Markup.secondary("/agency/certificates/" + hex + "/chain.p7b", view.text("certificate.p7b")))))
        .add(Markup.section(view.text("certificate.next"), Markup.ways(ways(shown, pair, view))));
  }

  @GetMapping("/agency/certificates/{serial}/chain.pem")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  ResponseEntity<byte[]> pem(SignedIn who, @PathVariable String serial) {
    IssuedCertificate certificate = require(agency.of(who), serial);
    String pem = Pem.encode("CERTIFICATE", der(certificate)) + String.join("", reader.chain(certificate.ca()));
    return file(certificate, "pem", "application/x-pem-file", pem.getBytes(StandardCharsets.US_ASCII));
  }

  @GetMapping("/agency/certificates/{serial}/certificate.cer")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  ResponseEntity<byte[]> der(SignedIn who, @PathVariable String serial) {
    IssuedCertificate certificate = require(agency.of(who), serial);
    return file(certificate, "cer", "application/pkix-cert", der(certificate));
  }

  /** Certificates only (RFC 5652, degenerate SignedData), the leaf first. */
  @GetMapping("/agency/certificates/{serial}/chain.p7b")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  ResponseEntity<byte[]> p7b(SignedIn who, @PathVariable String serial) {
    IssuedCertificate certificate = require(agency.of(who), serial);
    try {
      CMSSignedDataGenerator bag = new CMSSignedDataGenerator();
      bag.addCertificate(new X509CertificateHolder(der(certificate)));
      for (String issuer : reader.chain(certificate.ca())) {
        bag.addCertificate(new X509CertificateHolder(Pem.decode(issuer).getFirst().content()));
      }
      byte[] cms = bag.generate(new CMSAbsentContent(), true).getEncoded("DER");
      return file(certificate, "p7b", "application/x-pkcs7-certificates", cms);
    } catch (IOException | CMSException e) {
      throw new IllegalStateException("a chain of ours cannot be put into CMS", e);
    }
  }

  @GetMapping("/agency/certificates/{serial}/suspension")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Page askToSuspend(SignedIn who, View view, @PathVariable String serial) {
    Agency.Body body = agency.of(who);
    IssuedCertificate certificate = requireGood(require(body, serial));
    String path = "/agency/certificates/" + certificate.serial().hex();
    return view.page("suspension.title")
        .crumb("/agency/certificates", "nav.certificates")
        .organ(body.organ())
        .lead(view.text("suspension.lead"))
        .add(
            facts(
                certificate,
                holders.of(body.uscc(), List.of(certificate), view).getOrDefault(certificate.serial().hex(), ""),
                view))
        .add(
            Notice.mind(
                view.text("suspension.mind"), Markup.paragraph(view.text("suspension.mind.text"))))
        .add(
            view.form(path + "/suspension")
                .submit(view.text("suspension.submit"))
                .cancel(path, view.text("cancel")));
  }

  @PostMapping("/agency/certificates/{serial}/suspension")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  SeeOther suspend(SignedIn who, View view, @PathVariable String serial) {
    SerialNumber number = require(agency.of(who), serial).serial();
    return agency.once(
        view,
        who,
        () -> {
          certificates.lock();
          requireGood(require(agency.of(who), serial));
          withdrawals.suspend(number);
          return "/agency/certificates/" + number.hex() + "?done=suspended";
        });
  }

  private Facts facts(IssuedCertificate certificate, String holder, View view) {
    Facts facts =
        Facts.of()
            .add(view.text("certificate.holder"), holder)
            .add(view.text("certificate.state"), Words.certificate(certificate, clock.instant(), view))
            .add(view.text("certificate.name"), certificate.certifiedName())
            .add(view.text("certificate.suite"), view.text("suite." + certificate.ca().suite().wire()))
            .add(view.text("certificate.from"), Show.time(certificate.notBefore(), view))
            .add(view.text("certificate.until"), Show.time(certificate.notAfter(), view));
    RevocationReason reason = certificate.reason();
    if (reason != null && certificate.revokedAt() != null) {
      facts
          .add(view.text("certificate.reason"), view.text("reason." + reason.wire()))
          .add(view.text("certificate.since"), Show.time(certificate.revokedAt(), view));
    }
    LocalDate superseding = certificate.supersedingOn();
    if (superseding != null && certificate.state() != CertificateState.REVOKED) {
      facts.add(view.text("certificate.superseding"), Show.day(superseding, view));
    }
    return facts
        .add(view.text("certificate.serial"), Show.hex(certificate.serial().hex()))
        .add(
            view.text("certificate.fingerprint"),
            Show.fingerprint(HexFormat.of().formatHex(sha256(der(certificate)))));
  }

  private List<Way> ways(IssuedCertificate certificate, boolean pair, View view) {
    String hex = certificate.serial().hex();
    boolean ended = certificate.notAfter().isBefore(clock.instant());
    List<Way> ways = new ArrayList<>();
    if (certificate.state() == CertificateState.GOOD && !ended) {
      ways.add(
          new Way("/agency/certificates/" + hex + "/face", view.text("way.face"), view.text("way.face.text")));
      ways.add(
          new Way(
              "/agency/certificates/" + hex + "/suspension",
              view.text("way.suspend"),
              view.text("way.suspend.text")));
    }
    boolean byRegistry =
        certificate.reason() == RevocationReason.AFFILIATION_CHANGED
            || certificate.reason() == RevocationReason.SUPERSEDED;
    if (!ended && (certificate.state() != CertificateState.REVOKED || byRegistry)) {
      ways.add(
          new Way("/agency/applications", view.text("way.renew"), view.text("way.renew.text")));
    }
    if (pair) {
      ways.add(
          new Way(
              "/agency/key-recoveries/new?signing=" + hex,
              view.text("way.recover"),
              view.text("way.recover.text")));
    }
    ways.add(
        new Way("/agency/applications/new", view.text("way.apply"), view.text("way.apply.text")));
    return ways;
  }

  /** The body's, and for a user their own; everything else does not exist. */
  IssuedCertificate require(Agency.Body body, String serial) {
    return SerialNumber.parse(serial)
        .flatMap(certificates::find)
        .filter(found -> found.der() != null && found.uscc().equals(body.uscc()))
        .filter(found -> body.manages() || body.holder().equals(found.holder()))
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such certificate of this body"));
  }

  private static IssuedCertificate requireGood(IssuedCertificate certificate) {
    if (certificate.state() != CertificateState.GOOD) {
      throw Refusal.of(Problem.WRONG_STATE, "the certificate is not in force: there is nothing to suspend");
    }
    return certificate;
  }

  private static byte[] der(IssuedCertificate certificate) {
    return Objects.requireNonNull(certificate.der());
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static ResponseEntity<byte[]> file(
      IssuedCertificate certificate, String ending, String type, byte[] contents) {
    String name = certificate.uscc().value() + "-" + certificate.serial().hex().substring(0, 8) + "." + ending;
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
        .header(HttpHeaders.CONTENT_TYPE, type)
        .body(contents);
  }
}
