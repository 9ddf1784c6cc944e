package org.zhengyan.verification;

import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.principal.Unauthenticated;

/** The published keys of receipts, for whoever checks one offline. */
@RestController
class ReceiptKeyController {
  private final ReceiptKeys keys;

  ReceiptKeyController(ReceiptKeys keys) {
    this.keys = keys;
  }

  @GetMapping("/.well-known/receipt-keys")
  @Unauthenticated("public keys: a receipt must be checkable by anybody it is shown to")
  ResponseEntity<String> published() {
    return ResponseEntity.ok()
        .contentType(MediaType.valueOf("application/jwk-set+json"))
        .cacheControl(CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic())
        .body(keys.published());
  }
}
