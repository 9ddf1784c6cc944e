package org.zhengyan.web.oauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.principal.AssertionIds;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.ClientKey;
import org.zhengyan.principal.Clients;
import tools.jackson.databind.JsonNode;

/**
 * Checks a client assertion: RFC 7523 section 3, with the stricter audience of its update
 * (draft-ietf-oauth-rfc7523bis).
 *
 * <p>{@code iss} and {@code sub} are the client; {@code aud} is the issuer, as one string; it lives 60
 * seconds at most; its key is one that is registered for the client and accepted now; its {@code jti} is
 * used once. No key is fetched from anywhere. The {@code jti} is spent last, so that only the holder of
 * the key can spend one.
 */
@Component
final class AssertionVerifier {
  private static final int LONGEST = 8 * 1024;
  private static final int LONGEST_JTI = 256;
  private static final long LONGEST_LIFE = 60;

  /** How far a client's clock may be ahead of ours. */
  private static final Duration AHEAD = Duration.ofSeconds(10);

  private static final Set<String> PARAMETERS = Set.of("alg", "kid", "typ", "x5t", "x5t#S256");
  private static final Set<String> TYPES = Set.of("", "jwt", "client-authentication+jwt");

  private final Clients clients;
  private final AssertionIds ids;
  private final String issuer;
  private final Clock clock;

  AssertionVerifier(Clients clients, AssertionIds ids, ServiceProperties service, Clock clock) {
    this.clients = clients;
    this.ids = ids;
    this.issuer = service.publicUrl().toString();
    this.clock = clock;
  }

  /**
   * The client that signed the assertion.
   *
   * @param clientId what the request says in {@code client_id}, or null (RFC 7521 section 4.2)
   * @throws org.zhengyan.failure.Refusal {@code unavailable} when the state of clients is not known
   */
  Client verify(String assertion, @Nullable String clientId) throws InvalidToken {
    CompactJws jws = CompactJws.parse(assertion, LONGEST, PARAMETERS, TYPES);
    String subject = jws.requiredClaim("sub");
    if (!subject.equals(jws.requiredClaim("iss"))) {
      throw new InvalidToken("its iss and sub are not one client");
    }
    if (clientId != null && !clientId.equals(subject)) {
      throw new InvalidToken("its sub is not the client_id of the request");
    }
    requireAudience(jws.raw("aud"));
    requireTimes(jws);
    String jti = jws.requiredClaim("jti");
    if (jti.length() > LONGEST_JTI) {
      throw new InvalidToken("its jti is too long");
    }
    Client client = clients.find(subject).orElse(null);
    if (client == null || !client.active() || !verifies(jws, client)) {
      // One sentence, so that nobody learns here which clients exist.
      throw new InvalidToken("it does not verify under an accepted key of an active client");
    }
    if (!ids.accept(client.id(), jti)) {
      throw new InvalidToken("its jti was used before");
    }
    return client;
  }

  private void requireAudience(@Nullable JsonNode audience) throws InvalidToken {
    if (audience == null || !audience.isString() || !audience.stringValue().equals(issuer)) {
      throw new InvalidToken("its aud is not the issuer " + issuer + " in one string");
    }
  }

  private void requireTimes(CompactJws jws) throws InvalidToken {
    long now = clock.instant().getEpochSecond();
    long expires = jws.requiredSeconds("exp");
    Long issued = jws.seconds("iat");
    Long notBefore = jws.seconds("nbf");
    long ahead = now + AHEAD.toSeconds();
    if (expires <= now) {
      throw new InvalidToken("it has expired");
    }
    if (issued != null && issued > ahead || notBefore != null && notBefore > ahead) {
      throw new InvalidToken("it is not valid yet");
    }
    long from = issued == null ? now : issued;
    if (expires - from > LONGEST_LIFE || expires > ahead + LONGEST_LIFE) {
      throw new InvalidToken("it lives longer than " + LONGEST_LIFE + " seconds");
    }
  }

  private boolean verifies(CompactJws jws, Client client) throws InvalidToken {
    Instant now = clock.instant();
    String kid = jws.kid();
    List<ClientKey> candidates =
        kid == null
            ? client.keys().stream().filter(key -> key.acceptedAt(now)).toList()
            : client.key(kid, now).stream().toList();
    for (ClientKey candidate : candidates) {
      if (jws.verifies(candidate.jwk().key())) {
        return true;
      }
    }
    return false;
  }
}
