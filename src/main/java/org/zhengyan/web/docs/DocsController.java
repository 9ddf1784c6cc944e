package org.zhengyan.web.docs;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.principal.Unauthenticated;

/** Serves the description of the API, as it is and as a page; both are made once. */
@RestController
class DocsController {
  private static final CacheControl SHORT = CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

  /** @param policy lets the page use its own style sheet and nothing else */
  private record Page(byte[] html, String policy) {}

  private volatile @Nullable Page page;

  @GetMapping(path = "/docs", produces = MediaType.TEXT_HTML_VALUE)
  @Unauthenticated("the contract is for whoever wants to integrate")
  ResponseEntity<byte[]> docs(HttpServletResponse response) {
    Page made = page();
    // Set here, not in the answer's headers: it replaces the policy that all other answers carry.
    response.setHeader("Content-Security-Policy", made.policy());
    response.setHeader("Cache-Control", SHORT.getHeaderValue());
    return ResponseEntity.ok()
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .body(made.html());
  }

  @GetMapping(path = "/api-spec/openapi.yaml")
  @Unauthenticated("the contract is for whoever wants to integrate")
  ResponseEntity<byte[]> description(HttpServletResponse response) {
    response.setHeader("Cache-Control", SHORT.getHeaderValue());
    return ResponseEntity.ok().contentType(MediaType.valueOf("application/yaml")).body(read("api-spec/openapi.yaml"));
  }

  private Page page() {
    Page made = page;
    if (made == null) {
      String style = new String(read("templates/web/docs/docs.css"), StandardCharsets.UTF_8);
      String yaml = new String(read("api-spec/openapi.yaml"), StandardCharsets.UTF_8);
      String policy =
          "default-src 'none'; style-src 'sha256-" + sha256(style) + "'; base-uri 'none'; frame-ancestors 'none'";
      made = new Page(DocsPage.of(yaml, style).getBytes(StandardCharsets.UTF_8), policy);
      page = made;
    }
    return made;
  }

  private static byte[] read(String path) {
    try {
      return new ClassPathResource(path).getContentAsByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
