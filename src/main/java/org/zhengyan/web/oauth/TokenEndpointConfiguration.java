package org.zhengyan.web.oauth;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContext;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.web.OAuth2ClientAuthenticationFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2TokenEndpointFilter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.web.ProblemRenderer;

/**
 * The security chain of the token endpoint, put together from Spring's authorization server filter by
 * filter. Its other endpoints and grants are not switched off: they are not there.
 */
@Configuration
class TokenEndpointConfiguration {
  static final String PATH = "/oauth2/token";

  @Bean
  @Order(10)
  SecurityFilterChain tokenEndpoint(
      ServiceProperties service,
      ClientAssertionProvider clients,
      TokenRequestConverter requests,
      AccessTokenWriter tokens,
      TokenResponseWriter responses,
      OAuthErrorWriter errors,
      ProblemRenderer problems) {
    RequestMatcher path = request -> request.getRequestURI().equals(PATH);

    OAuth2ClientAuthenticationFilter authentication =
        new OAuth2ClientAuthenticationFilter(clients, path);
    authentication.setAuthenticationConverter(clients);
    authentication.setAuthenticationFailureHandler(errors);

    OAuth2ClientCredentialsAuthenticationProvider grant =
        new OAuth2ClientCredentialsAuthenticationProvider(new ForgottenAuthorizations(), tokens);
    OAuth2TokenEndpointFilter endpoint = new OAuth2TokenEndpointFilter(grant::authenticate, PATH);
    endpoint.setAuthenticationConverter(requests);
    endpoint.setAuthenticationSuccessHandler(responses);
    endpoint.setAuthenticationFailureHandler(errors);

    return new DefaultSecurityFilterChain(
        path,
        List.of(new TokenRequestFilter(context(service), errors, problems), authentication, endpoint));
  }

  private static AuthorizationServerContext context(ServiceProperties service) {
    String issuer = service.publicUrl().toString();
    AuthorizationServerSettings settings =
        AuthorizationServerSettings.builder().issuer(issuer).tokenEndpoint(PATH).build();
    return new AuthorizationServerContext() {
      @Override
      public String getIssuer() {
        return issuer;
      }

      @Override
      public AuthorizationServerSettings getAuthorizationServerSettings() {
        return settings;
      }
    };
  }
}
