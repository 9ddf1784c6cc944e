package org.zhengyan.timestamp;

import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.tsp.TimeStampReq;
import org.jspecify.annotations.Nullable;
import org.zhengyan.x509.MalformedDer;
import org.zhengyan.x509.StrictDer;

/**
 * {@code TimeStampReq} of RFC 3161 section 2.4.1, read strictly: DER of at most {@value #MAX_BYTES} bytes,
 * version 1, a digest of {@link Imprint} of its length, no extension.
 */
record TimeStampRequest(
    Imprint imprint,
    byte[] digest,
    @Nullable ASN1ObjectIdentifier policy,
    @Nullable BigInteger nonce,
    boolean certificateWanted) {
  static final int MAX_BYTES = 4_096;

  private static final int MAX_NONCE_BITS = 512;

  static TimeStampRequest read(byte[] der) throws TimeStampRefused {
    TimeStampReq request;
    try {
      request = TimeStampReq.getInstance(StrictDer.read(der, MAX_BYTES));
    } catch (MalformedDer | RuntimeException e) {
      throw new TimeStampRefused(PKIFailureInfo.badDataFormat, "This is no TimeStampReq in DER");
    }
    if (!request.getVersion().hasValue(1)) {
      throw new TimeStampRefused(PKIFailureInfo.badRequest, "Only version 1 is known");
    }
    if (request.getExtensions() != null) {
      throw new TimeStampRefused(PKIFailureInfo.unacceptedExtension, "No extension is known");
    }
    Imprint imprint =
        Imprint.of(request.getMessageImprint().getHashAlgorithm())
            .orElseThrow(
                () ->
                    new TimeStampRefused(
                        PKIFailureInfo.badAlg, "Only SHA-256, SHA-384, SHA-512 and SM3 are stamped"));
    byte[] digest = request.getMessageImprint().getHashedMessage();
    if (digest.length != imprint.octets()) {
      throw new TimeStampRefused(
          PKIFailureInfo.badDataFormat, "The digest has not the length of its algorithm");
    }
    BigInteger nonce = request.getNonce() == null ? null : request.getNonce().getValue();
    if (nonce != null && nonce.bitLength() > MAX_NONCE_BITS) {
      throw new TimeStampRefused(
          PKIFailureInfo.badRequest, "A nonce has at most " + MAX_NONCE_BITS + " bits");
    }
    boolean certificate = request.getCertReq() != null && request.getCertReq().isTrue();
    return new TimeStampRequest(imprint, digest, request.getReqPolicy(), nonce, certificate);
  }
}
