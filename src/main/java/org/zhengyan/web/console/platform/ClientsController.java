package org.zhengyan.web.console.platform;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.operator.OwnClients;
import org.zhengyan.operator.SandboxAdmission;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.ClientKey;
import org.zhengyan.principal.PublicJwk;
import org.zhengyan.principal.Scope;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.View;

/**
 * Clients and their keys. Owners propose clients and suspensions, developers keys and addresses; a person of
 * the national authority decides. In a sandbox a new client and its addresses are there at once.
 */
@Controller
class ClientsController {
  private final OwnClients clients;
  private final ObjectProvider<SandboxAdmission> sandbox;
  private final Clock clock;

  ClientsController(OwnClients clients, ObjectProvider<SandboxAdmission> sandbox, Clock clock) {
    this.clients = clients;
    this.sandbox = sandbox;
    this.clock = clock;
  }

  @GetMapping("/platform/clients")
  @RequiresRole({Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  Page list(SignedIn who, View view) {
    return ClientPages.list(
        clients.list(who.subject()), clients.changes(who.subject()), mayAdd(who), view);
  }

  @GetMapping("/platform/clients.csv")
  @RequiresRole({Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  Export export(SignedIn who, View view) {
    return Export.of(view, "clients", "id", "state", "scopes", "keys", "redirectUris")
        .rows(
            clients.list(who.subject()),
            client ->
                List.of(
                    client.id(),
                    client.active() ? "active" : "suspended",
                    client.scopes().stream().map(Scope::wire).sorted().collect(Collectors.joining(" ")),
                    client.keys().stream().map(ClientKey::kid).collect(Collectors.joining(" ")),
                    String.join(" ", client.redirectUris())));
  }

  @GetMapping("/platform/clients/new")
  @RequiresRole({Role.OWNER, Role.DEVELOPER})
  Page proposal(SignedIn who, View view) {
    requireMayAdd(who);
    return ClientPages.proposal(open(), FormProblems.none(), view);
  }

  @PostMapping("/platform/clients")
  @RequiresRole({Role.OWNER, Role.DEVELOPER})
  Object propose(SignedIn who, View view) {
    requireMayAdd(who);
    return attempt(
        () -> {
          PublicJwk key = PastedKey.read(view.typed("key"));
          SandboxAdmission open = sandbox.getIfAvailable();
          if (open != null) {
            Client made = open.admit(who.person(), who.subject(), key);
            return new SeeOther("/platform/clients/" + made.id() + "?done=client-made");
          }
          clients.propose(who.actor(), who.subject(), view.typed("id"), scopes(view), key);
          return new SeeOther("/platform/clients?done=proposed");
        },
        problems -> ClientPages.proposal(open(), problems, view),
        view);
  }

  @GetMapping("/platform/clients/{id}")
  @RequiresRole({Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  Page one(SignedIn who, View view, @PathVariable String id) {
    return page(who, view, id, ClientPages.Wrong.nothing());
  }

  @PostMapping("/platform/clients/{id}/keys")
  @RequiresRole({Role.OWNER, Role.DEVELOPER})
  Object proposeKey(SignedIn who, View view, @PathVariable String id) {
    clients.load(who.subject(), id);
    return attempt(
        () -> {
          PublicJwk key = PastedKey.read(view.typed("key"));
          clients.proposeKey(who.actor(), who.subject(), id, key, overlap(view));
          return new SeeOther("/platform/clients/" + id + "?done=proposed");
        },
        problems -> page(who, view, id, ClientPages.Wrong.key(problems)),
        view);
  }

  @PostMapping("/platform/clients/{id}/redirect-uris")
  @RequiresRole({Role.OWNER, Role.DEVELOPER})
  Object proposeRedirectUris(SignedIn who, View view, @PathVariable String id) {
    List<String> uris =
        Arrays.stream(view.typed("redirectUris").split("\\s+")).filter(uri -> !uri.isEmpty()).toList();
    return attempt(
        () -> {
          clients.proposeRedirectUris(who.actor(), who.subject(), id, base(view), uris);
          return new SeeOther("/platform/clients/" + id + "?done=proposed");
        },
        problems -> page(who, view, id, ClientPages.Wrong.uris(problems)),
        view);
  }

  @PostMapping("/platform/clients/{id}/suspension")
  @RequiresRole(Role.OWNER)
  Object proposeSuspension(SignedIn who, View view, @PathVariable String id) {
    return attempt(
        () -> {
          clients.proposeSuspension(who.actor(), who.subject(), id, view.typed("reason"));
          return new SeeOther("/platform/clients/" + id + "?done=proposed");
        },
        problems -> page(who, view, id, ClientPages.Wrong.suspension(problems)),
        view);
  }

  private Page page(SignedIn who, View view, String id, ClientPages.Wrong wrong) {
    Client client = clients.load(who.subject(), id);
    return ClientPages.one(
        client,
        clients.redirectVersion(client),
        clients.changes(who.subject()),
        clock.instant(),
        who,
        wrong,
        view);
  }

  /** What a rule refuses is shown again in the form; what is not found, or not allowed, is not. */
  private static Object attempt(Supplier<Object> act, Function<FormProblems, Page> again, View view) {
    try {
      return act.get();
    } catch (Refusal refusal) {
      if (refusal.problem() != Problem.REFUSED_BY_RULE && refusal.problem() != Problem.WRONG_STATE) {
        throw refusal;
      }
      return again.apply(FormProblems.of(refusal, view));
    }
  }

  private boolean open() {
    return sandbox.getIfAvailable() != null;
  }

  private boolean mayAdd(SignedIn who) {
    return who.has(Role.OWNER) || open() && who.has(Role.DEVELOPER);
  }

  private void requireMayAdd(SignedIn who) {
    if (!mayAdd(who)) {
      throw Refusal.of(Problem.FORBIDDEN, "New clients are proposed by an owner of the platform");
    }
  }

  private static Set<Scope> scopes(View view) {
    EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
    view.typedAll("scopes").forEach(wire -> Scope.ofWire(wire).ifPresent(scopes::add));
    return scopes;
  }

  /** The version of the list that the form began with; a form without one saw none. */
  private static int base(View view) {
    String version = view.typed("base");
    return version.matches("\\d{1,9}") ? Integer.parseInt(version) : -1;
  }

  private static Duration overlap(View view) {
    String days = view.typed("overlap");
    return days.matches("\\d{1,3}") ? Duration.ofDays(Integer.parseInt(days)) : Duration.ofDays(-1);
  }
}
