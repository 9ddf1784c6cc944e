package org.zhengyan.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.zhengyan.principal.Actor;

/** Tells who calls; the boundary between this package and its OAuth 2.0 part. */
public interface CallerAuthentication {

  /**
   * The caller behind the request's access token; empty when it carries none.
   *
   * @throws org.zhengyan.failure.Refusal {@code unauthenticated} when a token is there and is not good,
   *     {@code unavailable} when that cannot be told now
   */
  Optional<Actor> authenticate(HttpServletRequest request);

  /**
   * Asks again for what may have ended since {@link #authenticate}: the token's time, its consent, the client.
   * Nothing is used up or counted a second time.
   *
   * @throws org.zhengyan.failure.Refusal as there
   */
  void requireStill(HttpServletRequest request);
}
