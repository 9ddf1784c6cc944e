package org.zhengyan;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * How long tests wait for what must come, on every machine: half a minute, and a node that says "not right
 * now" is asked again. How fast it comes is for benchmarks; that it comes in time where time is a promise is
 * asserted by when the question was asked, never by how long the answer took.
 */
public final class TestPatience implements BeforeAllCallback {
  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    Awaitility.ignoreExceptionsByDefaultMatching(
        e -> e instanceof Refusal refusal && refusal.problem() == Problem.UNAVAILABLE);
  }

  /** The static initializer has done it. */
  @Override
  public void beforeAll(ExtensionContext context) {}
}
