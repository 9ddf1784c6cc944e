package org.zhengyan.web.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.io.ClassPathResource;

/**
 * The words of one console in one language: {@code text/CONSOLE_LANGUAGE.properties} in UTF-8, and those
 * that all share, {@code text/common_LANGUAGE.properties}.
 *
 * <p>A key that is in no file is a fault; {@code MessagesTest} finds it before a reader does.
 */
public final class Messages {
  private static final Map<String, Messages> READ = new ConcurrentHashMap<>();

  private final Language language;
  private final Map<String, String> words;

  private Messages(Language language, Map<String, String> words) {
    this.language = language;
    this.words = words;
  }

  public static Messages of(Console console, Language language) {
    return READ.computeIfAbsent(
        console.wire() + '_' + language.wire(),
        name -> {
          Map<String, String> words = new HashMap<>(read("common_" + language.wire()));
          words.putAll(read(name));
          return new Messages(language, Map.copyOf(words));
        });
  }

  /** The words of a key, with {@code {0}}, {@code {1}} … replaced by the arguments. */
  public String text(String key, Object... arguments) {
    String text = words.get(key);
    if (text == null) {
      throw new IllegalArgumentException("no text " + key + " in " + language.wire());
    }
    for (int i = 0; i < arguments.length; i++) {
      text = text.replace("{" + i + "}", String.valueOf(arguments[i]));
    }
    return text;
  }

  public boolean has(String key) {
    return words.containsKey(key);
  }

  public Language language() {
    return language;
  }

  private static Map<String, String> read(String name) {
    ClassPathResource file = new ClassPathResource("text/" + name + ".properties");
    if (!file.exists()) {
      return Map.of(); // a console that has no page yet
    }
    try (InputStream in = file.getInputStream()) {
      Properties properties = new Properties();
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      Map<String, String> words = new HashMap<>();
      properties.stringPropertyNames().forEach(key -> words.put(key, properties.getProperty(key)));
      return words;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
