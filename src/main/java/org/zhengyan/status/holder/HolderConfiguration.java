package org.zhengyan.status.holder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.zhengyan.certificate.CaId;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.x509.EvidenceChain;
import org.zhengyan.x509.IssuingCa;
import org.zhengyan.x509.MalformedCertificate;

/** Makes the chain of evidence from our own store. */
@Configuration(proxyBeanMethods = false)
class HolderConfiguration {
  private static final int REMEMBERED_LEAVES = 20_000;

  @Bean
  EvidenceChain evidenceChain(KeyVault vault) {
    List<IssuingCa> issuers = new ArrayList<>();
    for (CaId ca : CaId.values()) {
      try {
        issuers.add(IssuingCa.of(ca.wire(), vault.load("ca-" + ca.wire()).certificate().getEncoded()));
      } catch (MalformedCertificate e) {
        throw new IllegalStateException("the certificate of our CA " + ca.wire() + " is refused", e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new EvidenceChain(issuers, REMEMBERED_LEAVES);
  }
}
