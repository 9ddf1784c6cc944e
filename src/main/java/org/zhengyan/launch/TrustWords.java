package org.zhengyan.launch;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.TrustedRoots;

/** Which roots a command trusts: those of {@code --root}, or in the source tree those of development. */
final class TrustWords {
  private static final Path DEVELOPMENT = Path.of("keys-dev");

  private TrustWords() {}

  static TrustedRoots roots(CommandWords words, PrintStream out) throws CommandWords.NotUnderstood {
    List<Path> files = words.paths("root");
    if (files.isEmpty() && Files.exists(DEVELOPMENT.resolve("DEVELOPMENT-KEYS"))) {
      files = List.of(DEVELOPMENT.resolve("root-p256.crt"), DEVELOPMENT.resolve("root-sm2.crt"));
    }
    if (files.isEmpty()) {
      throw new CommandWords.NotUnderstood("which roots are trusted? Give --root FILE, once for each suite");
    }
    try {
      TrustedRoots roots = TrustedRoots.read(files);
      if (roots.development()) {
        out.println("Trusting development roots, whose private keys are public: this proves nothing.");
      }
      return roots;
    } catch (IOException e) {
      throw new CommandWords.NotUnderstood("a root cannot be read: " + e.getMessage());
    } catch (InvalidKey e) {
      throw new CommandWords.NotUnderstood("a root cannot be used: " + e.getMessage());
    }
  }
}
