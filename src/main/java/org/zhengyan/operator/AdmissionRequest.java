package org.zhengyan.operator;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Members;
import org.zhengyan.principal.PublicJwk;
import org.zhengyan.principal.Scope;

/**
 * The body that proposes a client.
 *
 * @param authority or {@code operator}: exactly one of the two
 */
record AdmissionRequest(
    @Nullable String id,
    @Nullable Owner owner,
    @Nullable String authority,
    @Nullable String operator,
    @Nullable List<String> scopes,
    PublicJwk.@Nullable Members key) {
  private static final String ID = "[a-z0-9][a-z0-9-]{2,63}";

  /**
   * The person behind the client: one that is known by id, or by name.
   *
   * @param staffNumber with a name: the person whom the authority knows, or will know, by that number
   */
  record Owner(@Nullable String id, @Nullable String name, @Nullable String staffNumber) {}

  List<String> sortedScopes() {
    return scopes == null ? List.of() : scopes.stream().sorted().toList();
  }

  /**
   * @throws org.zhengyan.failure.Refusal {@code malformed} for what is missing or does not belong
   *     together, {@code refused-by-rule} for ids, texts and scopes that a rule refuses
   */
  void requireWhole() {
    Members members = new Members();
    members
        .required("/id", id)
        .filter(given -> !given.matches(ID))
        .ifPresent(
            given ->
                members.refuse(
                    "/id",
                    "id-invalid",
                    "an id has 3 to 64 lower-case letters, digits and hyphens, no hyphen first"));
    members
        .required("/owner", owner)
        .ifPresent(
            given -> {
              if ((given.id() == null) == (given.name() == null)) {
                members.malformed("/owner", "one-of", "it has either id or name");
              }
              members.optionalText("/owner/name", given.name());
              if (given.staffNumber() != null && (given.name() == null || authority == null)) {
                members.malformed(
                    "/owner/staffNumber", "not-here", "a staff number goes with a name and an authority");
              }
            });
    if ((authority == null) == (operator == null)) {
      members.malformed("", "one-of", "a client has either authority or operator");
    }
    members.required("/scopes", scopes).ifPresent(given -> checkScopes(members, given));
    members.required("/key", key);
    members.check();
  }

  private void checkScopes(Members members, List<String> given) {
    if (given.isEmpty() || given.size() != Set.copyOf(given).size()) {
      members.refuse("/scopes", "scopes-invalid", "scopes are at least one, and each once");
    }
    boolean ofOperator = operator != null;
    for (int i = 0; i < given.size(); i++) {
      Scope scope = Scope.ofWire(given.get(i)).orElse(null);
      if (scope == null || Client.OPERATOR_SCOPES.contains(scope) != ofOperator) {
        members.refuse(
            "/scopes/" + i,
            "scope-invalid",
            ofOperator
                ? "an operator's client has verification, match and status"
                : "an authority's client has the scopes of registry, issuance and revocation");
      }
    }
  }
}
