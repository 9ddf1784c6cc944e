package org.zhengyan.status;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** One number in a file that is replaced as a whole; 0 when there is none yet. */
final class CrlNumberFile {
  private final Path file;
  private final Path made;

  CrlNumberFile(Path directory) {
    this.file = directory.resolve("last-crl-number");
    this.made = directory.resolve("last-crl-number.new");
  }

  long read() throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (NumberFormatException e) {
      throw new IOException(file + " does not hold a CRL number", e);
    }
  }

  void write(long number) throws IOException {
    try (FileOutputStream stream = new FileOutputStream(made.toFile())) {
      stream.write((number + "\n").getBytes(StandardCharsets.US_ASCII));
      stream.getFD().sync();
    }
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
