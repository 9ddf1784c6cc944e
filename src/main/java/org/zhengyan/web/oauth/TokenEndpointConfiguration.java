package org.zhengyan.web.oauth;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContext;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.web.OAuth2ClientAuthenticationFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2TokenEndpointFilter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.verification.consent.AuthorizationRequests;
import org.zhengyan.web.ProblemRenderer;
import tools.jackson.databind.json.JsonMapper;

/**
 * The security chain of the two endpoints that clients call, for tokens and for pushed requests, put
 * together from Spring's authorization server filter by filter. Its other endpoints and grants are not
 * switched off: they are not there.
 */
@Configuration(proxyBeanMethods = false)
class TokenEndpointConfiguration {
  static final String PATH = "/oauth2/token";

  @Bean
  @Order(10)
  SecurityFilterChain tokenEndpoint(
      ServiceProperties service,
      ClientAssertionProvider clients,
      TokenRequestConverter requests,
      AccessTokenWriter tokens,
      CodeProvider codes,
      PushedRequestReader pushed,
      AuthorizationRequests pushedRequests,
      JsonMapper json,
      TokenResponseWriter responses,
      OAuthErrorWriter errors,
      ProblemRenderer problems) {
    RequestMatcher path =
        request ->
            request.getRequestURI().equals(PATH) || request.getRequestURI().equals(PushedRequestFilter.PATH);

    OAuth2ClientAuthenticationFilter authentication =
        new OAuth2ClientAuthenticationFilter(clients, path);
    authentication.setAuthenticationConverter(clients);
    authentication.setAuthenticationFailureHandler(errors);

    OAuth2ClientCredentialsAuthenticationProvider grant =
        new OAuth2ClientCredentialsAuthenticationProvider(new ForgottenAuthorizations(), tokens);
    AuthenticationManager grants =
        request ->
            request instanceof OAuth2AuthorizationCodeAuthenticationToken
                ? codes.authenticate(request)
                : grant.authenticate(request);
    OAuth2TokenEndpointFilter endpoint = new OAuth2TokenEndpointFilter(grants, PATH);
    endpoint.setAuthenticationConverter(requests);
    endpoint.setAuthenticationSuccessHandler(responses);
    endpoint.setAuthenticationFailureHandler(errors);

    return new DefaultSecurityFilterChain(
        path,
        List.of(
            new TokenRequestFilter(context(service), errors, problems),
            authentication,
            new PushedRequestFilter(pushed, pushedRequests, errors, json),
            endpoint));
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
