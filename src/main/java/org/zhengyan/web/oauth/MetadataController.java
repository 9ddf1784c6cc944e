package org.zhengyan.web.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.principal.PublicJwk;
import org.zhengyan.principal.Scope;
import org.zhengyan.principal.Unauthenticated;

/** Authorization server metadata (RFC 8414), which names what is offered and nothing else, and the keys. */
@RestController
class MetadataController {
  private static final CacheControl SHORT = CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

  private final Metadata metadata;
  private final TokenKeys keys;

  MetadataController(ServiceProperties service, TokenKeys keys) {
    this.keys = keys;
    this.metadata =
        new Metadata(
            service.publicUrl().toString(),
            service.publicUrl() + "/oauth2/token",
            service.publicUrl() + "/oauth2/jwks",
            List.of("client_credentials"),
            List.of(),
            List.of("private_key_jwt"),
            List.of("ES256"),
            Arrays.stream(Scope.values()).map(Scope::wire).toList(),
            List.of("ES256"),
            service.publicUrl() + "/docs");
  }

  /** Members of RFC 8414 section 2 and RFC 9449 section 5.1. */
  record Metadata(
      String issuer,
      @JsonProperty("token_endpoint") String tokenEndpoint,
      @JsonProperty("jwks_uri") String jwksUri,
      @JsonProperty("grant_types_supported") List<String> grantTypes,
      @JsonProperty("response_types_supported") List<String> responseTypes,
      @JsonProperty("token_endpoint_auth_methods_supported") List<String> authenticationMethods,
      @JsonProperty("token_endpoint_auth_signing_alg_values_supported") List<String> assertionAlgorithms,
      @JsonProperty("scopes_supported") List<String> scopes,
      @JsonProperty("dpop_signing_alg_values_supported") List<String> proofAlgorithms,
      @JsonProperty("service_documentation") String documentation) {}

  @GetMapping("/.well-known/oauth-authorization-server")
  @Unauthenticated("it tells where and how to authenticate")
  ResponseEntity<Metadata> metadata() {
    return ResponseEntity.ok().cacheControl(SHORT).body(metadata);
  }

  @GetMapping("/oauth2/jwks")
  @Unauthenticated("public keys")
  ResponseEntity<Map<String, List<PublicJwk>>> keys() {
    return ResponseEntity.ok().cacheControl(SHORT).body(Map.of("keys", keys.published()));
  }
}
