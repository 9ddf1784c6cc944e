package org.zhengyan.operator;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Changes;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.ClientStore;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.IfMatch;
import org.zhengyan.principal.Members;
import org.zhengyan.principal.RedirectUri;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;
import org.zhengyan.principal.SubmittedChange;

/**
 * The redirect URIs of an operator's client, by two persons of the national authority: who could add one
 * alone could have answers sent to himself.
 */
@RestController
class RedirectUriController {
  private static final String PATH = "/api/v1/clients/{id}/redirect-uris";
  private static final int MOST = 10;

  private final ClientStore clients;
  private final RedirectUriChange type;
  private final Changes changes;
  private final Idempotency idempotency;
  private final ServiceEnvironment environment;

  RedirectUriController(
      ClientStore clients,
      RedirectUriChange type,
      Changes changes,
      Idempotency idempotency,
      ServiceProperties service) {
    this.clients = clients;
    this.type = type;
    this.changes = changes;
    this.idempotency = idempotency;
    this.environment = service.environment();
  }

  record Request(@Nullable List<String> redirectUris) {}

  record Response(List<String> redirectUris) {}

  /** The list as it stands; the ETag counts the lists there were, and a change must name it. */
  @GetMapping(PATH)
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  ResponseEntity<Response> get(Actor actor, @PathVariable String id) {
    Approvals.requireAuthority(actor);
    int version = version(id); // read before the list: of two readings the older tag is refused, and no list unseen
    Client client = clients.load(id);
    Division division = client.division();
    Approvals.requireActsIn(actor, division == null ? Division.NATIONAL : division);
    return ResponseEntity.ok().eTag(IfMatch.etag(version)).body(new Response(client.redirectUris()));
  }

  /** A client always has a list, if an empty one: the first is 1. */
  private int version(String id) {
    return clients.version(id, ClientStore.Part.REDIRECT_URIS) + 1;
  }

  @PutMapping(PATH)
  @RequiresScope(Scope.REGISTRY_SUBMIT)
  ResponseEntity<?> propose(
      Actor actor,
      IdempotentRequest request,
      @PathVariable String id,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestBody Request body) {
    List<String> uris = checked(body);
    return idempotency.once(
        request,
        () -> {
          Approvals.requireActsIn(actor, Division.NATIONAL);
          Client client = clients.load(id);
          if (client.operatorId() == null || !client.scopes().contains(Scope.VERIFICATION)) {
            throw Refusal.member(
                Problem.REFUSED_BY_RULE,
                "/redirectUris",
                "not-for-this-client",
                "only an operator's client with the scope verification has redirect URIs");
          }
          int version = version(id);
          IfMatch.require(ifMatch, version);
          return SubmittedChange.of(
              changes.submit(
                  actor,
                  type,
                  id,
                  Division.NATIONAL,
                  version - 1,
                  new RedirectUriChange.Proposed(uris)));
        });
  }

  private List<String> checked(Request body) {
    Members members = new Members();
    List<String> uris = members.required("/redirectUris", body.redirectUris()).orElse(List.of());
    if (uris.size() > MOST || uris.size() != Set.copyOf(uris).size()) {
      members.refuse("/redirectUris", "uris-invalid", "at most " + MOST + " redirect URIs, and each once");
    }
    for (int i = 0; i < uris.size(); i++) {
      if (!RedirectUri.acceptable(uris.get(i), environment)) {
        members.refuse(
            "/redirectUris/" + i,
            "url-invalid",
            "give an absolute https URL in its plain form, in ASCII, without user, fragment, and the"
                + " parameters of an answer");
      }
    }
    members.check();
    return uris;
  }
}
