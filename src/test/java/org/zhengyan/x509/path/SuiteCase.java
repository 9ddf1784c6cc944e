package org.zhengyan.x509.path;

/**
 * One case of a public suite, run.
 *
 * @param accepts what the suite expects
 * @param outcome what the validator said: {@code VALID}, a {@link PathFailure}, or {@code UNREADABLE}
 */
record SuiteCase(String name, boolean accepts, String outcome) {

  boolean accepted() {
    return outcome.equals("VALID");
  }

  boolean agrees() {
    return accepts == accepted();
  }

  static String outcome(PathResult result) {
    return switch (result) {
      case PathResult.Valid valid -> "VALID";
      case PathResult.Invalid invalid -> invalid.failure().name();
    };
  }
}
