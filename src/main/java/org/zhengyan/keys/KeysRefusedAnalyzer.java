package org.zhengyan.keys;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints a {@link KeysRefused} as a sentence and what to type instead of a stack trace. */
final class KeysRefusedAnalyzer extends AbstractFailureAnalyzer<KeysRefused> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, KeysRefused cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
  }
}
