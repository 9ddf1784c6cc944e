package org.zhengyan.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The data directory, held by one process at a time.
 *
 * <p>The lock belongs to the process: the kernel releases it when the process ends, however it ends.
 */
final class DataDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel lockFile;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Creates the directory if need be and takes its lock.
   *
   * @throws StartRefused when another process holds it, or it cannot be written
   */
  static DataDirectory open(Path directory) {
    return tryOpen(directory)
        .orElseThrow(
            () ->
                new StartRefused(
                    "Another Zhengyan runs on the data directory "
                        + directory.toAbsolutePath().normalize()
                        + ". Stop it, or set ZHENGYAN_DATA_DIR (and SERVER_PORT) for this one."));
  }

  /** As {@link #open}, but empty when another process holds it. */
  static Optional<DataDirectory> tryOpen(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new DataDirectory(path, channel));
    } catch (IOException e) {
      throw new StartRefused("The data directory " + path + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  Path path() {
    return path;
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** A random secret kept in a file that its owner alone may read; made on first use. */
  String secret(String name) {
    Path file = path.resolve(name);
    try {
      if (Files.exists(file)) {
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
      }
      byte[] octets = new byte[24];
      new SecureRandom().nextBytes(octets);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      String secret = HexFormat.of().formatHex(octets);
      Files.writeString(file, secret, StandardCharsets.US_ASCII);
      return secret;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
