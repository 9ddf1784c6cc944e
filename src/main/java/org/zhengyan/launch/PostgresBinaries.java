package org.zhengyan.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The binaries of PostgreSQL that the jar carries for this platform, in an archive of a Maven artifact. */
final class PostgresBinaries {
  /** Named after the version, so that another version is unpacked beside it. */
  static final String DIRECTORY = "binaries-18.6";

  private PostgresBinaries() {}

  /**
   * Unpacks them there, whole or not at all; what is there already stays.
   *
   * @throws StartRefused when the jar has none for this platform
   */
  static void unpack(Path binaries) throws IOException {
    if (Files.exists(binaries)) {
      return;
    }
    String archive = "/" + archiveName();
    Path fresh = binaries.resolveSibling(binaries.getFileName() + ".new");
    PostgresProcess.deleteRecursively(fresh);
    Files.createDirectories(fresh);
    try (InputStream resource = PostgresBinaries.class.getResourceAsStream(archive)) {
      if (resource == null) {
        throw new StartRefused(
            "No PostgreSQL binaries for this platform are in the jar (" + archive
                + "). Set SPRING_DATASOURCE_URL to a PostgreSQL of your own.");
      }
      extract(new TarArchiveInputStream(new XZCompressorInputStream(resource)), fresh);
    }
    Files.move(fresh, binaries, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String archiveName() {
    String os = System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT);
    boolean arm = Set.of("aarch64", "arm64").contains(System.getProperty("os.arch"));
    String system = os.contains("mac") ? "darwin" : os.contains("linux") ? "linux" : os;
    return "postgres-" + system + "-" + (arm ? "arm_64" : "x86_64") + ".txz";
  }

  private static void extract(TarArchiveInputStream tar, Path target) throws IOException {
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      Path file = target.resolve(entry.getName()).normalize();
      if (!file.startsWith(target)) {
        throw new IOException("the archive names a path outside: " + entry.getName());
      }
      if (entry.isDirectory()) {
        Files.createDirectories(file);
        continue;
      }
      Files.createDirectories(file.getParent());
      if (entry.isSymbolicLink()) {
        Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        continue;
      }
      Files.copy(tar, file);
      Files.setPosixFilePermissions(file, permissions(entry));
    }
  }

  private static Set<PosixFilePermission> permissions(TarArchiveEntry entry) {
    Set<PosixFilePermission> permissions =
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OTHERS_READ);
    if ((entry.getMode() & 0100) != 0) {
      permissions.add(PosixFilePermission.OWNER_EXECUTE);
      permissions.add(PosixFilePermission.GROUP_EXECUTE);
      permissions.add(PosixFilePermission.OTHERS_EXECUTE);
    }
    return permissions;
  }
}
