package org.zhengyan.timestamp;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.Suite;
import org.zhengyan.principal.LimitedByAddress;
import org.zhengyan.principal.Unauthenticated;

/** RFC 3161 over HTTP (section 3.4). */
@RestController
class TimeStampController {
  private static final String QUERY = "application/timestamp-query";
  private static final MediaType REPLY = MediaType.parseMediaType("application/timestamp-reply");

  private final TimeStampAuthority authority;

  TimeStampController(TimeStampAuthority authority) {
    this.authority = authority;
  }

  @PostMapping(path = "/tsa/{suite}", consumes = QUERY)
  @LimitedByAddress("tsa")
  @Unauthenticated("whoever signs needs the time; a time-stamp tells nothing about who asked")
  ResponseEntity<byte[]> stamp(@PathVariable String suite, HttpServletRequest request)
      throws IOException {
    Suite own =
        Suite.ofWire(suite)
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "There is no such authority."));
    byte[] asked = request.getInputStream().readNBytes(TimeStampRequest.MAX_BYTES + 1);
    return ResponseEntity.ok()
        .contentType(REPLY)
        .cacheControl(CacheControl.noStore())
        .body(authority.answer(own, asked));
  }
}
