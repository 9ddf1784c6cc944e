package org.zhengyan.sandbox;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.keys.KeyEntry;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.PublishedKey;
import org.zhengyan.keys.SandboxOnly;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.keys.Signer;
import org.zhengyan.keys.Suite;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.x509.issuing.CertificateLint;
import org.zhengyan.x509.issuing.CertificateLintFailed;
import org.zhengyan.x509.issuing.CertificateProfile;
import org.zhengyan.x509.issuing.CertificateTemplate;
import org.zhengyan.x509.issuing.CertificateUrls;
import org.zhengyan.x509.issuing.CrlShard;
import org.zhengyan.x509.issuing.DistinguishedNames;
import org.zhengyan.x509.issuing.LintedCertificate;
import org.zhengyan.x509.issuing.TbsCertificate;

/**
 * Makes one credential of the sandbox: the same template, lint, written intent and record as every
 * certificate, without an application, since there is nobody who could apply (ADR 176).
 */
@Component
@SandboxOnly
class CredentialMaker {
  private static final Duration LIFE = Duration.ofDays(730);
  private static final Duration PAST = Duration.ofDays(370);
  private static final Duration TO_COME = Duration.ofDays(30);

  private final KeyVault keys;
  private final CertificateStore certificates;
  private final EventLog log;
  private final TransactionTemplate transaction;
  private final ServiceProperties service;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** @throws IllegalStateException outside a sandbox */
  CredentialMaker(
      KeyVault keys,
      CertificateStore certificates,
      EventLog log,
      TransactionTemplate transaction,
      ServiceProperties service,
      Clock clock) {
    if (service.environment() != ServiceEnvironment.SANDBOX) {
      throw new IllegalStateException("credentials are published in a sandbox alone");
    }
    this.keys = keys;
    this.certificates = certificates;
    this.log = log;
    this.transaction = transaction;
    this.service = service;
    this.clock = clock;
  }

  private record Draft(
      SandboxCase of,
      CaId caId,
      KeyEntry ca,
      SerialNumber serial,
      TbsCertificate tbs,
      LintedCertificate linted,
      Instant notBefore,
      Instant notAfter) {}

  Credential make(SandboxCase of, Suite suite, CredentialKind kind) {
    PublishedKey key = PublishedKey.make(suite);
    Draft draft = draft(of, suite, kind, key);
    return switch (kind) {
      case UNTRUSTED ->
          credential(draft, null, assemble(draft.tbs().der(), PublishedKey.make(suite).signer()), key);
      case UNRECORDED -> credential(draft, null, draft.linted().sign(draft.ca().signer()), key);
      case MALFORMED -> {
        byte[] whole = assemble(draft.tbs().der(), key.signer());
        yield credential(draft, null, Arrays.copyOf(whole, whole.length - 8), key);
      }
      case OTHER_KEY -> credential(draft, draft.serial(), issue(draft, key), PublishedKey.make(suite));
      case REVOKED -> ended(draft, key, RevocationReason.KEY_COMPROMISE);
      case SUPERSEDED -> ended(draft, key, RevocationReason.SUPERSEDED);
      case SUSPENDED -> suspended(draft, key);
      case GOOD, EXPIRED, NOT_YET_VALID, OTHER_USAGE ->
          credential(draft, draft.serial(), issue(draft, key), key);
    };
  }

  private Draft draft(SandboxCase of, Suite suite, CredentialKind kind, PublishedKey key) {
    InstitutionKind body = of.uscc().kind();
    CaId caId = CaId.of(body, suite);
    KeyEntry ca = keys.load("ca-" + caId.wire());
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant notBefore = later(begin(kind, now), ca.certificate().getNotBefore().toInstant());
    Instant notAfter = end(kind, now, notBefore);
    SerialNumber serial = SerialNumber.random(random);
    TbsCertificate tbs =
        TbsCertificate.build(
            new CertificateTemplate(
                profile(body, kind),
                of.body(),
                of.uscc().value(),
                key.publicKey(),
                serial.value(),
                notBefore,
                notAfter,
                ca.certificate(),
                new CertificateUrls(service.pkiUrl(), caId.wire(), CrlShard.DEFAULT_COUNT)));
    try {
      return new Draft(of, caId, ca, serial, tbs, CertificateLint.lint(tbs), notBefore, notAfter);
    } catch (CertificateLintFailed e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static Instant begin(CredentialKind kind, Instant now) {
    return switch (kind) {
      case EXPIRED -> now.minus(PAST);
      case NOT_YET_VALID -> now.plus(TO_COME);
      default -> now;
    };
  }

  /** A CA that is younger than an hour has issued nothing that has ended but for one second. */
  private static Instant end(CredentialKind kind, Instant now, Instant notBefore) {
    return kind == CredentialKind.EXPIRED
        ? later(now.minus(Duration.ofHours(1)), notBefore.plusSeconds(1))
        : notBefore.plus(LIFE);
  }

  private static CertificateProfile profile(InstitutionKind body, CredentialKind kind) {
    CertificateProfile usual =
        CertificateProfile.load(body == InstitutionKind.ORGAN ? "organ-signing" : "institution-signing");
    return kind != CredentialKind.OTHER_USAGE
        ? usual
        : new CertificateProfile(
            "sandbox-encryption",
            usual.validity(),
            List.of("keyEncipherment", "dataEncipherment", "keyAgreement"),
            List.of(),
            usual.policies(),
            usual.usccExtension());
  }

  private Credential ended(Draft draft, PublishedKey key, RevocationReason reason) {
    byte[] certificate = issue(draft, key);
    transaction.executeWithoutResult(
        tx -> {
          certificates.revoke(draft.serial(), reason, null);
          record("certificate.revoked", draft, Map.of("reason", reason.wire(), "cause", "sandbox"));
        });
    return credential(draft, draft.serial(), certificate, key);
  }

  private Credential suspended(Draft draft, PublishedKey key) {
    byte[] certificate = issue(draft, key);
    transaction.executeWithoutResult(
        tx -> {
          certificates.suspend(draft.serial());
          record("certificate.suspended", draft, Map.of("cause", "sandbox"));
        });
    return credential(draft, draft.serial(), certificate, key);
  }

  /** Intent, signature and record, as every certificate has them. */
  private byte[] issue(Draft draft, PublishedKey key) {
    byte[] tbsDigest = draft.linted().tbsDigest();
    transaction.executeWithoutResult(
        tx -> {
          certificates.lock();
          if (!certificates.claimKey(key.publicKey().fingerprint())) {
            throw new IllegalStateException("a new key was certified before");
          }
          certificates.reserve(reservation(draft), tbsDigest);
          record(
              "certificate.intended",
              draft,
              Map.of("tbs", "sha256:" + HexFormat.of().formatHex(tbsDigest), "cause", "sandbox"));
        });
    byte[] certificate = draft.linted().sign(draft.ca().signer());
    transaction.executeWithoutResult(
        tx -> {
          if (!certificates.complete(draft.serial(), certificate)) {
            throw new IllegalStateException("a serial was given up before its certificate was recorded");
          }
          record(
              "certificate.issued", draft, Map.of("uscc", draft.of().uscc().value(), "cause", "sandbox"));
        });
    return certificate;
  }

  private void record(String type, Draft draft, Map<String, String> members) {
    log.append(Event.of(type, draft.serial().hex(), members));
  }

  private static Credential credential(
      Draft draft, @Nullable SerialNumber serial, byte[] certificate, PublishedKey key) {
    return new Credential(
        draft.of(), key.signer().suite(), serial, certificate, key, draft.notBefore(), draft.notAfter());
  }

  private static IssuedCertificate reservation(Draft draft) {
    return new IssuedCertificate(
        draft.serial(),
        draft.caId(),
        CrlShard.of(draft.serial().value(), CrlShard.DEFAULT_COUNT),
        draft.of().uscc(),
        draft.of().division(),
        1,
        DistinguishedNames.certifiedName(draft.of().body()),
        draft.of().certificateHolder(),
        draft.notBefore(),
        draft.notAfter(),
        null,
        CertificateState.RESERVED,
        null,
        null,
        null,
        null);
  }

  /** What looks like a certificate of ours and is none: signed by a key that is no CA's. */
  private static byte[] assemble(byte[] tbs, Signer stranger) {
    try {
      return new DERSequence(
              new ASN1Encodable[] {
                ASN1Primitive.fromByteArray(tbs),
                stranger.signatureAlgorithm(),
                new DERBitString(stranger.sign(tbs))
              })
          .getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("the bytes cannot be put together", e);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
