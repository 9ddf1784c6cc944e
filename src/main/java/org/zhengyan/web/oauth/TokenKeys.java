package org.zhengyan.web.oauth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.KeyUnavailable;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Signer;
import org.zhengyan.keys.VerificationKey;
import org.zhengyan.principal.PublicJwk;

/**
 * The keys of access tokens: one that signs, and the retired ones that still verify. Each is known by
 * its thumbprint (RFC 7638).
 */
@Component
final class TokenKeys {
  private static final String NAME = "token-p256";

  private final Signer signer;
  private final PublicJwk current;
  private final Map<String, PublicJwk> all = new LinkedHashMap<>();

  TokenKeys(KeyVault vault) {
    this.signer = vault.load(NAME).signer();
    this.current = jwk(signer.publicKey());
    all.put(current.kid(), current);
    for (X509CertificateHolder retired : vault.retired(NAME)) {
      PublicJwk jwk = jwk(retired.getSubjectPublicKeyInfo());
      all.put(jwk.kid(), jwk);
    }
  }

  Signer signer() {
    return signer;
  }

  String currentKid() {
    return current.kid();
  }

  Optional<VerificationKey> find(String kid) {
    return Optional.ofNullable(all.get(kid)).map(PublicJwk::key);
  }

  List<PublicJwk> published() {
    return new ArrayList<>(all.values());
  }

  private static PublicJwk jwk(SubjectPublicKeyInfo publicKey) {
    try {
      byte[] point = VerificationKey.of(publicKey).publicKey().getPublicKeyData().getOctets();
      Base64.Encoder base64url = Base64.getUrlEncoder().withoutPadding();
      return new PublicJwk.Members(
              "EC",
              "P-256",
              base64url.encodeToString(Arrays.copyOfRange(point, 1, 33)),
              base64url.encodeToString(Arrays.copyOfRange(point, 33, 65)),
              null,
              "sig",
              "ES256")
          .check();
    } catch (InvalidKey e) {
      throw new KeyUnavailable("the key " + NAME + " is no P-256 key", e);
    }
  }
}
