package org.zhengyan.principal;

import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;

/**
 * Runs an act once per client and {@code Idempotency-Key}, for 24 hours.
 *
 * <p>The act runs in a transaction, and its answer is stored in that transaction, so that a repeated
 * request gets the first answer and does nothing. Two at once: the second waits for the first. A
 * refusal rolls back and stores nothing. Without a key the act simply runs in a transaction.
 */
public class Idempotency {

  /**
   * @throws org.zhengyan.failure.Refusal {@code idempotency-key-reused} when the key came with
   *     another request
   */
  public ResponseEntity<?> once(IdempotentRequest request, Supplier<ResponseEntity<?>> act) {
    throw new UnsupportedOperationException();
  }
}
