package org.zhengyan.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.util.BigIntegers;
import org.zhengyan.keys.KeyPlan.PlannedKey;
import org.zhengyan.keys.KeyPlan.Role;

/**
 * Makes the keys of one environment, both suites: roots, issuing CAs, OCSP signers, and the keys of
 * log, receipts, time-stamps, seals and access tokens.
 *
 * <p>Roots are written apart, into a directory that is taken off-line; the service's directory gets
 * their certificates only.
 */
final class KeyCeremony {
  static final String RETIRED_DIRECTORY = "retired";

  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * What one ceremony is told.
   *
   * @param directory for the service
   * @param rootDirectory for the roots' keys
   * @param organisation O of every subject
   * @param service how every common name begins
   * @param pkiUrl base at which the roots' certificates can be fetched
   * @param iterations of the key derivation of each file
   */
  record Settings(
      Path directory,
      Path rootDirectory,
      String organisation,
      String service,
      URI pkiUrl,
      char[] password,
      char[] rootPassword,
      int iterations,
      Instant notBefore,
      Map<Role, Duration> life) {}

  private final Settings settings;
  private final Map<String, SoftwareSigner> signers = new HashMap<>();
  private final Map<String, List<X509CertificateHolder>> chains = new HashMap<>();

  KeyCeremony(Settings settings) {
    this.settings = settings;
  }

  /** Makes every key of {@link KeyPlan} and writes it. */
  void make() throws IOException {
    for (PlannedKey key : KeyPlan.KEYS) {
      SoftwareSigner signer = newKey(key.suite());
      signers.put(key.name(), signer);
      certify(key, signer);
      write(key, signer);
    }
  }

  private void certify(PlannedKey key, SoftwareSigner signer) throws IOException {
    boolean selfSigned = key.issuer().equals(key.name());
    X500Name subject =
        CeremonyCertificate.subject(settings.organisation(), settings.service(), key);
    List<X509CertificateHolder> above = selfSigned ? List.of() : chains.get(key.issuer());
    SoftwareSigner issuer = signers.get(key.issuer());
    if (above == null || issuer == null) {
      throw new IllegalStateException("the issuer of " + key.name() + " is planned after it");
    }
    X509CertificateHolder certificate =
        CeremonyCertificate.issue(
            key,
            subject,
            signer.publicKey(),
            settings.notBefore(),
            end(key.role(), above),
            settings.pkiUrl(),
            selfSigned ? subject : above.getFirst().getSubject(),
            issuer);
    List<X509CertificateHolder> chain = new ArrayList<>();
    chain.add(certificate);
    chain.addAll(above);
    chains.put(key.name(), List.copyOf(chain));
  }

  private void write(PlannedKey key, SoftwareSigner signer) throws IOException {
    boolean root = key.role() == Role.ROOT;
    Path directory = root ? settings.rootDirectory() : settings.directory();
    List<X509CertificateHolder> chain = chains.getOrDefault(key.name(), List.of());
    Path file = directory.resolve(key.name() + ".p12");
    char[] password = root ? settings.rootPassword() : settings.password();
    Pkcs12File.write(file, signer, chain, key.name(), password, settings.iterations());
    permit(file, "rw-------");
    CertificateFiles.write(CertificateFiles.file(settings.directory(), key.name()), chain);
  }

  /** The end of its life, and not after its issuer's. */
  private Instant end(Role role, List<X509CertificateHolder> above) {
    Instant end = settings.notBefore().plus(life(role));
    if (above.isEmpty()) {
      return end;
    }
    Instant latest = above.getFirst().getNotAfter().toInstant();
    return end.isBefore(latest) ? end : latest;
  }

  private Duration life(Role role) {
    Duration life = settings.life().get(role);
    if (life == null) {
      throw new IllegalArgumentException("no life is set for a key of role " + role);
    }
    return life;
  }

  static SoftwareSigner newKey(Suite suite) {
    BigInteger n = Curve.of(suite).getN();
    BigInteger d =
        BigIntegers.createRandomInRange(BigInteger.ONE, n.subtract(BigInteger.TWO), RANDOM);
    return new SoftwareSigner(suite, d);
  }

  static void permit(Path path, String permissions) throws IOException {
    if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
  }
}
