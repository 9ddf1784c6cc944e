package org.zhengyan.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.TrustedRoots;
import org.zhengyan.verification.receipt.EvidenceFile;
import org.zhengyan.verification.receipt.MalformedReceipt;
import org.zhengyan.verification.receipt.ReceiptFile;
import org.zhengyan.verification.receipt.ReceiptReport;
import org.zhengyan.verification.receipt.ReceiptSummary;
import org.zhengyan.verification.receipt.ReceiptVerifier;

/** {@code verify-receipt FILE …}: checks a receipt with roots and nothing else, offline. */
final class VerifyReceiptCommand {
  static final String USAGE =
      """
      verify-receipt FILE [OPTIONS]     FILE is a receipt (compact JWS) or its bundle, - is the input
        --root FILE          a trusted root, PEM; once for each suite. Default in the source tree: keys-dev
        --certificate FILE   PEM, of the key that signed a receipt without bundle
        --operator ID        fails unless the receipt is for this client
        --environment NAME   fails unless it is of dev, sandbox or production
        --issuer URL         fails unless this service gave it
        --log ORIGIN         fails unless the bundle's checkpoint is of this log
        --challenge FILE     fails unless this text was signed
        --evidence FILE      fails unless this was brought: the JSON as posted, the CMS, or the document
      Exit code: 0 the receipt holds (its verdict may be a no), 1 it does not, 2 not understood or unreadable\
      """;

  private static final int HOLDS = 0;
  private static final int DOES_NOT = 1;
  private static final int NOT_UNDERSTOOD = 2;
  private static final Set<String> OPTIONS =
      Set.of("root", "certificate", "operator", "environment", "issuer", "log", "challenge", "evidence");
  /** A face of a certificate in base64url. */
  private static final int LARGEST_EVIDENCE = 4 << 20;
  private static final Path DEVELOPMENT = Path.of("keys-dev", "receipt-p256.crt");

  private VerifyReceiptCommand() {}

  static int run(List<String> args) {
    return run(args, System.in, System.out, Clock.systemUTC());
  }

  static int run(List<String> args, InputStream in, PrintStream out, Clock clock) {
    try {
      CommandWords words = CommandWords.parse(args, OPTIONS, Set.of(), Set.of("root"));
      String name = words.only("file");
      byte[] octets =
          name.equals("-") ? bounded(in, "the input", ReceiptFile.MAX_BYTES) : read(CommandWords.path(name));
      TrustedRoots roots = TrustWords.roots(words, out);
      ReceiptFile file = ReceiptFile.parse(octets);
      return print(file, ReceiptVerifier.verify(file, roots, expected(words, roots), clock), out);
    } catch (MalformedReceipt e) {
      out.println("This cannot be read: " + e.getMessage() + ".");
      return NOT_UNDERSTOOD;
    } catch (CommandWords.NotUnderstood e) {
      out.println(e.getMessage() + ".\n\n" + USAGE);
      return NOT_UNDERSTOOD;
    }
  }

  private static int print(ReceiptFile file, ReceiptReport report, PrintStream out) {
    report.print(out);
    out.println();
    if (!report.holds()) {
      out.println("THE RECEIPT DOES NOT HOLD. Nothing that it says can be relied on.");
      return DOES_NOT;
    }
    out.println("The receipt holds. It says: " + ReceiptSummary.of(file));
    return HOLDS;
  }

  private static ReceiptVerifier.Expected expected(CommandWords words, TrustedRoots roots)
      throws CommandWords.NotUnderstood, MalformedReceipt {
    Optional<Path> certificate = words.findPath("certificate");
    if (certificate.isEmpty() && roots.development() && !words.has("root")) {
      certificate = Optional.of(DEVELOPMENT);
    }
    Optional<Path> brought = words.findPath("evidence");
    byte[] evidence = brought.isEmpty() ? null : read(brought.get(), LARGEST_EVIDENCE);
    return new ReceiptVerifier.Expected(
        certificate.isEmpty() ? null : new String(read(certificate.get()), StandardCharsets.ISO_8859_1),
        words.find("issuer"),
        words.find("operator"),
        words.find("environment"),
        words.find("log"),
        read(words.findPath("challenge")),
        evidence == null ? null : EvidenceFile.hash(evidence));
  }

  private static byte @Nullable [] read(Optional<Path> file) throws CommandWords.NotUnderstood {
    return file.isEmpty() ? null : read(file.get());
  }

  private static byte[] read(Path file) throws CommandWords.NotUnderstood {
    return read(file, ReceiptFile.MAX_BYTES);
  }

  private static byte[] read(Path file, int largest) throws CommandWords.NotUnderstood {
    try (InputStream in = Files.newInputStream(file)) {
      return bounded(in, file.toString(), largest);
    } catch (IOException e) {
      throw new CommandWords.NotUnderstood(file + " cannot be read: " + e.getMessage());
    }
  }

  private static byte[] bounded(InputStream in, String name, int largest) throws CommandWords.NotUnderstood {
    try {
      byte[] octets = in.readNBytes(largest + 1);
      if (octets.length > largest) {
        throw new CommandWords.NotUnderstood(name + " is larger than " + largest / 1024 + " KiB");
      }
      return octets;
    } catch (IOException e) {
      throw new CommandWords.NotUnderstood(name + " cannot be read: " + e.getMessage());
    }
  }
}
