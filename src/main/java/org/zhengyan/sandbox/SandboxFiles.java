package org.zhengyan.sandbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cert.X509CertificateHolder;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CaId;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Pem;
import org.zhengyan.keys.PublishedKey;
import org.zhengyan.keys.SandboxOnly;

/**
 * A published credential as a file. The two that have a password take half a second to make, so each is
 * made once per node and kept.
 */
@Component
@SandboxOnly
public class SandboxFiles {
  /** Of every file: it protects nothing, and the formats ask for one. */
  public static final String PASSWORD = "zhengyan-sandbox";

  private static final int KEPT = 200;

  private final KeyVault vault;
  private final Cache<String, byte[]> made = Caffeine.newBuilder().maximumSize(KEPT).build();

  SandboxFiles(KeyVault vault) {
    this.vault = vault;
  }

  /** Certificate, chain and bare private key, for openssl and scripts. */
  byte[] pem(Credential credential) {
    return text(credential, credential.key().pem());
  }

  /** The same with the key under the password: what the holder's page reads. */
  byte[] credentialFile(Credential credential) {
    return made.get(
        "credential " + id(credential),
        name -> text(credential, credential.key().encryptedPem(PASSWORD.toCharArray())));
  }

  /** PKCS #12; empty for a certificate that cannot be read. */
  Optional<byte[]> pkcs12(Credential credential) {
    List<X509CertificateHolder> chain = new ArrayList<>();
    try {
      chain.add(new X509CertificateHolder(credential.certificate()));
    } catch (IOException e) {
      return Optional.empty();
    }
    chain.addAll(above(credential));
    return Optional.of(
        made.get(
            "pkcs12 " + id(credential),
            name -> credential.key().pkcs12(chain, credential.of().wire(), PASSWORD.toCharArray())));
  }

  private byte[] text(Credential credential, String key) {
    StringBuilder text = new StringBuilder(Pem.encode("CERTIFICATE", credential.certificate()));
    for (X509CertificateHolder each : above(credential)) {
      text.append(Pem.encode("CERTIFICATE", encoded(each)));
    }
    return text.append(key).toString().getBytes(StandardCharsets.US_ASCII);
  }

  private List<X509CertificateHolder> above(Credential credential) {
    CaId ca = CaId.of(credential.of().uscc().kind(), credential.suite());
    return vault.load("ca-" + ca.wire()).chain();
  }

  private static byte[] encoded(X509CertificateHolder certificate) {
    try {
      return certificate.getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException("a certificate of ours cannot be encoded", e);
    }
  }

  /** Another key is another credential. */
  private static String id(Credential credential) {
    PublishedKey key = credential.key();
    return java.util.HexFormat.of().formatHex(key.publicKey().fingerprint());
  }
}
