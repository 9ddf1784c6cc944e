package org.zhengyan.web.holder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The page's words in one language; the script has the same files. */
record Texts(String language, Map<String, String> all) {
  private static final List<String> LANGUAGES = List.of("zh", "en");
  private static final Texts CHINESE = read("zh");
  private static final Map<String, Texts> READ = Map.of("zh", CHINESE, "en", read("en"));

  /**
   * The language asked for, else the first of the browser's that there is, else Chinese.
   *
   * @param asked {@code zh} or {@code en}; anything else is as if nothing had been asked
   * @param accepted the Accept-Language header, whatever it holds
   */
  static Texts of(@Nullable String asked, @Nullable String accepted) {
    String language = asked != null && LANGUAGES.contains(asked) ? asked : preferred(accepted);
    return READ.getOrDefault(language, CHINESE);
  }

  String text(String key) {
    String text = all.get(key);
    if (text == null) {
      throw new IllegalArgumentException("no text " + key);
    }
    return text;
  }

  /** As HTML names it. */
  String tag() {
    return language.equals("zh") ? "zh-CN" : language;
  }

  private static String preferred(@Nullable String accepted) {
    if (accepted == null || accepted.length() > 200) {
      return "zh";
    }
    try {
      String found = Locale.lookupTag(Locale.LanguageRange.parse(accepted), LANGUAGES);
      return found == null ? "zh" : found;
    } catch (IllegalArgumentException e) {
      return "zh";
    }
  }

  private static Texts read(String language) {
    try (InputStream in = new ClassPathResource("web/text/" + language + ".json").getInputStream()) {
      return new Texts(language, JsonMapper.shared().readValue(in, new TypeReference<Map<String, String>>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
