package org.zhengyan.document.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.cert.X509CertificateHolder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.document.check.SignerTrust.Role;
import org.zhengyan.document.download.NamedDownloads;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.keys.Suite;
import org.zhengyan.registry.Institutions;
import org.zhengyan.status.StatusLookup;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.path.PathCertificate;

/** Puts the check of documents together from our own keys' certificates and the configured makers. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DocumentCheckProperties.class)
class DocumentCheckConfiguration {

  private static final Map<Role, List<String>> NAMES =
      Map.of(
          Role.SIGNER, List.of("seal-sm2"),
          Role.PDF_SIGNER, List.of("seal-p256", "seal-sm2"),
          Role.MAKER, List.of("seal-maker-sm2"),
          Role.TIMESTAMP, List.of("tsa-sm2", "tsa-p256"));

  @Bean
  DocumentCheck documentCheck(
      KeyVault vault,
      Institutions institutions,
      CertificateStore certificates,
      StatusLookup statuses,
      NamedDownloads downloads,
      ServiceProperties service,
      DocumentCheckProperties properties,
      Clock clock) {
    List<PathCertificate> roots = new ArrayList<>();
    Map<Role, List<byte[]>> ours = new EnumMap<>(Role.class);
    try {
      for (Suite suite : Suite.values()) {
        roots.add(PathCertificate.read(der(vault.root(suite))));
      }
      for (Map.Entry<Role, List<String>> role : NAMES.entrySet()) {
        List<byte[]> certificatesOfRole = new ArrayList<>();
        for (String name : role.getValue()) {
          certificatesOfRole.add(der(vault.certificate(name)));
          for (X509CertificateHolder retired : vault.retired(name)) {
            certificatesOfRole.add(der(retired));
          }
        }
        ours.put(role.getKey(), certificatesOfRole);
      }
    } catch (MalformedCertificate e) {
      throw new IllegalStateException("the certificate of a root of ours is refused", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path makers = properties.sealMakers();
    SignerTrust trust =
        new SignerTrust(
            new SignerTrust.Ours(ours, roots), makers == null ? OtherMakers.NONE : OtherMakers.read(makers));
    SignatureMoment moment = new SignatureMoment(trust, new SignerStatus(vault::rootCrl, roots));
    return new DocumentCheck(
        new SealJudge(trust, moment),
        new PdfJudge(moment),
        new RegistryJudge(institutions, certificates, statuses, downloads, service.environment()),
        clock);
  }

  private static byte[] der(X509CertificateHolder certificate) throws IOException {
    return certificate.toASN1Structure().getEncoded(ASN1Encoding.DER);
  }
}
