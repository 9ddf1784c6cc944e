package org.zhengyan.launch;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Prints why a start was refused, and what to type, as text that a person at a terminal can read. */
final class PrintedFailure implements FailureAnalysisReporter {
  @Override
  public void report(FailureAnalysis analysis) {
    String action = analysis.getAction();
    System.err.println(
        "\n" + analysis.getDescription() + "\n" + (action == null ? "" : "\n" + action + "\n"));
  }
}
