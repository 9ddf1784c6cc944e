package org.zhengyan.web.console;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Unauthenticated;

/** Serves what pages load. */
@Controller
class AssetController {
  private final ConsoleAssets assets;

  AssetController(ConsoleAssets assets) {
    this.assets = assets;
  }

  @GetMapping("/assets/{name}")
  @Unauthenticated("style and script are no secret")
  ResponseEntity<byte[]> asset(
      @PathVariable String name,
      @RequestHeader(name = "Accept-Encoding", required = false) @Nullable String encodings,
      HttpServletResponse response) {
    return assets
        .find(name)
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no file of this name"))
        .answer(encodings, response);
  }
}
