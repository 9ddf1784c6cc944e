package org.zhengyan.document.check;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.zhengyan.document.check.DocumentVerdict.Kind;
import org.zhengyan.document.check.ofd.MalformedOfd;
import org.zhengyan.document.check.ofd.OfdFile;
import org.zhengyan.document.check.pdf.MalformedPdf;
import org.zhengyan.document.check.pdf.PdfFields;
import org.zhengyan.document.check.pdf.PdfFile;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * Says of an OFD or PDF whether it is the face of a certificate, as this service sealed it and as the
 * registry still has it.
 *
 * <p>Every check is made that what went before leaves something to look at; nothing is compared with
 * the registry until the seal is found genuine. Bad input never throws and costs bounded time and
 * memory. A genuine document proves nothing about who brings it. Thread-safe.
 */
public final class DocumentCheck {

  /** Faces are a tenth of it. */
  public static final int MAX_BYTES = 2 * 1024 * 1024;

  /** Checks at a time: what bounds the memory that unpacked documents take. */
  private static final int ROOMS = 8;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Semaphore rooms = new Semaphore(ROOMS);
  private final SealJudge seals;
  private final PdfJudge signatures;
  private final RegistryJudge registry;
  private final Clock clock;

  DocumentCheck(SealJudge seals, PdfJudge signatures, RegistryJudge registry, Clock clock) {
    this.seals = seals;
    this.signatures = signatures;
    this.registry = registry;
    this.clock = clock;
  }

  /**
   * Checks a file.
   *
   * @throws Refusal {@code too-large} beyond {@link #MAX_BYTES}; {@code unavailable} when the status of
   *     certificates is not known well enough now, or too many documents are being checked
   */
  public DocumentVerdict check(byte[] file) {
    if (file.length > MAX_BYTES) {
      throw Refusal.of(Problem.TOO_LARGE, "A document has at most " + MAX_BYTES / 1024 + " kB");
    }
    if (!rooms.tryAcquire()) {
      throw Refusal.unavailable("as many documents are being checked as this node can", RETRY_AFTER, null);
    }
    try {
      return judged(file);
    } finally {
      rooms.release();
    }
  }

  private DocumentVerdict judged(byte[] file) {
    Instant now = clock.instant();
    VerdictDraft verdict;
    if (OfdFile.looksLike(file)) {
      verdict = ofd(file, now);
    } else {
      verdict = PdfFile.looksLike(file) ? pdf(file, now) : unreadable();
    }
    return verdict.verdict(now, HexFormat.of().formatHex(sha256(file)));
  }

  private VerdictDraft ofd(byte[] file, Instant now) {
    VerdictDraft verdict = new VerdictDraft(Kind.OFD);
    OfdFile document;
    try {
      document = OfdFile.read(file);
    } catch (MalformedOfd e) {
      return verdict.fail("documentReadable", DocumentReason.DOCUMENT_MALFORMED, e.sentence());
    }
    verdict.pass("documentReadable");
    if (!verdict.check(
        "signaturePresent",
        document.signature().isPresent(),
        DocumentReason.DOCUMENT_UNSIGNED,
        "nobody signed it")) {
      return verdict;
    }
    boolean ours = seals.judge(verdict, document.signature().orElseThrow(), now);
    // What nobody trustworthy signed is not looked up, and nobody else's seal makes a face of it.
    if (verdict.clean() && !ours) {
      verdict.fail("faceFields", DocumentReason.CERTIFICATE_UNTRUSTED, "sealed by somebody who issues no faces");
    } else if (verdict.clean()) {
      registry.judge(verdict, document.fields());
    }
    return verdict;
  }

  private VerdictDraft pdf(byte[] file, Instant now) {
    VerdictDraft verdict = new VerdictDraft(Kind.PDF);
    PdfFile document;
    try {
      document = PdfFile.read(file);
    } catch (MalformedPdf e) {
      return verdict.fail("documentReadable", DocumentReason.DOCUMENT_MALFORMED, e.sentence());
    }
    verdict.pass("documentReadable");
    if (!verdict.check(
        "signaturePresent",
        document.signature().isPresent(),
        DocumentReason.DOCUMENT_UNSIGNED,
        "nobody signed it")) {
      return verdict;
    }
    signatures.judge(verdict, document.signature().orElseThrow(), now);
    if (verdict.clean()) {
      try {
        registry.judge(verdict, PdfFields.read(file));
      } catch (MalformedPdf e) {
        verdict.fail("faceFields", DocumentReason.DOCUMENT_MALFORMED, e.sentence());
      }
    }
    return verdict;
  }

  private static VerdictDraft unreadable() {
    return new VerdictDraft(Kind.UNKNOWN)
        .fail("documentReadable", DocumentReason.DOCUMENT_MALFORMED, "it is neither an OFD nor a PDF");
  }

  private static byte[] sha256(byte[] bytes) {
    SHA256Digest digest = (SHA256Digest) SHA256Digest.newInstance();
    digest.update(bytes, 0, bytes.length);
    byte[] value = new byte[32];
    digest.doFinal(value, 0);
    return Arrays.copyOf(value, 32);
  }
}
