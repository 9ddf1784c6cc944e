package org.zhengyan.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One OAuth client of the server under load: gets its token as anybody would, and keeps it. */
final class ApiClient {
  static final JsonMapper JSON = JsonMapper.builder().build();
  private static final byte[] NOTHING = new byte[0];

  private final URI base;
  private final KeptConnections connections;
  private final String clientId;
  private final String scope;
  private final ECKey key;
  private volatile String token = "";
  private volatile Instant tokenUntil = Instant.EPOCH;

  ApiClient(URI base, Path keys, String clientId, String scope) throws IOException, ParseException {
    this.base = base;
    this.connections = new KeptConnections(base);
    this.clientId = clientId;
    this.scope = scope;
    this.key = ECKey.parse(Files.readString(keys.resolve(clientId + ".jwk.json")));
  }

  /** Posts JSON and returns the answer's JSON; any status but a 2xx ends the run. */
  JsonNode post(String path, Object body) throws Exception {
    return JSON.readTree(send("POST", path, JSON.writeValueAsBytes(body)));
  }

  JsonNode get(String path) throws Exception {
    return JSON.readTree(send("GET", path, NOTHING));
  }

  /** The bytes of an answer that is no JSON. */
  byte[] download(String path) throws Exception {
    return send("GET", path, NOTHING);
  }

  JsonNode put(String path, Object body) throws Exception {
    return JSON.readTree(send("PUT", path, JSON.writeValueAsBytes(body)));
  }

  private byte[] send(String method, String path, byte[] body) throws Exception {
    String headers = "Authorization: Bearer " + token() + "\r\nContent-Type: application/json\r\n";
    KeptConnections.Answer answer = connections.send(method, path, headers, body);
    if (answer.status() / 100 != 2) {
      throw new IllegalStateException(path + " answered " + answer.status() + ": " + answer.text());
    }
    return answer.body();
  }

  /** The present token, or a new one when it has less than a minute to live. */
  synchronized String token() throws Exception {
    if (Instant.now().plusSeconds(60).isBefore(tokenUntil)) {
      return token;
    }
    String form =
        "grant_type=client_credentials&scope="
            + encode(scope)
            + "&client_assertion_type="
            + encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            + "&client_assertion="
            + encode(assertion());
    KeptConnections.Answer answer =
        connections.send(
            "POST",
            "/oauth2/token",
            "Content-Type: application/x-www-form-urlencoded\r\n",
            form.getBytes(StandardCharsets.US_ASCII));
    if (answer.status() != 200) {
      throw new IllegalStateException("token: " + answer.status() + " " + answer.text());
    }
    JsonNode granted = JSON.readTree(answer.body());
    tokenUntil = Instant.now().plusSeconds(granted.get("expires_in").asInt());
    token = granted.get("access_token").asString();
    return token;
  }

  private String assertion() throws JOSEException {
    Instant now = Instant.now();
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(base.toString())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(50)))
                .build());
    jwt.sign(new ECDSASigner(key));
    return jwt.serialize();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
