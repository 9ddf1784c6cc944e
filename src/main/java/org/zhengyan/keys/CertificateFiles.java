package org.zhengyan.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * The public side of a key directory: {@code NAME.crt}, the key's certificate first, then its
 * issuers.
 */
final class CertificateFiles {
  private static final String LABEL = "CERTIFICATE";
  private static final String SUFFIX = ".crt";
  private static final int MAX_BYTES = 64 * 1024;

  private CertificateFiles() {}

  /**
   * The chain of one file, each certificate signed by the next, the last by itself.
   *
   * @throws KeyUnavailable when the file is missing, unreadable, or its chain does not hold
   *     together
   */
  static List<X509CertificateHolder> read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new KeyUnavailable(file + " is too large for a chain of certificates");
      }
      List<X509CertificateHolder> chain = new ArrayList<>();
      for (Pem.Block block : Pem.decode(Files.readString(file, StandardCharsets.US_ASCII))) {
        if (!block.label().equals(LABEL)) {
          throw new KeyUnavailable(file + " holds something other than certificates");
        }
        chain.add(new X509CertificateHolder(block.content()));
      }
      requireChain(file, chain);
      return List.copyOf(chain);
    } catch (IOException | InvalidKey | IllegalArgumentException e) {
      throw new KeyUnavailable(file + " cannot be read as a chain of certificates", e);
    }
  }

  /** The names of all certificate files of a directory, sorted. */
  static List<String> names(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new KeyUnavailable("the key directory " + directory + " cannot be read", e);
    }
  }

  static Path file(Path directory, String name) {
    return directory.resolve(name + SUFFIX);
  }

  static void write(Path file, List<X509CertificateHolder> chain) throws IOException {
    StringBuilder text = new StringBuilder();
    for (X509CertificateHolder certificate : chain) {
      byte[] der = certificate.toASN1Structure().getEncoded(ASN1Encoding.DER);
      text.append(Pem.encode(LABEL, der));
    }
    Files.writeString(file, text, StandardCharsets.US_ASCII);
  }

  private static void requireChain(Path file, List<X509CertificateHolder> chain) throws InvalidKey {
    if (chain.isEmpty()) {
      throw new KeyUnavailable(file + " holds no certificate");
    }
    for (int i = 0; i < chain.size(); i++) {
      X509CertificateHolder issuer = chain.get(Math.min(i + 1, chain.size() - 1));
      if (!VerificationKey.of(issuer.getSubjectPublicKeyInfo()).signed(chain.get(i))) {
        throw new KeyUnavailable(
            file + ": certificate " + (i + 1) + " is not signed by the one that follows it");
      }
    }
  }
}
