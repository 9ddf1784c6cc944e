package org.zhengyan.web.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;
import org.zhengyan.verification.consent.AuthorizationRequests;
import tools.jackson.databind.json.JsonMapper;

/** The endpoint of pushed authorization requests (RFC 9126 section 2), after the client's authentication. */
final class PushedRequestFilter extends OncePerRequestFilter {
  static final String PATH = "/oauth2/par";

  private final PushedRequestReader reader;
  private final AuthorizationRequests requests;
  private final OAuthErrorWriter errors;
  private final JsonMapper json;

  PushedRequestFilter(
      PushedRequestReader reader, AuthorizationRequests requests, OAuthErrorWriter errors, JsonMapper json) {
    this.reader = reader;
    this.requests = requests;
    this.errors = errors;
    this.json = json;
  }

  record Answer(
      @JsonProperty("request_uri") String requestUri, @JsonProperty("expires_in") long expiresIn) {}

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getRequestURI().equals(PATH);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!(SecurityContextHolder.getContext().getAuthentication()
            instanceof OAuth2ClientAuthenticationToken client)
        || client.getRegisteredClient() == null) {
      throw new IllegalStateException("the client authentication filter stands before this one");
    }
    try {
      String requestUri = requests.push(reader.read(request, client.getRegisteredClient().getClientId()));
      byte[] body =
          json.writeValueAsBytes(new Answer(requestUri, AuthorizationRequests.LIFE.toSeconds()));
      response.setStatus(HttpServletResponse.SC_CREATED);
      response.setContentType("application/json");
      response.setHeader("Cache-Control", "no-store");
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    } catch (OAuth2AuthenticationException e) {
      errors.write(response, 400, e.getError().getErrorCode(), e.getError().getDescription());
    }
  }
}
