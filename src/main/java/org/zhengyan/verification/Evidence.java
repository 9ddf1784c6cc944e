package org.zhengyan.verification;

import org.jspecify.annotations.Nullable;

/** What a platform or a holder brings to prove that the claimed body agreed. */
public sealed interface Evidence {

  /** {@code sha256:} and hex over everything that was brought: what the receipt and the log name. */
  String hash();

  /**
   * @param certificate PEM as it came
   * @param signature as it came; the judge demands canonical DER
   */
  record BareSignature(String certificate, byte[] signature) implements Evidence {
    @Override
    public String hash() {
      return Challenge.sha256(certificate.getBytes(java.nio.charset.StandardCharsets.UTF_8), signature);
    }
  }

  /**
   * Nothing was brought; what stands in its place says so, of this verification.
   *
   * @param reason why the session ended without evidence
   */
  record None(VerificationId id, Reason reason) implements Evidence {
    @Override
    public String hash() {
      return Challenge.sha256(
          ("ZHENGYAN NO EVIDENCE 1\nverification: " + id + "\nreason: " + reason.wire() + "\n")
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
  }

  /**
   * A face of the certificate.
   *
   * @param file OFD or PDF as it came
   * @param nonce of the named download that it was found to be, to be used up by the verdict; null before
   *     it was judged, and for any other face
   */
  record Document(byte[] file, @Nullable String nonce) implements Evidence {
    @Override
    public String hash() {
      return Challenge.sha256(file);
    }
  }

  /** @param number of a certificate on paper, as somebody read it */
  record Paper(String number) implements Evidence {
    @Override
    public String hash() {
      return Challenge.sha256(
          ("ZHENGYAN PAPER 1\nnumber: " + number + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  record Cms(byte[] signedData) implements Evidence {
    @Override
    public String hash() {
      return Challenge.sha256(signedData);
    }
  }
}
