package org.zhengyan.web.oauth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Clients;
import org.zhengyan.principal.RedirectUri;
import org.zhengyan.principal.Scope;
import org.zhengyan.verification.Terms;
import org.zhengyan.verification.consent.AuthorizationRequests.Pushed;
import org.zhengyan.verification.consent.ConsentRequest;
import org.zhengyan.web.StrictJson;

/**
 * Reads a pushed authorization request: one response type, one scope, PKCE by S256, {@code state} and
 * {@code nonce}, a redirect URI of the client, and one element of {@code authorization_details}. Whatever
 * would have to be honoured and is not, is refused; parameters that nobody knows are ignored (RFC 6749
 * section 3.1).
 */
@Component
final class PushedRequestReader {
  /** Where the holder's page sends the browser back to. */
  static final String RETURN_PATH = "/oauth2/authorize/return";

  static final Set<String> SCOPES = Set.of("openid", Scope.VERIFICATION.wire());
  private static final Pattern VISIBLE = Pattern.compile("[\\x20-\\x7e]{1,512}");
  private static final Pattern S256 = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final String INVALID_REQUEST = "invalid_request";

  private final Clients clients;
  private final ProofVerifier proofs;
  private final StrictJson json;
  private final ServiceProperties service;

  PushedRequestReader(Clients clients, ProofVerifier proofs, StrictJson json, ServiceProperties service) {
    this.clients = clients;
    this.proofs = proofs;
    this.json = json;
    this.service = service;
  }

  /**
   * @throws OAuth2AuthenticationException with the error of RFC 6749 section 4.1.2.1, RFC 9396 section 5,
   *     OpenID Connect Core section 3.1.2.6
   */
  Pushed read(HttpServletRequest request, String clientId) {
    Client client = clients.find(clientId).orElse(null);
    if (client == null
        || !client.scopes().contains(Scope.VERIFICATION)
        || client.redirectUris().isEmpty()) {
      throw error("unauthorized_client", "this client has no redirect URI, or not the scope verification");
    }
    String redirectUri = redirectUri(request, client);
    forbid(request, "request");
    forbid(request, "request_uri");
    if (!"code".equals(required(request, "response_type"))) {
      throw error("unsupported_response_type", "the response_type is code");
    }
    String mode = request.getParameter("response_mode");
    if (mode != null && !mode.equals("query")) {
      throw error(INVALID_REQUEST, "the response_mode is query");
    }
    if (!SCOPES.equals(Set.copyOf(Arrays.asList(required(request, "scope").strip().split(" +"))))) {
      throw error("invalid_scope", "the scope is openid verification");
    }
    if (Arrays.asList(String.valueOf(request.getParameter("prompt")).split(" ")).contains("none")) {
      throw error("login_required", "a holder signs each time");
    }
    if (!"S256".equals(required(request, "code_challenge_method"))) {
      throw error(INVALID_REQUEST, "the code_challenge_method is S256");
    }
    return new Pushed(
        client.id(),
        terms(required(request, "authorization_details")),
        redirectUri,
        matching(request, "state", VISIBLE),
        matching(request, "nonce", VISIBLE),
        matching(request, "code_challenge", S256),
        proofKey(request));
  }

  private String redirectUri(HttpServletRequest request, Client client) {
    String named = required(request, "redirect_uri");
    if (client.redirectUris().stream()
        .noneMatch(uri -> RedirectUri.matches(uri, named, service.environment()))) {
      throw error(INVALID_REQUEST, "redirect_uri is none that is registered for this client");
    }
    return named;
  }

  /** RFC 9396 section 2, with one element: one consent is about one action. */
  private Terms terms(String details) {
    String at = "/authorization_details";
    try {
      ConsentRequest[] elements = json.read(details, ConsentRequest[].class);
      if (elements.length != 1) {
        throw Refusal.of(Problem.MALFORMED, "authorization_details has exactly one element");
      }
      at = at + "/0";
      return elements[0].terms(service.environment(), service.publicUrl() + RETURN_PATH);
    } catch (Refusal e) {
      throw error("invalid_authorization_details", sentence(at, e));
    }
  }

  /** RFC 9449 section 10: by a parameter, by a proof, or by both if they agree. */
  private @Nullable String proofKey(HttpServletRequest request) {
    String named = request.getParameter("dpop_jkt");
    if (!ProofVerifier.presented(request)) {
      return named == null ? null : matching(request, "dpop_jkt", S256);
    }
    try {
      String proven = proofs.verify(request, null);
      if (named != null && !named.equals(proven)) {
        throw error("invalid_dpop_proof", "dpop_jkt is not the key of the proof");
      }
      return proven;
    } catch (InvalidToken e) {
      throw error("invalid_dpop_proof", "the DPoP proof is refused: " + e.sentence());
    }
  }

  private static void forbid(HttpServletRequest request, String name) {
    if (request.getParameter(name) != null) {
      throw error(INVALID_REQUEST, name + " is not accepted here: push the parameters themselves");
    }
  }

  private static String required(HttpServletRequest request, String name) {
    String value = request.getParameter(name);
    if (value == null) {
      throw error(INVALID_REQUEST, name + " is missing");
    }
    return value;
  }

  private static String matching(HttpServletRequest request, String name, Pattern pattern) {
    String value = required(request, name);
    if (!pattern.matcher(value).matches()) {
      throw error(INVALID_REQUEST, name + " is malformed, too long, or too short");
    }
    return value;
  }

  private static String sentence(String at, Refusal refusal) {
    List<Refusal.MemberError> errors = refusal.errors();
    return errors.isEmpty()
        ? refusal.detail()
        : errors.stream()
            .map(each -> at + each.pointer() + ": " + each.detail())
            .collect(Collectors.joining("; "));
  }

  private static OAuth2AuthenticationException error(String code, String description) {
    return new OAuth2AuthenticationException(new OAuth2Error(code, description, null));
  }
}
