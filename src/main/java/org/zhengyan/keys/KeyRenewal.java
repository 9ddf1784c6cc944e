package org.zhengyan.keys;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.KeyPlan.PlannedKey;
import org.zhengyan.keys.KeyPlan.Role;

/**
 * Replaces one key of a directory, certifies one that was made inside a token, or makes those that a
 * directory does not have yet.
 *
 * <p>The old certificate goes to {@code retired/}, where {@link KeyVault#retired} finds it, and the
 * old private key is gone. The subject stays. Running nodes keep the old key until they start
 * again.
 *
 * @param doors to the issuers' keys
 * @param password of the new file
 */
record KeyRenewal(
    Path directory, List<KeyDoor> doors, char[] password, int iterations, Instant now) {
  private static final int SERIAL_RADIX = 16;

  /** Makes a new key pair in a file. */
  void renew(PlannedKey key, Duration life) throws IOException {
    SoftwareSigner signer = KeyCeremony.newKey(key.suite());
    List<X509CertificateHolder> chain = certify(key, signer.publicKey(), life, signer);
    Path made = directory.resolve(key.name() + ".p12.new");
    Pkcs12File.write(made, signer, chain, key.name(), password, iterations);
    KeyCeremony.permit(made, "rw-------");
    retire(key);
    Files.move(made, file(key), StandardCopyOption.REPLACE_EXISTING);
    CertificateFiles.write(CertificateFiles.file(directory, key.name()), chain);
  }

  /**
   * Certifies the key of a PKCS#10 request, whose private half is in a token; a file of the same
   * name is removed.
   *
   * @throws KeyUnavailable when the request does not show possession of a key of that suite
   */
  void certify(PlannedKey key, Path request, Duration life) throws IOException {
    List<X509CertificateHolder> chain = certify(key, requested(key, request), life, null);
    retire(key);
    Files.deleteIfExists(file(key));
    CertificateFiles.write(CertificateFiles.file(directory, key.name()), chain);
  }

  /**
   * Makes each key of {@link KeyPlan} whose certificate the directory does not have, below the issuers
   * that it has.
   *
   * @param life by role
   * @return the names of those made
   */
  List<String> complete(Map<Role, Duration> life) throws IOException {
    List<String> made = new ArrayList<>();
    for (PlannedKey key : KeyPlan.KEYS) {
      if (!Files.isRegularFile(CertificateFiles.file(directory, key.name()))) {
        add(key, Objects.requireNonNull(life.get(key.role())));
        made.add(key.name());
      }
    }
    return List.copyOf(made);
  }

  private void add(PlannedKey key, Duration life) throws IOException {
    if (key.issuer().equals(key.name())) {
      throw new IllegalArgumentException(key.name() + " is missing: hold a new ceremony");
    }
    SoftwareSigner signer = KeyCeremony.newKey(key.suite());
    X509CertificateHolder issuer = certificates(key.issuer()).getFirst();
    URI pkiUrl = CeremonyCertificate.pkiUrl(certificates("receipt-" + key.suite().wire()).getFirst());
    X500Name subject = subject(key, issuer.getSubject());
    List<X509CertificateHolder> chain = issue(key, subject, pkiUrl, signer.publicKey(), life, signer);
    Path file = file(key);
    Pkcs12File.write(file, signer, chain, key.name(), password, iterations);
    KeyCeremony.permit(file, "rw-------");
    CertificateFiles.write(CertificateFiles.file(directory, key.name()), chain);
  }

  /** Organisation and service as in the issuer's name, whose title gives way to the key's. */
  private static X500Name subject(PlannedKey key, X500Name issuer) {
    PlannedKey above = KeyPlan.find(key.issuer()).orElseThrow();
    String common = text(issuer, BCStyle.CN);
    if (!common.endsWith(" " + above.title())) {
      throw new IllegalArgumentException("the name of " + above.name() + " was not given by a ceremony");
    }
    String service = common.substring(0, common.length() - above.title().length() - 1);
    return CeremonyCertificate.subject(text(issuer, BCStyle.O), service, key);
  }

  private static String text(X500Name name, ASN1ObjectIdentifier attribute) {
    return name.getRDNs(attribute)[0].getFirst().getValue().toString();
  }

  private List<X509CertificateHolder> certify(
      PlannedKey key, SubjectPublicKeyInfo publicKey, Duration life, @Nullable SoftwareSigner own)
      throws IOException {
    if (key.role() == Role.ROOT) {
      throw new IllegalArgumentException("a root is not renewed: hold a new ceremony");
    }
    X509CertificateHolder old = certificates(key.name()).getFirst();
    return issue(key, old.getSubject(), CeremonyCertificate.pkiUrl(old), publicKey, life, own);
  }

  private List<X509CertificateHolder> issue(
      PlannedKey key,
      X500Name subject,
      URI pkiUrl,
      SubjectPublicKeyInfo publicKey,
      Duration life,
      @Nullable SoftwareSigner own)
      throws IOException {
    boolean selfSigned = key.issuer().equals(key.name());
    List<X509CertificateHolder> above = selfSigned ? List.of() : certificates(key.issuer());
    Signer issuer = selfSigned ? own : open(key.issuer(), above.getFirst());
    if (issuer == null) {
      throw new IllegalArgumentException("a self-signed key is renewed in a file");
    }
    Instant end = now.plus(life);
    Instant latest = selfSigned ? end : above.getFirst().getNotAfter().toInstant();
    X509CertificateHolder certificate =
        CeremonyCertificate.issue(
            key,
            subject,
            publicKey,
            now,
            end.isBefore(latest) ? end : latest,
            pkiUrl,
            selfSigned ? subject : above.getFirst().getSubject(),
            issuer);
    List<X509CertificateHolder> chain = new ArrayList<>();
    chain.add(certificate);
    chain.addAll(above);
    return List.copyOf(chain);
  }

  private Signer open(String name, X509CertificateHolder certificate) {
    for (KeyDoor door : doors) {
      if (door.holds(name)) {
        return door.open(name, certificate);
      }
    }
    throw new KeyUnavailable("the issuer's key " + name + " is neither in a file nor in a token");
  }

  private static SubjectPublicKeyInfo requested(PlannedKey key, Path file) throws IOException {
    List<Pem.Block> blocks = Pem.decode(Files.readString(file, StandardCharsets.US_ASCII));
    if (blocks.size() != 1) {
      throw new KeyUnavailable(file + " is not one PKCS#10 request in PEM");
    }
    var request = new PKCS10CertificationRequest(blocks.getFirst().content());
    try {
      VerificationKey publicKey = VerificationKey.of(request.getSubjectPublicKeyInfo());
      byte[] signed = request.toASN1Structure().getCertificationRequestInfo().getEncoded("DER");
      if (publicKey.suite() != key.suite()
          || publicKey.weak()
          || !publicKey.verify(signed, request.getSignature())) {
        throw new KeyUnavailable(
            file + " does not show possession of a sound key of " + key.suite());
      }
      return publicKey.publicKey();
    } catch (InvalidKey e) {
      throw new KeyUnavailable(file + " asks for a key that is refused", e);
    }
  }

  private void retire(PlannedKey key) throws IOException {
    X509CertificateHolder old = certificates(key.name()).getFirst();
    String begin = old.getNotBefore().toInstant().toString().substring(0, 10).replace("-", "");
    String name = key.name() + "-" + begin + "-" + old.getSerialNumber().toString(SERIAL_RADIX);
    Path retired = Files.createDirectories(directory.resolve(KeyCeremony.RETIRED_DIRECTORY));
    Files.copy(
        CertificateFiles.file(directory, key.name()),
        CertificateFiles.file(retired, name),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private List<X509CertificateHolder> certificates(String name) {
    return CertificateFiles.read(CertificateFiles.file(directory, name));
  }

  private Path file(PlannedKey key) {
    return directory.resolve(key.name() + ".p12");
  }
}
