package org.zhengyan.keys;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import org.bouncycastle.cert.X509CertificateHolder;
import org.springframework.util.FileSystemUtils;
import org.zhengyan.keys.KeyPlan.Role;

/**
 * The keys of a sandbox that was given none: made at its first start, in its data directory.
 *
 * <p>The directory has a marker and every subject says SANDBOX KEYS, so that no other environment
 * takes them, whatever file was deleted or copied. Unlike development keys they are secret: the
 * password is random, and only who runs the sandbox reads it.
 */
final class SandboxKeys {
  static final String DIRECTORY = "keys-sandbox";
  static final String MARKER = "SANDBOX-KEYS";
  static final String SUBJECT_MARK = "SANDBOX KEYS";

  private static final String PASSWORD_FILE = "password";
  private static final int ITERATIONS = 50_000;
  private static final Duration YEAR = Duration.ofDays(365);

  /** Two years back, so that certificates that have ended can be shown from the first day. */
  private static final Duration BEGAN_BEFORE = YEAR.multipliedBy(2);

  private SandboxKeys() {}

  static boolean marked(Path directory) {
    return Files.exists(directory.resolve(MARKER));
  }

  static char[] password(Path directory) {
    return KeyLocation.secret(directory.resolve(PASSWORD_FILE)).toCharArray();
  }

  /**
   * @throws KeysRefused when the directory, or any certificate in it, is of sandbox keys
   */
  static void requireNone(Path directory) {
    if (marked(directory)) {
      throw KeysRefused.sandboxKeys(directory.resolve(MARKER).toString());
    }
    for (String name : CertificateFiles.names(directory)) {
      Path file = CertificateFiles.file(directory, name);
      if (CertificateFiles.read(file).stream().anyMatch(SandboxKeys::marked)) {
        throw KeysRefused.sandboxKeys(file.toString());
      }
    }
  }

  private static boolean marked(X509CertificateHolder certificate) {
    return certificate.getSubject().toString().contains(SUBJECT_MARK);
  }

  /** Makes them beside their place and moves them there; who comes second takes those of the first. */
  static void make(Path directory, URI pkiUrl) throws IOException {
    Path parent = directory.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    Path made = Files.createTempDirectory(parent, DIRECTORY + ".making-");
    try {
      fill(made, pkiUrl);
      Files.move(made, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!marked(directory)) {
        throw e;
      }
    } finally {
      FileSystemUtils.deleteRecursively(made);
    }
  }

  private static void fill(Path directory, URI pkiUrl) throws IOException {
    byte[] secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    String password = HexFormat.of().formatHex(secret);
    Path file = directory.resolve(PASSWORD_FILE);
    Files.writeString(file, password + "\n", StandardCharsets.US_ASCII);
    KeyCeremony.permit(file, "rw-------");
    Files.writeString(
        directory.resolve(MARKER),
        """
        These keys are a sandbox's. Nothing that they sign counts anywhere else, and the service
        refuses to start with them in another environment. The roots' keys are in offline/.
        """);
    Map<Role, Duration> life = new EnumMap<>(Role.class);
    Arrays.stream(Role.values()).forEach(role -> life.put(role, YEAR.multipliedBy(20)));
    life.put(Role.ISSUING_CA, YEAR.multipliedBy(25));
    life.put(Role.ROOT, YEAR.multipliedBy(30));
    new KeyCeremony(
            new KeyCeremony.Settings(
                directory,
                Files.createDirectories(directory.resolve("offline")),
                "Zhengyan " + SUBJECT_MARK,
                SUBJECT_MARK,
                pkiUrl,
                password.toCharArray(),
                password.toCharArray(),
                ITERATIONS,
                Instant.now().minus(BEGAN_BEFORE).truncatedTo(java.time.temporal.ChronoUnit.DAYS),
                life))
        .make();
  }
}
