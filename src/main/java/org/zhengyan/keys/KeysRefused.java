package org.zhengyan.keys;

import java.io.Serial;
import java.nio.file.Path;

/** The start stops: the keys are missing, or are development keys where they may not be. */
final class KeysRefused extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String action;

  private KeysRefused(String message, String action) {
    super(message);
    this.action = action;
  }

  /** What the person at the terminal does next: a sentence to type. */
  String action() {
    return action;
  }

  static KeysRefused notConfigured() {
    return new KeysRefused(
        "No keys are configured: zhengyan.keys.dir is not set, and the dev profile is not active.",
        """
        To try the service with development keys, on this machine only, type:

            SPRING_PROFILES_ACTIVE=dev java -jar zhengyan.jar

        To run it in earnest, make keys and name them:

            java -jar zhengyan.jar key-ceremony --help
            ZHENGYAN_KEYS_DIR=… ZHENGYAN_KEYS_PASSWORD_FILE=… java -jar zhengyan.jar\
        """);
  }

  static KeysRefused noSuchDirectory(Path directory) {
    return new KeysRefused(
        "The key directory " + directory + " does not exist.",
        "Set zhengyan.keys.dir (ZHENGYAN_KEYS_DIR) to a directory that a key ceremony made.");
  }

  static KeysRefused noPassword() {
    return new KeysRefused(
        "The keys have no password: neither zhengyan.keys.password-file nor zhengyan.keys.password"
            + " is set.",
        "Set ZHENGYAN_KEYS_PASSWORD_FILE to a file that only the service can read.");
  }

  static KeysRefused developmentKeys(String what) {
    return new KeysRefused(
        what + " belongs to development keys, whose private halves are public.",
        "Make keys of your own with `java -jar zhengyan.jar key-ceremony`, or start with"
            + " SPRING_PROFILES_ACTIVE=dev.");
  }

  static KeysRefused sandboxKeys(String what) {
    return new KeysRefused(
        what + " belongs to the keys of a sandbox, and this is none.",
        "Name the keys of this environment in ZHENGYAN_KEYS_DIR, or start the sandbox with"
            + " SPRING_PROFILES_ACTIVE=sandbox.");
  }

  static KeysRefused noSandbox(String environment) {
    return new KeysRefused(
        "The sandbox is switched on (zhengyan.sandbox.enabled, profile sandbox), but the environment is "
            + environment
            + ".",
        "Start the sandbox with SPRING_PROFILES_ACTIVE=sandbox alone, with a database and a data"
            + " directory of its own; elsewhere leave both settings out.");
  }
}
