import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What was typed into a form, read: only what this platform can know to be wrong. Everything else is the
 * service's to say, and {@link #complaints} puts its words beside the fields.
 *
 * @param wrong what to change, by the name of the field
 */
record Form(Application.Asked asked, Map<String, String> wrong) {
  private static final Map<String, String> FIELD_OF =
      Map.of(
          "/claimed/name", "body",
          "/claimed/uscc", "uscc",
          "/action/subject", "subject",
          "/action/identifier", "identifier",
          "/action/digest", "digest");

  static Form read(Operator operator, Map<String, String> typed) {
    Map<String, String> wrong = new LinkedHashMap<>();
    String digest = "";
    if (operator.releasesApps()) {
      String hex = typed.getOrDefault("digest", "").replaceAll("(?i)sha-?256|[^0-9A-Fa-f]", "");
      digest = "sha256:" + hex.toLowerCase(Locale.ROOT);
      if (hex.length() != 64) {
        wrong.put("digest", Words.field("/action/digest"));
      }
    }
    for (String name : new String[] {"subject", "identifier", "body", "uscc"}) {
      if (typed.getOrDefault(name, "").isEmpty()) {
        wrong.put(name, "请填写这一项。");
      }
    }
    String uscc = typed.getOrDefault("uscc", "").replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    return new Form(
        new Application.Asked(
            operator,
            typed.getOrDefault("body", ""),
            uscc,
            typed.getOrDefault("subject", ""),
            typed.getOrDefault("identifier", ""),
            digest,
            "here".equals(typed.get("where"))),
        wrong);
  }

  /** The service's complaints about members (RFC 9457), by the fields that they came from. */
  static Map<String, String> complaints(ZhengyanClient.Refused refused) {
    Map<String, String> wrong = new LinkedHashMap<>();
    for (Object item : Json.list(refused.problem().get("errors"))) {
      String pointer = Json.string(Json.map(item).get("pointer"));
      if (FIELD_OF.containsKey(pointer)) {
        wrong.put(FIELD_OF.get(pointer), Words.field(pointer));
      }
    }
    String description = Json.string(refused.problem().get("error_description")); // of a pushed request
    FIELD_OF.forEach(
        (pointer, field) -> {
          if (description.contains("/0" + pointer + ":")) {
            wrong.put(field, Words.field(pointer));
          }
        });
    if (wrong.isEmpty()) {
      wrong.put("", Words.problem(refused.status()));
    }
    return wrong;
  }
}
