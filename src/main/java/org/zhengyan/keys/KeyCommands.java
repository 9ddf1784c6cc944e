package org.zhengyan.keys;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.KeyPlan.PlannedKey;
import org.zhengyan.keys.KeyPlan.Role;

/** The jar's commands that make keys; each returns the exit code (src/docs/keys.md). */
public final class KeyCommands {
  private static final URI DEVELOPMENT_PKI = URI.create("http://localhost:8080");
  private static final int ITERATIONS = 50_000;
  private static final Duration YEAR = Duration.ofDays(365);

  /** OCSP signers carry ocsp-nocheck, so their life is the time that a stolen one could be used. */
  private static final Map<Role, Duration> LIFE =
      Map.of(
          Role.ROOT, YEAR.multipliedBy(25),
          Role.ISSUING_CA, YEAR.multipliedBy(15),
          Role.OCSP_SIGNER, YEAR,
          Role.LOG_AND_RECEIPT, YEAR.multipliedBy(10),
          Role.TIME_STAMP, YEAR.multipliedBy(10),
          Role.SEAL, YEAR.multipliedBy(5),
          Role.ESCROW, YEAR.multipliedBy(15),
          Role.TOKEN, YEAR.multipliedBy(3));

  private static final Set<String> OPTIONS =
      Set.of(
          "dir",
          "root-dir",
          "organisation",
          "name",
          "pki-url",
          "password-file",
          "root-password-file",
          "days",
          "request",
          "pkcs11-library",
          "pkcs11-slot-index",
          "pkcs11-pin-file");

  private static final String USAGE =
      """
      key-ceremony make   --dir DIR --root-dir ROOTS --organisation O --name NAME --pki-url URL
          makes all keys: roots into ROOTS, which is then taken off-line, the others into DIR
      key-ceremony renew  KEY --dir DIR [--root-dir ROOTS] [--days N] [--request FILE]
          replaces one key; with --request, certifies a key that was made inside a token
      key-ceremony complete --dir DIR --root-dir ROOTS
          makes the keys that DIR, which an earlier version filled, does not have yet
      Passwords: --password-file and --root-password-file, or asked for at the terminal.
      Issuers' keys in a token: --pkcs11-library, --pkcs11-slot-index, --pkcs11-pin-file.\
      """;

  private KeyCommands() {}

  /**
   * {@code dev-keys DIRECTORY [missing]}: new development keys, in place of those that were there, or
   * beside them.
   */
  public static int developmentKeys(List<String> arguments, PrintStream out) {
    boolean missing = arguments.size() == 2 && arguments.getLast().equals("missing");
    if (arguments.size() != 1 && !missing) {
      out.println("usage: dev-keys DIRECTORY [missing]");
      return 2;
    }
    try {
      Path directory = Path.of(arguments.getFirst());
      if (missing) {
        DevelopmentCeremony.complete(directory);
      } else {
        DevelopmentCeremony.make(directory, DEVELOPMENT_PKI);
      }
      out.println("Development keys are in " + arguments.getFirst());
      return 0;
    } catch (IOException e) {
      out.println("No keys were made: " + e.getMessage());
      return 1;
    }
  }

  /** {@code key-ceremony make | renew | complete …}: the keys of a sandbox or a production installation. */
  public static int ceremony(List<String> arguments, PrintStream out) {
    try {
      CeremonyOptions options = new CeremonyOptions(arguments, OPTIONS);
      List<String> words = options.words();
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      if (words.equals(List.of("make"))) {
        make(options, now);
        out.println(
            "Keys are in " + options.path("dir") + ", roots in " + options.path("root-dir"));
        out.println("Take the roots off-line now; the service never needs them.");
        return 0;
      }
      if (words.size() == 2 && words.getFirst().equals("renew")) {
        renew(words.getLast(), options, now);
        out.println(words.getLast() + " is renewed. Start every node again to use it.");
        return 0;
      }
      if (words.equals(List.of("complete"))) {
        List<String> added = renewal(options, now).complete(LIFE);
        out.println(added.isEmpty() ? "No key is missing." : "Made: " + String.join(" ", added));
        return 0;
      }
      out.println(USAGE);
      return 2;
    } catch (IllegalArgumentException e) {
      out.println(e.getMessage() + "\n\n" + USAGE);
      return 2;
    } catch (IOException | KeyUnavailable e) {
      out.println("No key was made: " + e.getMessage());
      return 1;
    }
  }

  private static void make(CeremonyOptions options, Instant now) throws IOException {
    String organisation = options.require("organisation");
    String name = options.require("name");
    if ((organisation + name).contains(DevelopmentKeys.SUBJECT_MARK)
        || (organisation + name).contains(SandboxKeys.SUBJECT_MARK)) {
      throw new IllegalArgumentException("these names are kept for development and sandbox keys");
    }
    URI pkiUrl = URI.create(options.require("pki-url"));
    if (!"http".equals(pkiUrl.getScheme())
        || pkiUrl.getHost() == null
        || pkiUrl.toString().endsWith("/")) {
      throw new IllegalArgumentException(
          "--pki-url is a plain http URL without a slash at its end");
    }
    Path directory = newDirectory(options.path("dir"));
    Path roots = newDirectory(options.path("root-dir"));
    char[] password = options.password("password-file", "the service's keys", true);
    char[] rootPassword = options.password("root-password-file", "the roots' keys", true);
    new KeyCeremony(
            new KeyCeremony.Settings(
                directory,
                roots,
                organisation,
                name,
                pkiUrl,
                password,
                rootPassword,
                ITERATIONS,
                now,
                LIFE))
        .make();
  }

  private static void renew(String name, CeremonyOptions options, Instant now) throws IOException {
    PlannedKey key =
        KeyPlan.find(name)
            .orElseThrow(() -> new IllegalArgumentException("no key is named " + name));
    Duration life = days(options.find("days"), key);
    KeyRenewal renewal = renewal(options, now);
    if (options.find("request") != null) {
      renewal.certify(key, options.path("request"), life);
    } else {
      renewal.renew(key, life);
    }
  }

  private static KeyRenewal renewal(CeremonyOptions options, Instant now) {
    Path directory = options.path("dir");
    char[] password = options.password("password-file", "the service's keys", false);
    List<KeyDoor> doors = new ArrayList<>();
    doors.add(new Pkcs12Directory(directory, password));
    if (options.find("root-dir") != null) {
      char[] rootPassword = options.password("root-password-file", "the roots' keys", false);
      doors.add(new Pkcs12Directory(options.path("root-dir"), rootPassword));
    }
    if (options.find("pkcs11-library") != null) {
      doors.add(Pkcs11Token.open(token(options)));
    }
    return new KeyRenewal(directory, doors, password, ITERATIONS, now);
  }

  private static KeysProperties.Pkcs11 token(CeremonyOptions options) {
    String index = options.find("pkcs11-slot-index");
    return new KeysProperties.Pkcs11(
        options.path("pkcs11-library"),
        null,
        index == null ? 0 : Integer.parseInt(index),
        options.path("pkcs11-pin-file"));
  }

  private static Duration days(@Nullable String days, PlannedKey key) {
    return days == null
        ? LIFE.getOrDefault(key.role(), YEAR)
        : Duration.ofDays(Integer.parseInt(days));
  }

  /** A directory that only its owner can read, and that holds nothing yet. */
  private static Path newDirectory(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> files = Files.list(directory)) {
      if (files.findAny().isPresent()) {
        throw new IllegalArgumentException(directory + " is not empty");
      }
    }
    KeyCeremony.permit(directory, "rwx------");
    return directory;
  }
}
