package org.zhengyan.web.oauth;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;

/**
 * Keeps nothing. Access tokens speak for themselves, live five minutes and are not revoked one by one
 * (a client is suspended instead), and there are no refresh tokens: what would be stored is never asked
 * for again, and would have to be purged.
 */
final class ForgottenAuthorizations implements OAuth2AuthorizationService {
  @Override
  public void save(OAuth2Authorization authorization) {
    // Nothing asks for it again.
  }

  @Override
  public void remove(OAuth2Authorization authorization) {
    // Nothing is there.
  }

  @Override
  public @Nullable OAuth2Authorization findById(String id) {
    return null;
  }

  @Override
  public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
    return null;
  }
}
