package org.zhengyan.web.oauth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.zhengyan.ephemeral.Quotas;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Clients;
import org.zhengyan.verification.consent.Codes;
import org.zhengyan.web.CallerAuthentication;
import org.zhengyan.web.Challenge;
import org.zhengyan.web.oauth.AccessTokenVerifier.AccessToken;
import org.zhengyan.web.tls.ClientCertificates;

/**
 * Finds the caller of an API request by its access token (RFC 6750, RFC 9449 section 7).
 *
 * <p>Checked each time: expiry, the client's present state and scopes, the consent behind a token that a
 * code gave, the proof of a bound token, and the quota of the operator (an authority's client has one of
 * its own). A bound token without its proof or its certificate (RFC 8705 section 3) is nothing, and neither is an
 * unbound one under the scheme {@code DPoP}.
 */
@Component
final class AccessTokenAuthentication implements CallerAuthentication {
  private final AccessTokenVerifier tokens;
  private final ProofVerifier proofs;
  private final ClientCertificates certificates;
  private final Clients clients;
  private final Quotas quotas;
  private final Codes codes;

  AccessTokenAuthentication(
      AccessTokenVerifier tokens,
      ProofVerifier proofs,
      ClientCertificates certificates,
      Clients clients,
      Quotas quotas,
      Codes codes) {
    this.tokens = tokens;
    this.proofs = proofs;
    this.certificates = certificates;
    this.clients = clients;
    this.quotas = quotas;
    this.codes = codes;
  }

  @Override
  public Optional<Actor> authenticate(HttpServletRequest request) {
    Enumeration<String> headers = request.getHeaders("Authorization");
    if (!headers.hasMoreElements()) {
      return Optional.empty();
    }
    TokenCredentials credentials = TokenCredentials.parse(headers.nextElement()).orElse(null);
    if (headers.hasMoreElements() || credentials == null) {
      new Challenge(null, "invalid_request", null).keep(request);
      throw Refusal.of(
          Problem.UNAUTHENTICATED, "Authorization is one header: Bearer or DPoP, and the access token");
    }
    boolean dpop = credentials.dpop();
    String scheme = dpop ? "DPoP" : "Bearer";
    new Challenge(scheme, "invalid_token", null).keep(request);
    Client client;
    AccessToken token;
    try {
      token = tokens.verify(credentials.token());
      client = requireStanding(token);
      if ((token.bound().jkt() != null) != dpop) {
        throw new InvalidToken(
            dpop ? "it is not bound to a key: use Bearer" : "it is bound to a key: use DPoP");
      }
      String certificate = token.bound().x5t();
      if (certificate != null && !certificate.equals(certificates.thumbprint(request).orElse(null))) {
        throw new InvalidToken("it is bound to a certificate, which this connection does not show");
      }
    } catch (InvalidToken e) {
      throw Refusal.of(
          Problem.UNAUTHENTICATED, "The access token is not accepted: " + e.sentence());
    }
    if (dpop) {
      requireProof(request, token);
    }
    new Challenge(scheme, null, null).keep(request);
    quotas.take(client.quotaHolder());
    return Optional.of(client.actor(token.scopes()));
  }

  @Override
  public void requireStill(HttpServletRequest request) {
    TokenCredentials credentials = TokenCredentials.parse(request.getHeader("Authorization")).orElseThrow();
    try {
      requireStanding(tokens.verify(credentials.token()));
    } catch (InvalidToken e) {
      new Challenge(credentials.dpop() ? "DPoP" : "Bearer", "invalid_token", null).keep(request);
      throw Refusal.of(Problem.UNAUTHENTICATED, "The access token is not accepted: " + e.sentence());
    }
  }

  private Client requireStanding(AccessToken token) throws InvalidToken {
    Client client = clients.find(token.clientId()).orElse(null);
    if (client == null || !client.active()) {
      throw new InvalidToken("its client is suspended");
    }
    if (token.verification() != null && !codes.stands(token.verification())) {
      throw new InvalidToken("its code came a second time");
    }
    return client;
  }

  private void requireProof(HttpServletRequest request, AccessToken token) {
    new Challenge("DPoP", "invalid_dpop_proof", null).keep(request);
    try {
      proofs.verify(request, token);
    } catch (InvalidToken e) {
      throw Refusal.of(Problem.UNAUTHENTICATED, "The DPoP proof is not accepted: " + e.sentence());
    }
  }
}
