package org.zhengyan.ephemeral;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/** A certificate authority of openssl, with a server at 127.0.0.1 and a client. */
@NullUnmarked
final class RedisCertificates {
  private final Path home;

  RedisCertificates() {
    try {
      home = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "redis-tls-").toAbsolutePath();
      openssl(
          "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
          "-subj", "/CN=Redis test CA", "-keyout", "ca.key", "-out", "ca.crt");
      certify("server", "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n");
      certify("client", "extendedKeyUsage=clientAuth\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void certify(String name, String extensions) throws IOException {
    Files.writeString(home.resolve(name + ".ext"), extensions);
    openssl(
        "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-subj", "/CN=Redis test " + name, "-keyout", name + ".key", "-out", name + ".csr");
    openssl(
        "x509", "-req", "-in", name + ".csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
        "-days", "2", "-extfile", name + ".ext", "-out", name + ".crt");
  }

  private void openssl(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(Arrays.asList(arguments));
    Process process =
        new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Path file(String name) {
    return home.resolve(name);
  }

  /** Of a server, a replica or a sentinel, that speaks TLS on a second port, and asks for certificates. */
  String[] settings(int port) {
    return new String[] {
      "tls-port " + port,
      "tls-cert-file " + file("server.crt"),
      "tls-key-file " + file("server.key"),
      "tls-ca-cert-file " + file("ca.crt"),
      "tls-auth-clients yes",
      "tls-replication yes"
    };
  }

  /** The same as arguments of a command. */
  String[] arguments(int port) {
    return Arrays.stream(settings(port))
        .flatMap(line -> Arrays.stream(("--" + line).split(" ", 2)))
        .toArray(String[]::new);
  }

  RedisProperties.Tls client() {
    return new RedisProperties.Tls(file("ca.crt"), file("client.crt"), file("client.key"));
  }
}
