package org.zhengyan.sandbox;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.keys.Suite;
import org.zhengyan.operator.SandboxAdmission;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.PublicJwk;
import org.zhengyan.principal.Scope;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.status.holder.AddressLimit;

/** The sandbox for scripts; every route is not found in any other environment. */
@RestController
@RequestMapping("/api/v1/sandbox")
class SandboxController {
  private static final String PUBLIC = "in a sandbox the keys of the bodies are public on purpose";

  private final ObjectProvider<Sandbox> sandbox;
  private final ObjectProvider<SandboxAdmission> admission;
  private final ServiceProperties service;
  private final AddressLimit admissions =
      new AddressLimit(20, "too many clients were asked for from here");

  SandboxController(
      ObjectProvider<Sandbox> sandbox, ObjectProvider<SandboxAdmission> admission, ServiceProperties service) {
    this.sandbox = sandbox;
    this.admission = admission;
    this.service = service;
  }

  record ClientRequest(PublicJwk.@Nullable Members key) {}

  /**
   * @param issuer the audience of the client's assertions
   */
  record ClientResponse(
      String client, String operator, String name, List<String> scopes, String issuer, String tokenEndpoint) {}

  @GetMapping
  @Unauthenticated(PUBLIC)
  ResponseEntity<SandboxResponse> table() {
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(required(sandbox).table());
  }

  @GetMapping("/credentials/{name}/{suite}")
  @Unauthenticated(PUBLIC)
  ResponseEntity<byte[]> credential(
      @PathVariable String name, @PathVariable String suite, @RequestParam(defaultValue = "pem") String form) {
    Sandbox here = required(sandbox);
    SandboxCase of = SandboxCase.ofWire(name).orElseThrow(SandboxController::notFound);
    Suite wanted = Suite.ofWire(suite).orElseThrow(SandboxController::notFound);
    Sandbox.File file =
        Sandbox.Form.ofWire(form)
            .flatMap(each -> here.file(of, wanted, each))
            .orElseThrow(SandboxController::notFound);
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_TYPE, file.type())
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file.name() + "\"")
        .cacheControl(CacheControl.noStore())
        .body(file.bytes());
  }

  @PostMapping("/clients")
  @Unauthenticated("a client of a sandbox can do nothing anywhere else")
  ResponseEntity<ClientResponse> admit(HttpServletRequest http, @RequestBody ClientRequest request) {
    SandboxAdmission open = required(admission);
    admissions.require(http.getRemoteAddr());
    PublicJwk.Members key = request.key();
    if (key == null) {
      throw Refusal.member(Problem.MALFORMED, "/key", "required", "the member is missing");
    }
    PublicJwk checked = PublicJwk.require(key, "/key");
    admissions.count(http.getRemoteAddr());
    Client client = open.admit(checked);
    return ResponseEntity.status(HttpStatus.CREATED)
        .body(
            new ClientResponse(
                client.id(),
                String.valueOf(client.operatorId()),
                client.displayName(),
                client.scopes().stream().map(Scope::wire).sorted().toList(),
                service.publicUrl().toString(),
                service.publicUrl() + "/oauth2/token"));
  }

  private static <T> T required(ObjectProvider<T> bean) {
    return Optional.ofNullable(bean.getIfAvailable()).orElseThrow(SandboxController::notFound);
  }

  private static Refusal notFound() {
    return Refusal.of(Problem.NOT_FOUND, "there is no such resource");
  }
}
