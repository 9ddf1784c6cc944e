package org.zhengyan.web.oauth;

import java.util.Map;
import java.util.Set;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Clients;
import org.zhengyan.principal.Scope;
import org.zhengyan.verification.Verdict;
import org.zhengyan.verification.Verification;
import org.zhengyan.verification.consent.Codes;

/**
 * The grant {@code authorization_code} (RFC 6749 section 4.1.3, RFC 7636 section 4.5). Every reason against
 * a code is the same {@code invalid_grant}; only a verdict against the body is told apart, with the
 * verification that says why.
 */
@Component
final class CodeProvider implements AuthenticationManager {
  static final String VERIFIER = "code_verifier";

  private final Codes codes;
  private final Clients clients;
  private final AccessTokenWriter accessTokens;
  private final IdTokenWriter idTokens;

  CodeProvider(Codes codes, Clients clients, AccessTokenWriter accessTokens, IdTokenWriter idTokens) {
    this.codes = codes;
    this.clients = clients;
    this.accessTokens = accessTokens;
    this.idTokens = idTokens;
  }

  /** An error with the verification whose verdict it is. */
  static final class Rejected extends OAuth2Error {
    private static final long serialVersionUID = 1L;
    private final String verification;

    Rejected(String verification) {
      super(OAuth2ErrorCodes.INVALID_GRANT, "the verification was rejected; it says why", null);
      this.verification = verification;
    }

    String verification() {
      return verification;
    }
  }

  @Override
  public Authentication authenticate(Authentication presented) {
    OAuth2AuthorizationCodeAuthenticationToken request =
        (OAuth2AuthorizationCodeAuthenticationToken) presented;
    OAuth2ClientAuthenticationToken principal = (OAuth2ClientAuthenticationToken) request.getPrincipal();
    RegisteredClient registered = principal.getRegisteredClient();
    Client client =
        registered == null ? null : clients.find(registered.getClientId()).orElse(null);
    if (registered == null || client == null || !client.scopes().contains(Scope.VERIFICATION)) {
      throw new OAuth2AuthenticationException(
          new OAuth2Error(OAuth2ErrorCodes.UNAUTHORIZED_CLIENT, "this client has no such grant", null));
    }
    Confirmation bound = TokenRequestConverter.bound(request);
    Codes.Redeemed redeemed =
        codes
            .redeem(
                client,
                request.getCode(),
                String.valueOf(request.getRedirectUri()),
                String.valueOf(request.getAdditionalParameters().get(VERIFIER)),
                bound.jkt())
            .orElseThrow(
                () ->
                    new OAuth2AuthenticationException(
                        new OAuth2Error(
                            OAuth2ErrorCodes.INVALID_GRANT,
                            "the code is unknown, over, used, or bound to something else",
                            null)));
    Verification.Decided decided = redeemed.decided();
    if (decided.verdict().result() != Verdict.Result.VERIFIED) {
      throw new OAuth2AuthenticationException(new Rejected(decided.asked().id().toString()));
    }
    return granted(registered, principal, redeemed, bound);
  }

  private OAuth2AccessTokenAuthenticationToken granted(
      RegisteredClient registered,
      OAuth2ClientAuthenticationToken principal,
      Codes.Redeemed redeemed,
      Confirmation bound) {
    String clientId = registered.getClientId();
    String verification = redeemed.decided().asked().id().toString();
    Set<String> scopes = Set.of(Scope.VERIFICATION.wire());
    Jwt token = accessTokens.write(clientId, scopes, bound, verification);
    OAuth2AccessToken access =
        new OAuth2AccessToken(
            bound.jkt() == null ? TokenType.BEARER : TokenType.DPOP,
            token.getTokenValue(),
            token.getIssuedAt(),
            token.getExpiresAt(),
            scopes);
    return new OAuth2AccessTokenAuthenticationToken(
        registered,
        principal,
        access,
        null,
        Map.of(
            TokenResponseWriter.ID_TOKEN,
            idTokens.write(clientId, redeemed, token.getTokenValue()),
            TokenResponseWriter.VERIFICATION,
            verification));
  }
}
