package org.zhengyan.browser;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.zhengyan.TestHolder;

/** Credential files as a body would get them: made with openssl from the key and the certificate. */
final class CredentialFiles {
  static final String PASSWORD = "Correct-horse 口令";
  private static final Path DIRECTORY = Path.of("target", "browser");

  private CredentialFiles() {}

  /** Certificate and encrypted key in PEM, protected as the page asks. */
  static Path pem(TestHolder holder) {
    return pem(holder, 600_000);
  }

  static Path pem(TestHolder holder, int iterations) {
    byte[] key =
        openssl(
            key(holder), "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256", "-iter",
            Integer.toString(iterations), "-passout", "pass:" + PASSWORD);
    return write(".pem", ascii(holder.certificate() + new String(key, StandardCharsets.US_ASCII)));
  }

  /** With its certificate encrypted too, and a MAC of the same work. */
  static Path pkcs12(TestHolder holder, String... options) {
    List<String> arguments = new ArrayList<>(List.of("pkcs12", "-export", "-passout", "pass:" + PASSWORD));
    arguments.addAll(List.of(options));
    // From a file: openssl reads it twice, once for certificates and once for the key.
    arguments.addAll(List.of("-in", bare(holder).toString()));
    return write(".p12", openssl("", arguments.toArray(String[]::new)));
  }

  /** With the key in the clear. */
  static Path bare(TestHolder holder) {
    return write(".pem", ascii(holder.certificate() + key(holder)));
  }

  private static String key(TestHolder holder) {
    return TestHolder.pem("PRIVATE KEY", holder.key().getPrivate().getEncoded());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Path write(String suffix, byte[] bytes) {
    try {
      Files.createDirectories(DIRECTORY);
      return Files.write(Files.createTempFile(DIRECTORY, "credential", suffix), bytes).toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] openssl(String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try (OutputStream out = process.getOutputStream()) {
        out.write(ascii(input));
      }
      byte[] output = process.getInputStream().readAllBytes();
      if (process.waitFor() != 0) {
        throw new IllegalStateException("openssl failed: " + command);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException("openssl is needed (Debian package openssl)", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
