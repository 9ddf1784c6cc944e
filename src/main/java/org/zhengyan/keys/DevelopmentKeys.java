package org.zhengyan.keys;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * What makes a key a development key, and how such a key is known again.
 *
 * <p>Their private halves are public: they lie in the source tree. A directory of them has the
 * marker file, and every certificate of them says so in its subject, so that neither a deleted
 * marker nor a copied file gets them past the start outside the dev profile.
 */
final class DevelopmentKeys {
  static final String MARKER = "DEVELOPMENT-KEYS";
  static final String SUBJECT_MARK = "DEVELOPMENT KEYS";
  static final String PASSWORD = "zhengyan-dev";

  /** The clients that exist in the dev profile, each with a key pair of its own. */
  static final List<String> CLIENTS =
      List.of(
          "demo-appstore",
          "demo-social",
          "demo-clerk",
          "demo-reviewer",
          "demo-nanjing-clerk",
          "demo-nanjing-reviewer");

  private DevelopmentKeys() {}

  static boolean marked(Path directory) {
    return Files.exists(directory.resolve(MARKER));
  }

  static boolean marked(X509CertificateHolder certificate) {
    return certificate.getSubject().toString().contains(SUBJECT_MARK);
  }

  /**
   * @throws KeysRefused when the directory, or any certificate in it, is of development keys
   */
  static void requireNone(Path directory) {
    if (marked(directory)) {
      throw KeysRefused.developmentKeys(directory.resolve(MARKER).toString());
    }
    for (String name : CertificateFiles.names(directory)) {
      Path file = CertificateFiles.file(directory, name);
      if (CertificateFiles.read(file).stream().anyMatch(DevelopmentKeys::marked)) {
        throw KeysRefused.developmentKeys(file.toString());
      }
    }
  }
}
