package org.zhengyan.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * The roots that somebody trusts who checks a receipt or a checkpoint without a key directory, and
 * what they certify: keys of receipts and of checkpoints, directly below a root (ADR 019).
 *
 * <p>A path of two, so this is all of RFC 5280 section 6 that there is to check: issuer, signature,
 * validity, key usage, no CA, and the name that says what the key is for. Revocation is not looked
 * at: roots revoke such keys by their ARL, which a reader offline does not have.
 */
public final class TrustedRoots {
  private static final int MAX_BYTES = 64 * 1024;
  private static final Set<ASN1ObjectIdentifier> CRITICAL =
      Set.of(Extension.keyUsage, Extension.basicConstraints);

  private final List<X509CertificateHolder> roots;

  private TrustedRoots(List<X509CertificateHolder> roots) {
    this.roots = List.copyOf(roots);
  }

  /**
   * The self-signed certificates in PEM files.
   *
   * @throws InvalidKey when a file holds something else, or nothing
   */
  public static TrustedRoots read(List<Path> files) throws IOException, InvalidKey {
    List<X509CertificateHolder> roots = new ArrayList<>();
    for (Path file : files) {
      if (Files.size(file) > MAX_BYTES) {
        throw new InvalidKey(file + " is too large for roots");
      }
      List<X509CertificateHolder> found = certificates(Files.readString(file, StandardCharsets.ISO_8859_1));
      for (X509CertificateHolder root : found) {
        if (!VerificationKey.of(root.getSubjectPublicKeyInfo()).signed(root)) {
          throw new InvalidKey(file + " holds a certificate that did not sign itself: give the root");
        }
      }
      roots.addAll(found);
    }
    return new TrustedRoots(roots);
  }

  /** The roots of the running service. */
  public static TrustedRoots of(KeyVault vault) {
    return new TrustedRoots(Arrays.stream(Suite.values()).map(vault::root).toList());
  }

  /**
   * The certificates of a PEM text that somebody sent, in its one form (RFC 7468 section 3).
   *
   * @throws InvalidKey when it holds none, or anything else
   */
  public static List<X509CertificateHolder> certificates(String pem) throws InvalidKey {
    try {
      List<X509CertificateHolder> certificates = new ArrayList<>();
      for (Pem.Block block : Pem.decode(pem)) {
        if (!block.label().equals("CERTIFICATE")) {
          throw new InvalidKey("something other than certificates");
        }
        // Read leniently, a certificate has many encodings, of which one was signed.
        if (!Arrays.equals(ASN1Primitive.fromByteArray(block.content()).getEncoded("DER"), block.content())) {
          throw new InvalidKey("a certificate is not DER");
        }
        certificates.add(new X509CertificateHolder(block.content()));
      }
      if (certificates.isEmpty()) {
        throw new InvalidKey("no certificate");
      }
      return certificates;
    } catch (IOException | RuntimeException e) {
      throw new InvalidKey("no certificates in PEM");
    }
  }

  /** Whether one of the roots is this certificate. */
  public boolean holds(X509CertificateHolder certificate) {
    return roots.contains(certificate);
  }

  /** Whether one of the roots is of development keys, whose private halves are public. */
  public boolean development() {
    return roots.stream().anyMatch(DevelopmentKeys::marked);
  }

  /**
   * The key of a certificate that a root issued for what that name stands for, such as {@code
   * receipt-p256}, and that was valid at some moment from {@code from} to {@code to}.
   *
   * @throws InvalidKey with the rule that it breaks
   */
  public VerificationKey certified(X509CertificateHolder certificate, String name, Instant from, Instant to)
      throws InvalidKey {
    KeyPlan.PlannedKey planned =
        KeyPlan.find(name).orElseThrow(() -> new IllegalArgumentException("no key is named " + name));
    try {
      X509CertificateHolder root = issuer(certificate, planned.suite());
      requireForm(certificate, planned);
      for (X509CertificateHolder each : List.of(certificate, root)) {
        if (each.getNotBefore().toInstant().isAfter(to) || each.getNotAfter().toInstant().isBefore(from)) {
          throw new InvalidKey("the certificate of the " + (each == root ? "root" : "key") + " was not valid then");
        }
      }
      return VerificationKey.of(certificate.getSubjectPublicKeyInfo());
    } catch (RuntimeException e) {
      // What was read lazily from bytes that a stranger gave.
      throw new InvalidKey("the certificate is malformed");
    }
  }

  private X509CertificateHolder issuer(X509CertificateHolder certificate, Suite suite) throws InvalidKey {
    for (X509CertificateHolder root : roots) {
      VerificationKey key = VerificationKey.of(root.getSubjectPublicKeyInfo());
      if (key.suite() == suite
          && root.getSubject().equals(certificate.getIssuer())
          && !root.equals(certificate)
          && key.signed(certificate)) {
        return root;
      }
    }
    throw new InvalidKey("no trusted " + suite.wire() + " root issued the certificate");
  }

  private static void requireForm(X509CertificateHolder certificate, KeyPlan.PlannedKey planned)
      throws InvalidKey {
    for (Object critical : certificate.getCriticalExtensionOIDs()) {
      boolean purpose =
          planned.role() == KeyPlan.Role.TIME_STAMP && Extension.extendedKeyUsage.equals(critical);
      if (!purpose && !CRITICAL.contains((ASN1ObjectIdentifier) critical)) {
        throw new InvalidKey("the certificate has an unknown critical extension");
      }
    }
    BasicConstraints constraints = BasicConstraints.fromExtensions(certificate.getExtensions());
    KeyUsage usage = KeyUsage.fromExtensions(certificate.getExtensions());
    if (constraints != null && constraints.isCA()
        || usage == null
        || !usage.hasUsages(KeyUsage.digitalSignature)
        || usage.hasUsages(KeyUsage.keyCertSign)) {
      throw new InvalidKey("the certificate is not one of a key that signs data");
    }
    RDN[] names = certificate.getSubject().getRDNs(BCStyle.CN);
    Optional<String> name =
        names.length == 1 ? Optional.of(names[0].getFirst().getValue().toString()) : Optional.empty();
    if (name.filter(text -> text.endsWith(" " + planned.title())).isEmpty()) {
      throw new InvalidKey("the certificate is not one for " + planned.title());
    }
  }
}
