package org.zhengyan.status.crl;

import java.io.IOException;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.certificate.CaId;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Suite;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.status.StatusLookup;
import org.zhengyan.x509.issuing.CrlShard;

/** CRLs and issuer certificates where certificates say that they are (RFC 5280 sections 4.2.1.13 and 4.2.2.1). */
@RestController
class CrlController {
  private static final MediaType PKIX_CRL = MediaType.parseMediaType("application/pkix-crl");
  private static final MediaType PKIX_CERT = MediaType.parseMediaType("application/pkix-cert");
  private static final Duration CRL_FRESH = Duration.ofSeconds(30);
  private static final Duration CERTIFICATE_FRESH = Duration.ofHours(1);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final CrlShelf shelf;
  private final StatusLookup status;
  private final KeyVault keys;

  CrlController(CrlShelf shelf, StatusLookup status, KeyVault keys) {
    this.shelf = shelf;
    this.status = status;
    this.keys = keys;
  }

  @GetMapping("/crl/{ca}/{shard}.crl")
  @Unauthenticated("a CRL is public and signed; whoever meets a certificate may need it")
  ResponseEntity<byte[]> crl(@PathVariable String ca, @PathVariable String shard) {
    CrlShardId id = new CrlShardId(CaId.ofWire(ca).orElseThrow(CrlController::notFound), number(shard));
    if (!status.health().reconciled()) {
      throw Refusal.unavailable("no CRL can be vouched for now", RETRY_AFTER, null);
    }
    Crl crl = shelf.find(id).orElseThrow(() -> missing(id));
    return ResponseEntity.ok()
        .contentType(PKIX_CRL)
        .cacheControl(CacheControl.maxAge(CRL_FRESH).cachePublic().noTransform())
        .eTag(Long.toString(crl.number()))
        .lastModified(crl.thisUpdate())
        .body(crl.der());
  }

  @GetMapping("/ca/{name}.cer")
  @Unauthenticated("issuer certificates are public; they are where AIA says")
  ResponseEntity<byte[]> certificate(@PathVariable String name) throws IOException {
    byte[] der =
        CaId.ofWire(name).isPresent()
            ? keys.load("ca-" + name).certificate().getEncoded()
            : keys.root(root(name)).getEncoded();
    return ResponseEntity.ok()
        .contentType(PKIX_CERT)
        .cacheControl(CacheControl.maxAge(CERTIFICATE_FRESH).cachePublic().noTransform())
        .body(der);
  }

  private static int number(String shard) {
    if (!shard.matches("0|[1-9][0-9]{0,5}")) {
      throw notFound();
    }
    return Integer.parseInt(shard);
  }

  private static Suite root(String name) {
    if (!name.startsWith("root-")) {
      throw notFound();
    }
    return Suite.ofWire(name.substring("root-".length())).orElseThrow(CrlController::notFound);
  }

  private Refusal missing(CrlShardId id) {
    return id.shard() < CrlShard.DEFAULT_COUNT
        ? Refusal.unavailable("there is no current CRL now", RETRY_AFTER, null)
        : notFound();
  }

  private static Refusal notFound() {
    return Refusal.of(Problem.NOT_FOUND, "There is no such CA or shard.");
  }
}
