package org.zhengyan.binding.batch;

import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.status.holder.HolderProof;

/**
 * @param certificate PEM
 * @param signature base64url of a DER signature over the batch's text and the certificate line
 */
record BatchEvidenceRequest(@Nullable String certificate, @Nullable String signature) {
  String requiredCertificate() {
    if (certificate == null) {
      throw Refusal.member(
          Problem.MALFORMED, "/certificate", "required", "the member /certificate is missing");
    }
    return certificate;
  }

  byte[] requiredSignature() {
    return HolderProof.signature(signature);
  }
}
