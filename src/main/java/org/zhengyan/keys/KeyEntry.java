package org.zhengyan.keys;

import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * A key with its name and its certificates.
 *
 * @param name such as {@code ca-organ-sm2} or {@code receipt-p256}
 * @param signer the only way to use the key
 * @param chain the key's certificate first, then its issuer, up to the root; a key that is known by
 *     its {@code kid} alone has a self-signed certificate here
 */
public record KeyEntry(String name, Signer signer, List<X509CertificateHolder> chain) {
  public KeyEntry {
    chain = List.copyOf(chain);
  }

  public X509CertificateHolder certificate() {
    return chain.getFirst();
  }
}
