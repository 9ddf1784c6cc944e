package org.zhengyan.web.console;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.zhengyan.web.asset.Asset;

/** The files under {@code web/console} on the classpath, each read when it is first asked for. */
@Component
class ConsoleAssets {
  private static final Pattern NAME = Pattern.compile("([a-z][a-z0-9-]{0,40})-[0-9a-f]{16}\\.(css|js|svg)");
  private static final Map<String, String> TYPES =
      Map.of("css", "text/css", "js", "text/javascript", "svg", "image/svg+xml");

  private final Map<String, Asset> read = new ConcurrentHashMap<>();

  String path(String file) {
    return asset(file).path();
  }

  /** @param name as a page has it, with the hash; an older hash is not found */
  Optional<Asset> find(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String file = parts.group(1) + '.' + parts.group(2);
    if (!read.containsKey(file) && !new ClassPathResource("web/console/" + file).exists()) {
      return Optional.empty();
    }
    return Optional.of(asset(file)).filter(asset -> asset.name().equals(name));
  }

  private Asset asset(String file) {
    return read.computeIfAbsent(
        file,
        name -> {
          String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
          if (type == null) {
            throw new IllegalArgumentException("no type for " + name);
          }
          return Asset.read("/assets/", "web/console/" + name, type);
        });
  }
}
