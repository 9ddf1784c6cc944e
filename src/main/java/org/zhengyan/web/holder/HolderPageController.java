package org.zhengyan.web.holder;

import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.principal.Unauthenticated;

/** Serves the holder's pages and their files; looks at no session, and changes none. */
@RestController
class HolderPageController {
  private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

  private final Assets assets;
  private final String origin;

  HolderPageController(@Lazy Assets assets, ServiceProperties service) {
    this.assets = assets;
    this.origin = service.publicUrl().toString();
  }

  @GetMapping("/v/{id}")
  @Unauthenticated("who opens the link is asked for a certificate; the page alone tells nothing")
  ResponseEntity<byte[]> verification(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String lang,
      @RequestHeader(name = "Accept-Language", required = false) @Nullable String accepted,
      HttpServletResponse response) {
    return page(
        HolderPage.Kind.VERIFICATION,
        id,
        "%1$s/api/v1/presentations/%2$s/ %1$s/api/v1/verifications/%2$s/evidence",
        Texts.of(lang, accepted),
        response);
  }

  @GetMapping("/v/batches/{id}")
  @Unauthenticated("who opens the link is asked for a certificate; the page alone tells nothing")
  ResponseEntity<byte[]> batch(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String lang,
      @RequestHeader(name = "Accept-Language", required = false) @Nullable String accepted,
      HttpServletResponse response) {
    Texts texts = Texts.of(lang, accepted);
    return page(HolderPage.Kind.BATCH, id, "%1$s/api/v1/binding-batches/%2$s/", texts, response);
  }

  private ResponseEntity<byte[]> page(
      HolderPage.Kind kind, String id, String calls, Texts texts, HttpServletResponse response) {
    UUID uuid = parse(id);
    if (uuid == null) {
      protect(response, "'none'", "'none'");
      return answer(HttpStatus.NOT_FOUND, new HolderPage(texts, assets, null).notFound());
    }
    protect(response, origin + assets.script().path(), calls.formatted(origin, uuid));
    HolderPage page = new HolderPage(texts, assets, new HolderPage.Request(kind, uuid));
    return answer(HttpStatus.OK, page.document());
  }

  @GetMapping("/v/credentials")
  @Unauthenticated("it shows what the reader's own browser keeps")
  ResponseEntity<byte[]> credentials(
      @RequestParam(required = false) @Nullable String lang,
      @RequestHeader(name = "Accept-Language", required = false) @Nullable String accepted,
      HttpServletResponse response) {
    protect(response, origin + assets.script().path(), "'none'");
    return answer(HttpStatus.OK, new HolderPage(Texts.of(lang, accepted), assets, null).document());
  }

  @GetMapping("/v/assets/{name}")
  @Unauthenticated("script and style are no secret")
  ResponseEntity<byte[]> asset(
      @PathVariable String name,
      @RequestHeader(name = "Accept-Encoding", required = false) @Nullable String encodings,
      HttpServletResponse response) {
    return assets
        .find(name)
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no file of this name"))
        .answer(encodings, response);
  }

  /**
   * What the page may do: load its own files by their addresses, call its own session. Set here and
   * not in the answer's headers: it replaces the policy that all other answers carry.
   */
  private void protect(HttpServletResponse response, String script, String connect) {
    protect(response, origin, assets, script, connect);
  }

  static void protect(
      HttpServletResponse response, String origin, Assets assets, String script, String connect) {
    response.setHeader(
        "Content-Security-Policy",
        String.join(
            "; ",
            "default-src 'none'",
            "script-src " + script,
            "style-src " + origin + assets.style().path(),
            "img-src " + origin + assets.icon().path(),
            "connect-src " + connect,
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'"));
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader(
        "Permissions-Policy",
        "camera=(), microphone=(), geolocation=(), usb=(), payment=(), display-capture=()");
  }

  private static ResponseEntity<byte[]> answer(HttpStatus status, String document) {
    return ResponseEntity.status(status).contentType(HTML).body(document.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable UUID parse(String id) {
    try {
      UUID uuid = UUID.fromString(id);
      return uuid.toString().equals(id) ? uuid : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
