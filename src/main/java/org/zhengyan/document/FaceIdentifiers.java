package org.zhengyan.document;

import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.zhengyan.registry.Uscc;

/** Finds what the identifier printed on a face was allotted to. */
@Component
public class FaceIdentifiers {
  private final JdbcClient jdbc;

  FaceIdentifiers(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param registryVersion of the body that the face shows
   */
  public record Identified(String identifier, Uscc uscc, int registryVersion) {}

  /** Whether a text is meant as an identifier and not as a serial number. */
  public static boolean looksLike(String typed) {
    return compact(typed).startsWith(LicenceIdentifier.ROOT + ".");
  }

  /** Reads what somebody typed off a face; empty when its form or check character is wrong. */
  public static Optional<LicenceIdentifier> parse(String typed) {
    try {
      return Optional.of(LicenceIdentifier.parse(compact(typed)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public Optional<Identified> find(LicenceIdentifier identifier) {
    return jdbc.sql("select uscc, registry_version from face_identifier where identifier = ?")
        .param(identifier.toString())
        .query(
            (row, n) ->
                new Identified(
                    identifier.toString(),
                    Uscc.parse(row.getString("uscc")).orElseThrow(),
                    row.getInt("registry_version")))
        .optional();
  }

  private static String compact(String typed) {
    return typed.replaceAll("\\s", "").toUpperCase(Locale.ROOT);
  }
}
