package org.zhengyan.verification;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.KeyUnavailable;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Pem;
import org.zhengyan.keys.Signer;
import org.zhengyan.keys.Suite;

/**
 * The key that signs receipts, and the set in which it and its predecessors are published.
 *
 * <p>A receipt is checked years later, so a key that signed one stays in the set for ever: when it is
 * replaced, its certificate moves to {@code retired/} of the key directory.
 */
@Component
public class ReceiptKeys {
  private static final String NAME = "receipt-p256";

  private final Signer signer;
  private final ECKey current;
  private final JWKSet published;
  private final Map<String, String> chains = new HashMap<>();

  ReceiptKeys(KeyVault vault) {
    this.signer = vault.load(NAME).signer();
    this.current = jwk(signer.publicKey());
    List<JWK> all = new ArrayList<>();
    all.add(current);
    String root = pem(vault.root(Suite.P256));
    chains.put(current.getKeyID(), pem(vault.load(NAME).certificate()) + root);
    for (X509CertificateHolder retired : vault.retired(NAME)) {
      ECKey key = jwk(retired.getSubjectPublicKeyInfo());
      all.add(key);
      chains.putIfAbsent(key.getKeyID(), pem(retired) + root);
    }
    this.published = new JWKSet(all);
  }

  public Signer current() {
    return signer;
  }

  /** The RFC 7638 thumbprint of the current key. */
  public String currentKid() {
    return current.getKeyID();
  }

  /**
   * PEM: the certificate of the key that signed a receipt of ours, then its root.
   *
   * @throws KeyUnavailable when that key's certificate is no longer in the key directory
   */
  String chain(String receipt) {
    try {
      String kid = JWSHeader.parse(new Base64URL(receipt.substring(0, receipt.indexOf('.')))).getKeyID();
      String chain = chains.get(kid);
      if (chain == null) {
        throw new KeyUnavailable("the key directory has no certificate of the receipt key " + kid);
      }
      return chain;
    } catch (ParseException e) {
      throw new IllegalStateException("a receipt of our own has no header", e);
    }
  }

  /** The same of whatever somebody sent: empty when its header names no key of ours, or cannot be read. */
  public Optional<String> findChain(String receipt) {
    try {
      String header = receipt.substring(0, Math.max(0, receipt.indexOf('.')));
      return Optional.ofNullable(chains.get(JWSHeader.parse(new Base64URL(header)).getKeyID()));
    } catch (ParseException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String pem(X509CertificateHolder certificate) {
    try {
      return Pem.encode("CERTIFICATE", certificate.toASN1Structure().getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
