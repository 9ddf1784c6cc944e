package org.zhengyan.issuance;

import org.zhengyan.certificate.SerialNumber;

/**
 * A committed intent: the only thing that may be signed.
 *
 * @param tbsDigest SHA-256 of the bytes that will be signed, as the database has it
 */
record Intent(Application application, CertificateDrafts.Draft draft, byte[] tbsDigest) {
  SerialNumber serial() {
    return draft.serial();
  }
}
