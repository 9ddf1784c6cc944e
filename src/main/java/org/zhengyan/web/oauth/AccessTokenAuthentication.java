package org.zhengyan.web.oauth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.web.CallerAuthentication;

/** Finds the caller of an API request by its access token. */
@Component
final class AccessTokenAuthentication implements CallerAuthentication {

  @Override
  public Optional<Actor> authenticate(HttpServletRequest request) {
    if (request.getHeader("Authorization") == null) {
      return Optional.empty();
    }
    throw Refusal.of(Problem.UNAUTHENTICATED, "The access token is not valid");
  }
}
