package org.zhengyan.web.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes the errors of the endpoints that clients call in their own form (RFC 6749 section 5.2). */
@Component
final class OAuthErrorWriter implements AuthenticationFailureHandler {
  private final JsonMapper json;

  OAuthErrorWriter(JsonMapper json) {
    this.json = json;
  }

  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    if (failure instanceof OAuth2AuthenticationException oauth) {
      String code = oauth.getError().getErrorCode();
      int status = code.equals(OAuth2ErrorCodes.INVALID_CLIENT) ? 401 : 400;
      String verification =
          oauth.getError() instanceof CodeProvider.Rejected rejected ? rejected.verification() : null;
      write(response, status, code, oauth.getError().getDescription(), verification);
    } else {
      write(response, 401, OAuth2ErrorCodes.INVALID_CLIENT, null);
    }
  }

  void write(HttpServletResponse response, int status, String error, @Nullable String description)
      throws IOException {
    write(response, status, error, description, null);
  }

  private void write(
      HttpServletResponse response,
      int status,
      String error,
      @Nullable String description,
      @Nullable String verification)
      throws IOException {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("error", error);
    if (description != null) {
      body.put("error_description", description);
    }
    if (verification != null) {
      body.put("verification", verification);
    }
    byte[] bytes = json.writeValueAsBytes(body);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
