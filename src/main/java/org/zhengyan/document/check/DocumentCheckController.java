package org.zhengyan.document.check;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.principal.BodyLimit;
import org.zhengyan.principal.LimitedByAddress;
import org.zhengyan.principal.Unauthenticated;

/** Anybody's question whether a document is genuine. */
@RestController
class DocumentCheckController {
  private final DocumentCheck check;

  DocumentCheckController(DocumentCheck check) {
    this.check = check;
  }

  @PostMapping("/api/v1/document-checks")
  @Unauthenticated("a face is public, and so is whether it is genuine")
  @LimitedByAddress("check")
  @BodyLimit(kilobytes = 2816)
  DocumentVerdict check(@RequestBody DocumentCheckRequest request) {
    return check.check(request.bytes());
  }
}
