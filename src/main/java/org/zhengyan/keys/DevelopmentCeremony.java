package org.zhengyan.keys;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.zhengyan.keys.KeyPlan.Role;

/**
 * Makes the keys of the dev profile and of its demonstration clients. A directory that holds other
 * keys is never overwritten.
 */
final class DevelopmentCeremony {
  /** Name of the directory, in the source tree and in the data directory. */
  static final String DIRECTORY = "keys-dev";

  static final String CLIENT_DIRECTORY = "clients";

  private static final String ROOTS = "offline";
  private static final int ITERATIONS = 2_048;

  /** Before any time that a developer's clock may show. */
  private static final Instant BEGIN = Instant.parse("2025-01-01T00:00:00Z");

  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration LONG = YEAR.multipliedBy(20);
  private static final Map<Role, Duration> LIFE =
      Map.of(
          Role.ROOT, YEAR.multipliedBy(30),
          Role.ISSUING_CA, YEAR.multipliedBy(25),
          Role.OCSP_SIGNER, LONG,
          Role.LOG_AND_RECEIPT, LONG,
          Role.TIME_STAMP, LONG,
          Role.SEAL, LONG,
          Role.ESCROW, LONG,
          Role.TOKEN, LONG);

  private DevelopmentCeremony() {}

  /**
   * Makes them in a directory that is new or holds development keys already. Nobody sees a
   * directory half made: it is made beside its place and moved there.
   */
  static void make(Path directory, URI pkiUrl) throws IOException {
    if (Files.isDirectory(directory) && !DevelopmentKeys.marked(directory)) {
      throw new IOException(directory + " exists and does not hold development keys");
    }
    Path parent = directory.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    Path made = Files.createTempDirectory(parent, DIRECTORY + ".making-");
    try {
      fill(made, pkiUrl);
      if (Files.isDirectory(directory)) {
        replaceFiles(made, directory);
      } else {
        moveIntoPlace(made, directory);
      }
    } finally {
      delete(made);
    }
  }

  /**
   * Makes the keys that a directory of development keys does not have yet, which an earlier version
   * filled; the others stay.
   */
  static void complete(Path directory) throws IOException {
    if (!DevelopmentKeys.marked(directory)) {
      throw new IOException(directory + " does not hold development keys");
    }
    char[] password = DevelopmentKeys.PASSWORD.toCharArray();
    List<KeyDoor> doors =
        List.of(
            new Pkcs12Directory(directory, password),
            new Pkcs12Directory(directory.resolve(ROOTS), password));
    new KeyRenewal(directory, doors, password, ITERATIONS, BEGIN).complete(LIFE);
  }

  private static void fill(Path directory, URI pkiUrl) throws IOException {
    Files.writeString(
        directory.resolve(DevelopmentKeys.MARKER),
        """
        These keys are for development: their private halves are public. The service refuses to
        start with them outside the dev profile. The password of every .p12 is "zhengyan-dev".
        regenerate.sh makes new ones.
        """);
    new KeyCeremony(
            new KeyCeremony.Settings(
                directory,
                Files.createDirectories(directory.resolve(ROOTS)),
                "Zhengyan " + DevelopmentKeys.SUBJECT_MARK,
                DevelopmentKeys.SUBJECT_MARK,
                pkiUrl,
                DevelopmentKeys.PASSWORD.toCharArray(),
                DevelopmentKeys.PASSWORD.toCharArray(),
                ITERATIONS,
                BEGIN,
                LIFE))
        .make();
    Path clients = Files.createDirectories(directory.resolve(CLIENT_DIRECTORY));
    for (String client : DevelopmentKeys.CLIENTS) {
      Files.writeString(
          clients.resolve(client + ".jwk.json"), ClientJwk.of(KeyCeremony.newKey(Suite.P256)));
    }
  }

  private static void moveIntoPlace(Path made, Path directory) throws IOException {
    try {
      KeyCeremony.permit(made, "rwxr-xr-x");
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
