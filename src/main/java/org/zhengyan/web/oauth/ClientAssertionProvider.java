package org.zhengyan.web.oauth;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;
import org.zhengyan.ephemeral.Quotas;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Scope;

/**
 * Authenticates the client of a token request by {@code private_key_jwt}, and by nothing else: a request
 * without an assertion is {@code invalid_client}.
 */
@Component
final class ClientAssertionProvider implements AuthenticationConverter, AuthenticationManager {
  /** How long an access token is good for. */
  static final Duration TOKEN_LIFE = Duration.ofSeconds(300);

  private static final String CLIENT_ID = "client_id";
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final TokenSettings TOKENS =
      TokenSettings.builder().accessTokenTimeToLive(TOKEN_LIFE).build();

  private final AssertionVerifier verifier;
  private final Quotas quotas;

  ClientAssertionProvider(AssertionVerifier verifier, Quotas quotas) {
    this.verifier = verifier;
    this.quotas = quotas;
  }

  @Override
  public Authentication convert(HttpServletRequest request) {
    String assertion = request.getParameter("client_assertion");
    if (assertion == null || !TYPE.equals(request.getParameter("client_assertion_type"))) {
      throw invalidClient("clients authenticate by private_key_jwt");
    }
    String clientId = request.getParameter(CLIENT_ID);
    return new OAuth2ClientAuthenticationToken(
        "presented",
        ClientAuthenticationMethod.PRIVATE_KEY_JWT,
        assertion,
        clientId == null ? Map.of() : Map.of(CLIENT_ID, clientId));
  }

  @Override
  public Authentication authenticate(Authentication presented) {
    OAuth2ClientAuthenticationToken token = (OAuth2ClientAuthenticationToken) presented;
    String assertion = String.valueOf(token.getCredentials());
    try {
      Client client =
          verifier.verify(assertion, (String) token.getAdditionalParameters().get(CLIENT_ID));
      quotas.take(client.quotaHolder());
      return new OAuth2ClientAuthenticationToken(
          registered(client), ClientAuthenticationMethod.PRIVATE_KEY_JWT, assertion);
    } catch (InvalidToken e) {
      throw invalidClient("the client assertion is refused: " + e.sentence());
    }
  }

  private static RegisteredClient registered(Client client) {
    return RegisteredClient.withId(client.id())
        .clientId(client.id())
        .clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .scopes(scopes -> client.scopes().stream().map(Scope::wire).forEach(scopes::add))
        .tokenSettings(TOKENS)
        .build();
  }

  private static OAuth2AuthenticationException invalidClient(@Nullable String description) {
    return new OAuth2AuthenticationException(
        new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, description, null));
  }
}
