package org.zhengyan.web.holder;

import java.util.List;
import java.util.Optional;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import org.zhengyan.web.asset.Asset;

/** The files of the holder's page, read when the first page is asked for. */
@Component
@Lazy
class Assets {
  private final Asset script = read("main.js", "text/javascript");
  private final Asset style = read("holder.css", "text/css");
  private final Asset icon = read("icon.svg", "image/svg+xml");

  Asset script() {
    return script;
  }

  Asset style() {
    return style;
  }

  Asset icon() {
    return icon;
  }

  Optional<Asset> find(String name) {
    return List.of(script, style, icon).stream().filter(asset -> asset.name().equals(name)).findFirst();
  }

  private static Asset read(String file, String type) {
    return Asset.read("/v/assets/", "web/holder/" + file, type);
  }
}
