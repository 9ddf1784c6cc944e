package org.zhengyan.contract;

import java.util.List;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Fails the test during which {@link ContractFilter} saw an answer that the description does not
 * know; registered for all tests in {@code META-INF/spring.factories}.
 */
public final class ContractListener implements TestExecutionListener {

  @Override
  public void afterTestMethod(TestContext context) {
    List<String> violations = ContractFilter.drain();
    if (!violations.isEmpty()) {
      throw new AssertionError(
          "api-spec/openapi.yaml and the code say different things; make them say the same:\n  "
              + String.join("\n  ", violations));
    }
  }
}
