package org.zhengyan.web.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the token response of RFC 6749 section 5.1, with {@code scope} in any case; after a code with the
 * ID token and the verification.
 */
@Component
final class TokenResponseWriter implements AuthenticationSuccessHandler {
  static final String ID_TOKEN = "id_token";
  static final String VERIFICATION = "verification";

  private final JsonMapper json;

  TokenResponseWriter(JsonMapper json) {
    this.json = json;
  }

  record Response(
      @JsonProperty("access_token") String accessToken,
      @JsonProperty("token_type") String tokenType,
      @JsonProperty("expires_in") long expiresIn,
      String scope,
      @JsonProperty(ID_TOKEN) @Nullable String idToken,
      @Nullable String verification) {}

  @Override
  public void onAuthenticationSuccess(
      HttpServletRequest request, HttpServletResponse response, Authentication granted)
      throws IOException {
    OAuth2AccessTokenAuthenticationToken answer = (OAuth2AccessTokenAuthenticationToken) granted;
    OAuth2AccessToken token = answer.getAccessToken();
    String idToken = (String) answer.getAdditionalParameters().get(ID_TOKEN);
    TreeSet<String> scopes = new TreeSet<>(token.getScopes());
    if (idToken != null) {
      scopes.add("openid");
    }
    byte[] body =
        json.writeValueAsBytes(
            new Response(
                token.getTokenValue(),
                token.getTokenType().getValue(),
                ClientAssertionProvider.TOKEN_LIFE.toSeconds(),
                String.join(" ", scopes),
                idToken,
                (String) answer.getAdditionalParameters().get(VERIFICATION)));
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
