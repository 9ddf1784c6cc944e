package org.zhengyan.web.oauth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Clients;
import org.zhengyan.web.CallerAuthentication;
import org.zhengyan.web.Challenge;
import org.zhengyan.web.oauth.AccessTokenVerifier.AccessToken;

/**
 * Finds the caller of an API request by its access token (RFC 6750, RFC 9449 section 7).
 *
 * <p>Checked each time: expiry, the client's present state and scopes, and the proof of a bound token. A
 * bound token without its proof is nothing, and neither is an unbound one under the scheme {@code DPoP}.
 */
@Component
final class AccessTokenAuthentication implements CallerAuthentication {
  private static final Pattern CREDENTIALS =
      Pattern.compile("(?i)(Bearer|DPoP) +([A-Za-z0-9._~+/-]+=*)");

  private final AccessTokenVerifier tokens;
  private final Clients clients;

  AccessTokenAuthentication(AccessTokenVerifier tokens, Clients clients) {
    this.tokens = tokens;
    this.clients = clients;
  }

  @Override
  public Optional<Actor> authenticate(HttpServletRequest request) {
    Enumeration<String> headers = request.getHeaders("Authorization");
    if (!headers.hasMoreElements()) {
      return Optional.empty();
    }
    Matcher credentials = CREDENTIALS.matcher(headers.nextElement());
    if (headers.hasMoreElements() || !credentials.matches()) {
      new Challenge(null, "invalid_request", null).keep(request);
      throw Refusal.of(
          Problem.UNAUTHENTICATED, "Authorization is one header: Bearer or DPoP, and the access token");
    }
    boolean dpop = credentials.group(1).equalsIgnoreCase("DPoP");
    new Challenge(dpop ? "DPoP" : "Bearer", "invalid_token", null).keep(request);
    try {
      AccessToken token = tokens.verify(credentials.group(2));
      requireBinding(request, token, dpop);
      Client client = clients.find(token.clientId()).orElse(null);
      if (client == null || !client.active()) {
        throw new InvalidToken("its client is suspended");
      }
      new Challenge(dpop ? "DPoP" : "Bearer", null, null).keep(request);
      return Optional.of(client.actor(token.scopes()));
    } catch (InvalidToken e) {
      throw Refusal.of(
          Problem.UNAUTHENTICATED, "The access token is not accepted: " + e.sentence());
    }
  }

  private static void requireBinding(HttpServletRequest request, AccessToken token, boolean dpop)
      throws InvalidToken {
    if ((token.jkt() != null) != dpop) {
      throw new InvalidToken(
          dpop ? "it is not bound to a key: use Bearer" : "it is bound to a key: use DPoP");
    }
  }
}
