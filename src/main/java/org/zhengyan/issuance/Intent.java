package org.zhengyan.issuance;

import java.util.List;
import java.util.stream.Stream;
import org.zhengyan.certificate.SerialNumber;

/**
 * A committed intent: the only thing that may be signed. A dual application intends two certificates,
 * in one transaction.
 *
 * @param drafts whose digests the database has
 */
record Intent(Application application, CertificateDrafts.Drafts drafts) {
  /** Of the signing certificate, under which the application is known. */
  SerialNumber serial() {
    return drafts.signing().serial();
  }

  /** The signing certificate, then the encryption certificate where there is one. */
  List<CertificateDrafts.Draft> all() {
    CertificateDrafts.EncryptionDraft encryption = drafts.encryption();
    return encryption == null
        ? List.of(drafts.signing())
        : Stream.of(drafts.signing(), encryption.draft()).toList();
  }
}
