package org.zhengyan.principal;

import java.net.URI;
import org.springframework.http.ResponseEntity;

/** The answer to every proposal of a change: 202, it now waits for another person. */
public record SubmittedChange(String change, String state, String digest) {

  public static ResponseEntity<SubmittedChange> of(Change change) {
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/" + change.proposal().kind() + "s/" + change.id()))
        .body(new SubmittedChange(change.id(), change.state(), change.proposal().digest()));
  }
}
