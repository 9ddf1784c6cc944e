package org.zhengyan.verification;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Signer;

/**
 * The key that signs receipts, and the set in which it and its predecessors are published.
 *
 * <p>A receipt is checked years later, so a key that signed one stays in the set for ever: when it is
 * replaced, its public JWK is named in {@code zhengyan.verification.retired-receipt-keys}.
 */
@Component
class ReceiptKeys {
  private final Signer signer;
  private final ECKey current;
  private final JWKSet published;

  ReceiptKeys(KeyVault vault, VerificationProperties properties) {
    this.signer = vault.load("receipt-p256").signer();
    this.current = jwk(signer);
    List<JWK> all = new ArrayList<>();
    all.add(current);
    for (Path file : properties.retiredReceiptKeys()) {
      all.add(retired(file));
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

  private static ECKey jwk(Signer signer) {
    try {
      ECPublicKey key =
          (ECPublicKey)
              KeyFactory.getInstance("EC")
                  .generatePublic(new X509EncodedKeySpec(signer.publicKey().getEncoded()));
      return new ECKey.Builder(com.nimbusds.jose.jwk.Curve.P_256, key)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm((Algorithm) JWSAlgorithm.ES256)
          .keyIDFromThumbprint()
          .build();
    } catch (GeneralSecurityException | IOException | JOSEException e) {
      throw new IllegalStateException("the receipt key is no P-256 key", e);
    }
  }

  private static JWK retired(Path file) {
    try {
      JWK jwk = JWK.parse(Files.readString(file));
      if (jwk.isPrivate()) {
        throw new IllegalStateException(file + " holds a private key; name the public JWK only");
      }
      return jwk;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParseException e) {
      throw new IllegalStateException(file + " holds no JWK: " + e.getMessage(), e);
    }
  }
}
