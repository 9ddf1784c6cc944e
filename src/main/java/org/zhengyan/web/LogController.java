package org.zhengyan.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.Suite;
import org.zhengyan.log.PublishedLog;
import org.zhengyan.log.TilePath;
import org.zhengyan.principal.Unauthenticated;

/**
 * The log for anybody, in the tiled layout (C2SP tlog-tiles), under the prefix {@code /log}.
 *
 * <p>A request reads one tile at most: 256 rows of one index. It stands here because {@code log} is
 * below the packages that say who may call.
 */
@RestController
@RequestMapping("/log")
class LogController {
  private static final String ANYBODY = "hashes alone: whoever watches the log must not need our leave";

  private static final MediaType NOTE = MediaType.parseMediaType("text/plain;charset=utf-8");
  private static final MediaType PEM = MediaType.parseMediaType("application/pem-certificate-chain");
  private static final CacheControl SECOND = CacheControl.maxAge(Duration.ofSeconds(1)).cachePublic();
  private static final CacheControl MINUTES = CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();
  private static final CacheControl FOREVER =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

  private final PublishedLog log;

  LogController(PublishedLog log) {
    this.log = log;
  }

  @GetMapping("/checkpoint")
  @Unauthenticated(ANYBODY)
  ResponseEntity<byte[]> checkpoint() {
    return note(log.checkpoint());
  }

  @GetMapping("/{suite}/checkpoint")
  @Unauthenticated(ANYBODY)
  ResponseEntity<byte[]> checkpoint(@PathVariable String suite) {
    return note(log.checkpoint(Suite.ofWire(suite).orElseThrow(LogController::nothing)));
  }

  @GetMapping("/certificates")
  @Unauthenticated(ANYBODY)
  ResponseEntity<byte[]> certificates() {
    return answer(log.certificates().getBytes(StandardCharsets.US_ASCII), PEM, MINUTES);
  }

  @GetMapping("/tile/{level}/{*index}")
  @Unauthenticated(ANYBODY)
  ResponseEntity<byte[]> tile(@PathVariable String level, @PathVariable String index) {
    Optional<TilePath> path =
        index.isEmpty() ? Optional.empty() : TilePath.parse(level, index.substring(1));
    byte[] octets = path.flatMap(log::tile).orElseThrow(LogController::nothing);
    return answer(octets, MediaType.APPLICATION_OCTET_STREAM, FOREVER);
  }

  @GetMapping("/tile/entries/{*index}")
  @Unauthenticated(ANYBODY)
  ResponseEntity<byte[]> entries(@PathVariable String index) {
    return tile("entries", index);
  }

  private static ResponseEntity<byte[]> note(Optional<String> note) {
    String text = note.orElseThrow(LogController::nothing);
    return answer(text.getBytes(StandardCharsets.UTF_8), NOTE, SECOND);
  }

  private static ResponseEntity<byte[]> answer(byte[] octets, MediaType type, CacheControl caching) {
    return ResponseEntity.ok().contentType(type).cacheControl(caching).body(octets);
  }

  private static Refusal nothing() {
    return Refusal.of(Problem.NOT_FOUND, "The newest checkpoint does not reach there, or nothing is named so");
  }
}
