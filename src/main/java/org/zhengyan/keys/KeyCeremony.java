package org.zhengyan.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.util.BigIntegers;
import org.zhengyan.keys.KeyPlan.PlannedKey;
import org.zhengyan.keys.KeyPlan.Role;

/**
 * Makes the keys of one environment, both suites: roots, issuing CAs, OCSP signers, and the keys of
 * log, receipts and access tokens.
 *
 * <p>Roots are written apart, into a directory that is taken off-line; the service's directory gets
 * their certificates only. A directory that holds keys other than development keys is never
 * overwritten.
 */
public final class KeyCeremony {
  /** Name of the directory of development keys, in the source tree and in the data directory. */
  static final String DEVELOPMENT_DIRECTORY = "keys-dev";

  static final String CLIENT_DIRECTORY = "clients";
  static final String RETIRED_DIRECTORY = "retired";

  private static final String DEVELOPMENT_ROOTS = "offline";
  private static final int DEVELOPMENT_ITERATIONS = 2_048;

  /** Before any clock that a developer's machine may show. */
  private static final Instant DEVELOPMENT_BEGIN = Instant.parse("2025-01-01T00:00:00Z");

  private static final Duration YEAR = Duration.ofDays(365);
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

  /**
   * Makes the development keys, and the keys of the demonstration clients, in a directory that is
   * new or holds development keys already. Nobody sees a directory half made: it is made beside its
   * place and moved there.
   */
  public static void develop(Path directory, URI pkiUrl) throws IOException {
    if (Files.isDirectory(directory) && !DevelopmentKeys.marked(directory)) {
      throw new IOException(directory + " exists and does not hold development keys");
    }
    Path parent = directory.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    Path made = Files.createTempDirectory(parent, DEVELOPMENT_DIRECTORY + ".making-");
    try {
      makeDevelopmentKeys(made, pkiUrl);
      if (Files.isDirectory(directory)) {
        replaceFiles(made, directory);
      } else {
        moveIntoPlace(made, directory);
      }
    } finally {
      delete(made);
    }
  }

  private static void makeDevelopmentKeys(Path directory, URI pkiUrl) throws IOException {
    Files.writeString(
        directory.resolve(DevelopmentKeys.MARKER),
        """
        These keys are for development: their private halves are public. The service refuses to
        start with them outside the dev profile. The password of every .p12 is "zhengyan-dev".
        regenerate.sh makes new ones.
        """);
    Duration life = YEAR.multipliedBy(20);
    new KeyCeremony(
            new Settings(
                directory,
                Files.createDirectories(directory.resolve(DEVELOPMENT_ROOTS)),
                "Zhengyan " + DevelopmentKeys.SUBJECT_MARK,
                DevelopmentKeys.SUBJECT_MARK,
                pkiUrl,
                DevelopmentKeys.PASSWORD.toCharArray(),
                DevelopmentKeys.PASSWORD.toCharArray(),
                DEVELOPMENT_ITERATIONS,
                DEVELOPMENT_BEGIN,
                Map.of(
                    Role.ROOT, YEAR.multipliedBy(30),
                    Role.ISSUING_CA, YEAR.multipliedBy(25),
                    Role.OCSP_SIGNER, life,
                    Role.LOG_AND_RECEIPT, life,
                    Role.TOKEN, life)))
        .make();
    Path clients = Files.createDirectories(directory.resolve(CLIENT_DIRECTORY));
    for (String client : DevelopmentKeys.CLIENTS) {
      Files.writeString(clients.resolve(client + ".jwk.json"), ClientJwk.of(newKey(Suite.P256)));
    }
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
            settings.notBefore().plus(life(key.role())),
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

  private static void permit(Path path, String permissions) throws IOException {
    if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
  }

  private static void moveIntoPlace(Path made, Path directory) throws IOException {
    try {
      permit(made, "rwxr-xr-x");
      Files.move(made, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(made, directory);
    } catch (FileSystemException e) {
      if (!DevelopmentKeys.marked(directory)) {
        throw e;
      }
      // Another node with the same data directory was first: its keys are as good.
    }
  }

  private static void replaceFiles(Path made, Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(made)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path target = directory.resolve(made.relativize(file).toString());
      Files.createDirectories(target.toAbsolutePath().getParent());
      Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> walk = Files.walk(directory)) {
      deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
