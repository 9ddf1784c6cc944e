package org.zhengyan.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The public keys of the clients that exist in the dev profile, as JWKs (RFC 7517); empty
 * elsewhere.
 *
 * <p>The files also hold the private halves, for whoever plays the client; they are not handed out.
 */
public final class ClientKeys {
  private final Path directory;

  ClientKeys(Path keyDirectory) {
    this.directory = keyDirectory.resolve(DevelopmentCeremony.CLIENT_DIRECTORY);
  }

  /**
   * The public JWK of a demonstration client, with {@code kid}, {@code alg} and {@code use}.
   *
   * @throws KeyUnavailable when its file cannot be read
   */
  public Optional<String> publicJwk(String clientId) {
    Path file = directory.resolve(clientId + ".jwk.json");
    if (!DevelopmentKeys.CLIENTS.contains(clientId) || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      JsonNode jwk = JsonMapper.shared().readTree(Files.readString(file));
      return Optional.of(((ObjectNode) jwk).without("d").toString());
    } catch (IOException | RuntimeException e) {
      throw new KeyUnavailable(file + " cannot be read as a JWK", e);
    }
  }
}
