package org.zhengyan.principal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.zhengyan.failure.CallerText;
import org.zhengyan.keys.InvalidKey;

/**
 * What the command line of {@code bootstrap} asks for: the first authority, which is the national one,
 * and at least two persons, each with a client and the public half of its key.
 */
public record BootstrapPlan(String authority, List<Founder> founders) {

  /** How the command is called. */
  public static final String USAGE =
      """
      bootstrap --authority NAME
                --submitter PERSON CLIENT-ID KEY-FILE [--submitter …]
                --approver  PERSON CLIENT-ID KEY-FILE [--approver …]

      Makes the first authority of an installation, the national one, and the persons and clients that
      change everything else from then on. A submitter's client proposes (registry.submit,
      issuance.submit, revocation.submit), an approver's decides; no person has both. KEY-FILE is a
      public JWK: kty EC, crv P-256. Names with spaces stand in quotes.
      """;

  private static final Set<Scope> SUBMIT =
      EnumSet.of(Scope.REGISTRY_SUBMIT, Scope.ISSUANCE_SUBMIT, Scope.REVOCATION_SUBMIT);
  private static final Set<Scope> APPROVE =
      EnumSet.of(Scope.REGISTRY_APPROVE, Scope.ISSUANCE_APPROVE, Scope.REVOCATION_APPROVE);

  /** One person with a client. */
  record Founder(String person, String clientId, Set<Scope> scopes, PublicJwk key) {}

  /** A command line that is not understood, or asks for what must not be. */
  public static final class Refused extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  public BootstrapPlan {
    founders = List.copyOf(founders);
  }

  /**
   * Reads the words after {@code bootstrap}, and the key files that they name.
   *
   * @throws Refused saying what is missing or wrong
   */
  public static BootstrapPlan parse(List<String> words) throws Refused {
    String authority = null;
    List<Founder> founders = new ArrayList<>();
    for (int i = 0; i < words.size(); ) {
      switch (words.get(i)) {
        case "--authority" -> {
          if (authority != null) {
            throw new Refused("--authority stands twice");
          }
          authority = text("the authority's name", word(words, i + 1));
          i += 2;
        }
        case "--submitter" -> {
          founders.add(founder(words, i, SUBMIT));
          i += 4;
        }
        case "--approver" -> {
          founders.add(founder(words, i, APPROVE));
          i += 4;
        }
        default -> throw new Refused("\"" + words.get(i) + "\" is not understood");
      }
    }
    if (authority == null) {
      throw new Refused("--authority is missing");
    }
    requireTwoPersons(founders);
    return new BootstrapPlan(authority, founders);
  }

  private static Founder founder(List<String> words, int at, Set<Scope> scopes) throws Refused {
    String id = word(words, at + 2);
    if (!id.matches("[a-z0-9][a-z0-9-]{2,63}")) {
      throw new Refused(
          "the client id \"" + id + "\" is not 3 to 64 lower-case letters, digits and hyphens");
    }
    return new Founder(
        text("a person's name", word(words, at + 1)), id, scopes, key(word(words, at + 3)));
  }

  private static String word(List<String> words, int at) throws Refused {
    if (at >= words.size() || words.get(at).startsWith("--")) {
      throw new Refused("a word is missing after \"" + words.get(Math.min(at, words.size()) - 1) + "\"");
    }
    return words.get(at);
  }

  private static String text(String what, String text) throws Refused {
    var fault = CallerText.fault(text);
    if (fault.isPresent()) {
      throw new Refused(what + ": " + fault.get().sentence());
    }
    return text;
  }

  private static PublicJwk key(String file) throws Refused {
    try {
      Path path = Path.of(file);
      if (Files.size(path) > 16 * 1024) {
        throw new Refused(file + " is too large for a JWK");
      }
      return PublicJwk.parse(Files.readString(path));
    } catch (IOException e) {
      throw new Refused(file + " cannot be read");
    } catch (InvalidKey e) {
      throw new Refused(
          file + " is not accepted: " + e.getMessage() + ". Give the public half only, no \"d\".");
    }
  }

  private static void requireTwoPersons(List<Founder> founders) throws Refused {
    Set<String> submitters = new HashSet<>();
    Set<String> approvers = new HashSet<>();
    Set<String> ids = new HashSet<>();
    Set<String> keys = new HashSet<>();
    for (Founder founder : founders) {
      (founder.scopes() == SUBMIT ? submitters : approvers).add(founder.person());
      if (!ids.add(founder.clientId()) || !keys.add(founder.key().thumbprint())) {
        throw new Refused("two clients have the same id or the same key");
      }
    }
    if (submitters.isEmpty() || approvers.isEmpty()) {
      throw new Refused("at least one --submitter and one --approver are needed");
    }
    submitters.retainAll(approvers);
    if (!submitters.isEmpty()) {
      throw new Refused("one person cannot both submit and approve");
    }
  }
}
