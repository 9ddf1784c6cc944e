package org.zhengyan.document.check;

import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.jspecify.annotations.Nullable;
import org.zhengyan.x509.CmsSignature;
import org.zhengyan.x509.LeafCertificate;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.MalformedCms;
import org.zhengyan.x509.MalformedDer;
import org.zhengyan.x509.StrictDer;

/** What an RFC 3161 token over a signature value proves. */
final class TimestampJudge {
  private static final int MAX_INFO = 8 * 1024;

  /**
   * @param time null when the token proves nothing
   * @param signer the certificate of who made it, DER; trust is judged apart
   * @param problem why it proves nothing
   */
  record Token(@Nullable Instant time, byte[] signer, @Nullable String problem) {
    static Token invalid(String problem) {
      return new Token(null, new byte[0], problem);
    }
  }

  private TimestampJudge() {}

  /** Reads a token and checks it against the bytes that it is said to be over. */
  static Token read(byte[] der, byte[] stamped) {
    try {
      CmsSignature cms = CmsSignature.readToken(der);
      LeafCertificate signer = LeafCertificate.ofDer(cms.signerCertificate());
      // RFC 3161 section 2.3: this purpose and no other.
      boolean purpose =
          signer
              .extendedKeyUsage()
              .filter(usage -> usage.equals(Set.of(KeyPurposeId.id_kp_timeStamping.getId())))
              .isPresent();
      if (!purpose || !cms.verifies(cms.content(), signer)) {
        return Token.invalid("the timestamp's signature does not verify, or its key is for something else");
      }
      TSTInfo info = TSTInfo.getInstance(StrictDer.read(cms.content(), MAX_INFO));
      if (!info.getVersion().hasValue(1) || !over(info.getMessageImprint(), stamped)) {
        return Token.invalid("the timestamp is over something else");
      }
      return new Token(info.getGenTime().getDate().toInstant(), signer.der(), null);
    } catch (MalformedCms e) {
      return Token.invalid(e.sentence());
    } catch (MalformedCertificate e) {
      return Token.invalid(e.sentence());
    } catch (MalformedDer | ParseException | RuntimeException e) {
      return Token.invalid("the timestamp cannot be read");
    }
  }

  private static boolean over(MessageImprint imprint, byte[] stamped) {
    ASN1ObjectIdentifier algorithm = imprint.getHashAlgorithm().getAlgorithm();
    Digest digest;
    if (algorithm.equals(GMObjectIdentifiers.sm3)) {
      digest = new SM3Digest();
    } else if (algorithm.equals(NISTObjectIdentifiers.id_sha256)) {
      digest = SHA256Digest.newInstance();
    } else {
      return false;
    }
    digest.update(stamped, 0, stamped.length);
    byte[] value = new byte[digest.getDigestSize()];
    digest.doFinal(value, 0);
    return Arrays.equals(value, imprint.getHashedMessage());
  }
}
