package org.zhengyan.web.oauth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationGrantAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Refusal;
import org.zhengyan.web.tls.ClientCertificates;

/**
 * Reads what an authenticated client asks for. By its own credentials: scopes, by default all that it has.
 * By a code: what the code was bound to. With a proof the token is bound to the proof's key, and with a
 * certificate to the certificate (RFC 8705 section 3): by one of them, so that it is clear what a call needs.
 */
@Component
final class TokenRequestConverter implements AuthenticationConverter {
  private static final String BOUND = "org.zhengyan.bound";

  private final ProofVerifier proofs;
  private final ClientCertificates certificates;

  TokenRequestConverter(ProofVerifier proofs, ClientCertificates certificates) {
    this.proofs = proofs;
    this.certificates = certificates;
  }

  /** What the token is to be bound to. */
  static Confirmation bound(@Nullable Authentication grant) {
    return grant instanceof OAuth2AuthorizationGrantAuthenticationToken token
            && token.getAdditionalParameters().get(BOUND) instanceof Confirmation bound
        ? bound
        : Confirmation.NONE;
  }

  /** Null for another grant: {@code unsupported_grant_type}. */
  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    String grant = request.getParameter("grant_type");
    boolean code = AuthorizationGrantType.AUTHORIZATION_CODE.getValue().equals(grant);
    if (!code && !AuthorizationGrantType.CLIENT_CREDENTIALS.getValue().equals(grant)) {
      return null;
    }
    Authentication client = SecurityContextHolder.getContext().getAuthentication();
    if (!(client instanceof OAuth2ClientAuthenticationToken authenticated)) {
      throw new IllegalStateException("the client authentication filter stands before this one");
    }
    if (code) {
      Map<String, Object> bound = new HashMap<>(binding(request));
      bound.put(CodeProvider.VERIFIER, required(request, CodeProvider.VERIFIER));
      return new OAuth2AuthorizationCodeAuthenticationToken(
          required(request, "code"), authenticated, required(request, "redirect_uri"), bound);
    }
    return new OAuth2ClientCredentialsAuthenticationToken(
        authenticated, scopes(request, authenticated.getRegisteredClient()), binding(request));
  }

  /** Under a name of our own: Spring would check a proof again, and remember it on this node alone. */
  private Map<String, Object> binding(HttpServletRequest request) {
    String certificate = certificate(request);
    if (!ProofVerifier.presented(request)) {
      return certificate == null ? Map.of() : Map.of(BOUND, Confirmation.toCertificate(certificate));
    }
    if (certificate != null) {
      throw invalidRequest("a token is bound by a DPoP proof or by a certificate: send one of them");
    }
    try {
      return Map.of(BOUND, Confirmation.toKey(proofs.verify(request, null)));
    } catch (InvalidToken e) {
      throw new OAuth2AuthenticationException(
          new OAuth2Error(
              "invalid_dpop_proof", "the DPoP proof is refused: " + e.sentence(), null));
    }
  }

  private @Nullable String certificate(HttpServletRequest request) {
    try {
      return certificates.thumbprint(request).orElse(null);
    } catch (Refusal e) {
      throw invalidRequest(e.detail());
    }
  }

  private static String required(HttpServletRequest request, String name) {
    String value = request.getParameter(name);
    if (value == null) {
      throw invalidRequest(name + " is missing");
    }
    return value;
  }

  private static OAuth2AuthenticationException invalidRequest(String sentence) {
    return new OAuth2AuthenticationException(
        new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, sentence, null));
  }

  private static Set<String> scopes(
      HttpServletRequest request, @Nullable RegisteredClient registered) {
    String asked = request.getParameter("scope");
    if (asked == null) {
      return registered == null ? Set.of() : registered.getScopes();
    }
    return new LinkedHashSet<>(Arrays.asList(asked.strip().split(" +")));
  }
}
