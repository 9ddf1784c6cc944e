package org.zhengyan.document.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.cert.X509CertificateHolder;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.TrustedRoots;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.path.PathCertificate;
import org.zhengyan.x509.path.PathCrl;
import org.zhengyan.x509.path.PathRequest;

/**
 * The makers of other services' seals that are believed: roots, CAs below them and their CRLs.
 *
 * <p>Read once, at the start. A CRL that is older than its nextUpdate answers for nobody, so a seal of
 * theirs is then {@code statusUnknown}: whoever configures roots keeps the CRLs fresh and restarts.
 */
final class OtherMakers {
  static final OtherMakers NONE = new OtherMakers(List.of(), List.of(), List.of());

  private final List<PathCertificate> roots;
  private final List<PathCertificate> authorities;
  private final List<PathCrl> crls;

  OtherMakers(List<PathCertificate> roots, List<PathCertificate> authorities, List<PathCrl> crls) {
    this.roots = List.copyOf(roots);
    this.authorities = List.copyOf(authorities);
    this.crls = List.copyOf(crls);
  }

  /** Reads {@code *.crt} (PEM; self-signed ones are roots) and {@code *.crl} (DER) of a directory. */
  static OtherMakers read(Path directory) {
    List<PathCertificate> roots = new ArrayList<>();
    List<PathCertificate> authorities = new ArrayList<>();
    List<PathCrl> crls = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".crt")) {
          String pem = new String(bytes(file), StandardCharsets.US_ASCII);
          for (X509CertificateHolder each : TrustedRoots.certificates(pem)) {
            boolean root = each.getSubject().equals(each.getIssuer());
            (root ? roots : authorities)
                .add(PathCertificate.read(each.toASN1Structure().getEncoded(ASN1Encoding.DER)));
          }
        } else if (name.endsWith(".crl")) {
          crls.add(PathCrl.read(bytes(file)));
        }
      }
      return new OtherMakers(roots, authorities, crls);
    } catch (IOException | InvalidKey | MalformedCertificate e) {
      throw new IllegalStateException("the seal makers of " + directory + " cannot be read", e);
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(PathCrl.MAX_BYTES);
    }
  }

  boolean none() {
    return roots.isEmpty();
  }

  /**
   * A path that holds when the certificate was used, and whose certificates nobody has taken back by now.
   *
   * @param at when it was used
   */
  PathRequest request(PathCertificate target, Instant at, Instant now) {
    return PathRequest.of(target, authorities, roots, at).withCrls(crls, now);
  }
}
