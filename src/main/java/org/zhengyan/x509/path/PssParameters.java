package org.zhengyan.x509.path;

import java.security.GeneralSecurityException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/** The parameters of RSASSA-PSS (RFC 4055 section 3.1): one SHA-2 digest for both of its uses. */
final class PssParameters {
  private static final Map<String, String> DIGESTS =
      Map.of(
          "2.16.840.1.101.3.4.2.1", "SHA-256",
          "2.16.840.1.101.3.4.2.2", "SHA-384",
          "2.16.840.1.101.3.4.2.3", "SHA-512");

  private PssParameters() {}

  static PSSParameterSpec read(@Nullable Object parameters) throws GeneralSecurityException {
    RSASSAPSSparams pss = RSASSAPSSparams.getInstance(parameters);
    if (pss == null) {
      throw new GeneralSecurityException("PSS without parameters");
    }
    AlgorithmIdentifier mask = pss.getMaskGenAlgorithm();
    String digest = DIGESTS.get(pss.getHashAlgorithm().getAlgorithm().getId());
    AlgorithmIdentifier maskDigest = AlgorithmIdentifier.getInstance(mask.getParameters());
    boolean sound =
        digest != null
            && mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
            && maskDigest != null
            && digest.equals(DIGESTS.get(maskDigest.getAlgorithm().getId()))
            && pss.getTrailerField().intValueExact() == 1;
    int salt = pss.getSaltLength().intValueExact();
    if (!sound || digest == null || salt < 0 || salt > 64) {
      throw new GeneralSecurityException("PSS with parameters that are not accepted");
    }
    return new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), salt, 1);
  }
}
