package org.zhengyan.web;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON that came in another wrapping than a body, as strictly and with the same explanations. */
@Component
public final class StrictJson {
  private final JsonMapper json;

  StrictJson(JsonMapper json) {
    this.json = json;
  }

  /**
   * @throws Refusal {@code malformed}; {@code data-not-needed} when it is refused and names such data
   */
  public <T> T read(String text, Class<T> type) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      JsonText.require(bytes);
      return json.readValue(bytes, type);
    } catch (JacksonException e) {
      throw explained(bytes, JsonComplaint.of(e));
    } catch (Refusal e) {
      throw explained(bytes, e);
    }
  }

  private static Refusal explained(byte[] bytes, Refusal refusal) {
    Optional<Refusal> found = DataNotNeeded.find(bytes);
    return found.orElse(refusal);
  }
}
