package org.zhengyan.web.console.account;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.zhengyan.web.console.SeeOther;

/**
 * What somebody had typed when the session was over: it travels with the sign-in form, in the browser, and
 * is sent by its owner afterwards. Nothing of it is kept here.
 *
 * @param path of the form that was sent
 * @param fields names and values, in their order
 */
record Kept(String path, List<Map.Entry<String, String>> fields) {
  private static final int LONGEST = 60_000;
  private static final Set<String> OURS = Set.of("csrf", "once");
  private static final Set<String> SECRETS = Set.of("present", "password", "repeated", "code", "key");

  Kept {
    fields = List.copyOf(fields);
  }

  /**
   * The form that this request sent, unless it is too large to take along, or carries a password, a code or
   * a key's answer: those are written into no page.
   */
  static Optional<Kept> of(HttpServletRequest request, String path) {
    if (request.getParameterMap().keySet().stream().anyMatch(SECRETS::contains)) {
      return Optional.empty();
    }
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    int length = 0;
    for (Map.Entry<String, String[]> field : request.getParameterMap().entrySet()) {
      for (String value : field.getValue()) {
        if (!OURS.contains(field.getKey())) {
          fields.add(Map.entry(field.getKey(), value));
          length += field.getKey().length() + value.length();
        }
      }
    }
    return length > LONGEST || !ours(path) ? Optional.empty() : Optional.of(new Kept(path, fields));
  }

  String text() {
    StringBuilder text = new StringBuilder(path);
    for (Map.Entry<String, String> field : fields) {
      text.append('&').append(encode(field.getKey())).append('=').append(encode(field.getValue()));
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Read back; empty for anything else. */
  static Optional<Kept> parse(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("&");
      List<Map.Entry<String, String>> fields = new ArrayList<>();
      for (int i = 1; i < parts.length; i++) {
        int equals = parts[i].indexOf('=');
        fields.add(
            Map.entry(decode(parts[i].substring(0, equals)), decode(parts[i].substring(equals + 1))));
      }
      return ours(parts[0]) ? Optional.of(new Kept(parts[0], fields)) : Optional.empty();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** A path of this service, and nothing that a browser reads as another one. */
  static boolean ours(String path) {
    if (path.indexOf('\\') >= 0 || path.length() > 1000 || path.chars().anyMatch(c -> c <= 0x20 || c > 0x7e)) {
      return false;
    }
    try {
      return new SeeOther(path).path().equals(path);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
