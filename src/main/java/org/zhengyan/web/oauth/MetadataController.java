package org.zhengyan.web.oauth;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.principal.PublicJwk;
import org.zhengyan.principal.Scope;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.verification.consent.ConsentRequest;
import org.zhengyan.web.tls.ClientCertificates;

/**
 * Authorization server metadata (RFC 8414, and the members of RFC 8705, 9126, 9207, 9396, 9449 and OpenID Connect
 * Discovery), which names what is offered and nothing else, and the keys.
 */
@RestController
class MetadataController {
  private static final CacheControl SHORT = CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

  private final Map<String, Object> metadata;
  private final TokenKeys keys;

  MetadataController(ServiceProperties service, TokenKeys keys, ClientCertificates certificates) {
    this.keys = keys;
    String base = service.publicUrl().toString();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("issuer", base);
    members.put("token_endpoint", base + TokenEndpointConfiguration.PATH);
    members.put("jwks_uri", base + "/oauth2/jwks");
    members.put("authorization_endpoint", base + "/oauth2/authorize");
    members.put("pushed_authorization_request_endpoint", base + PushedRequestFilter.PATH);
    members.put("require_pushed_authorization_requests", true);
    members.put("authorization_response_iss_parameter_supported", true);
    members.put("grant_types_supported", List.of("client_credentials", "authorization_code"));
    members.put("response_types_supported", List.of("code"));
    members.put("response_modes_supported", List.of("query"));
    members.put("code_challenge_methods_supported", List.of("S256"));
    members.put("authorization_details_types_supported", List.of(ConsentRequest.TYPE));
    members.put("token_endpoint_auth_methods_supported", List.of("private_key_jwt"));
    members.put("token_endpoint_auth_signing_alg_values_supported", List.of("ES256"));
    members.put("dpop_signing_alg_values_supported", List.of("ES256"));
    certificates.url().ifPresent(url -> members.putAll(boundToCertificates(base, url.toString())));
    members.put(
        "scopes_supported",
        Stream.concat(Stream.of("openid"), Arrays.stream(Scope.values()).map(Scope::wire)).toList());
    members.put("subject_types_supported", List.of("public"));
    members.put("id_token_signing_alg_values_supported", List.of("ES256"));
    members.put(
        "claims_supported",
        List.of("iss", "sub", "aud", "iat", "exp", "auth_time", "nonce", "amr", "at_hash", "verification"));
    members.put("claims_parameter_supported", false);
    members.put("request_parameter_supported", false);
    members.put("request_uri_parameter_supported", false);
    members.put("service_documentation", base + "/docs");
    this.metadata = members;
  }

  /** RFC 8705 sections 3.3 and 5: the aliases only where the public URL asks for no certificates. */
  private static Map<String, Object> boundToCertificates(String base, String url) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("tls_client_certificate_bound_access_tokens", true);
    if (!url.equals(base)) {
      members.put(
          "mtls_endpoint_aliases",
          Map.of(
              "token_endpoint", url + TokenEndpointConfiguration.PATH,
              "pushed_authorization_request_endpoint", url + PushedRequestFilter.PATH));
    }
    return members;
  }

  @GetMapping("/.well-known/oauth-authorization-server")
  @Unauthenticated("it tells where and how to authenticate")
  ResponseEntity<Map<String, Object>> metadata() {
    return ResponseEntity.ok().cacheControl(SHORT).body(metadata);
  }

  /** The same document, under the name of OpenID Connect Discovery 1.0. */
  @GetMapping("/.well-known/openid-configuration")
  @Unauthenticated("it tells where and how to authenticate")
  ResponseEntity<Map<String, Object>> openid() {
    return metadata();
  }

  @GetMapping("/oauth2/jwks")
  @Unauthenticated("public keys")
  ResponseEntity<Map<String, List<PublicJwk>>> keys() {
    return ResponseEntity.ok().cacheControl(SHORT).body(Map.of("keys", keys.published()));
  }
}
