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
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI base;
  private final String clientId;
  private final String scope;
  private final ECKey key;
  private volatile String token = "";
  private volatile Instant tokenUntil = Instant.EPOCH;

  ApiClient(URI base, Path keys, String clientId, String scope) throws IOException, ParseException {
    this.base = base;
    this.clientId = clientId;
    this.scope = scope;
    this.key = ECKey.parse(Files.readString(keys.resolve(clientId + ".jwk.json")));
  }

  /** Posts JSON and returns the answer's JSON; any status but a 2xx ends the run. */
  JsonNode post(String path, Object body) throws Exception {
    return answer(path, request(path).POST(json(body)));
  }

  JsonNode get(String path) throws Exception {
    return answer(path, request(path).GET());
  }

  /** The bytes of an answer that is no JSON. */
  byte[] download(String path) throws Exception {
    HttpResponse<byte[]> response =
        HTTP.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + response.statusCode());
    }
    return response.body();
  }

  JsonNode put(String path, Object body) throws Exception {
    return answer(path, request(path).PUT(json(body)));
  }

  private static JsonNode answer(String path, HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = send(request);
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(path + " answered " + response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.BodyPublisher json(Object body) {
    return HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
  }

  private HttpRequest.Builder request(String path) throws Exception {
    return HttpRequest.newBuilder(base.resolve(path))
        .header("Authorization", "Bearer " + token())
        .header("Content-Type", "application/json");
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
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(base.resolve("/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IllegalStateException("token: " + response.statusCode() + " " + response.body());
    }
    JsonNode answer = JSON.readTree(response.body());
    tokenUntil = Instant.now().plusSeconds(answer.get("expires_in").asInt());
    token = answer.get("access_token").asString();
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
