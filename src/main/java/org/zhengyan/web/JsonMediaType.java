package org.zhengyan.web;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** The one media type of request bodies: {@code application/json}, in UTF-8 if it says a charset. */
final class JsonMediaType {
  private JsonMediaType() {}

  /**
   * @throws Refusal {@code unsupported-media-type}
   */
  static void require(@Nullable String contentType) {
    if (contentType == null || !accepted(contentType)) {
      throw Refusal.of(Problem.UNSUPPORTED_MEDIA_TYPE, "Send application/json in UTF-8");
    }
  }

  private static boolean accepted(String contentType) {
    if (contentType.equals("application/json")) {
      return true;
    }
    try {
      MimeType type = MimeTypeUtils.parseMimeType(contentType);
      return type.getType().equalsIgnoreCase("application")
          && type.getSubtype().equalsIgnoreCase("json")
          && (type.getCharset() == null || type.getCharset().equals(StandardCharsets.UTF_8));
    } catch (InvalidMimeTypeException e) {
      return false;
    }
  }
}
