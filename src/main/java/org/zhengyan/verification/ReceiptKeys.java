package org.zhengyan.verification;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Signer;

/**
 * The key that signs receipts, and the set in which it and its predecessors are published.
 *
 * <p>A receipt is checked years later, so a key that signed one stays in the set for ever: when it is
 * replaced, its certificate moves to {@code retired/} of the key directory.
 */
@Component
class ReceiptKeys {
  private static final String NAME = "receipt-p256";

  private final Signer signer;
  private final ECKey current;
  private final JWKSet published;

  ReceiptKeys(KeyVault vault) {
    this.signer = vault.load(NAME).signer();
    this.current = jwk(signer.publicKey());
    List<JWK> all = new ArrayList<>();
    all.add(current);
    for (X509CertificateHolder retired : vault.retired(NAME)) {
      all.add(jwk(retired.getSubjectPublicKeyInfo()));
    }
    this.published = new JWKSet(all);
  }

  Signer current() {
    return signer;
  }

  /** The RFC 7638 thumbprint of the current key. */
  String currentKid() {
    return current.getKeyID();
  }

  /** The JWK Set (RFC 7517 section 5), public parts only. */
  String published() {
    return published.toString(true);
  }

  private static ECKey jwk(SubjectPublicKeyInfo publicKey) {
    try {
      ECPublicKey key =
          (ECPublicKey)
              KeyFactory.getInstance("EC")
                  .generatePublic(new X509EncodedKeySpec(publicKey.getEncoded()));
      return new ECKey.Builder(Curve.P_256, key)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.ES256)
          .keyIDFromThumbprint()
          .build();
    } catch (GeneralSecurityException | IOException | JOSEException e) {
      throw new IllegalStateException("the receipt key is no P-256 key", e);
    }
  }
}
