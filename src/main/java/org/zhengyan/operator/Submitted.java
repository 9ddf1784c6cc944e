package org.zhengyan.operator;

import java.net.URI;
import org.springframework.http.ResponseEntity;
import org.zhengyan.principal.Change;

/** The answer to every proposal here. */
record Submitted(String change, String state, String digest) {

  static ResponseEntity<Submitted> of(Change change) {
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/principal-changes/" + change.id()))
        .body(new Submitted(change.id(), change.state(), change.proposal().digest()));
  }
}
