package org.zhengyan.operator;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;

/** A new operator, or a change of one; a suspended operator's clients stop within a second. */
@Component
class OperatorChange implements ChangeType {

  /** The whole new version. */
  record Proposed(String name, @Nullable String filingNumber, String state) {}

  private final OperatorStore operators;

  OperatorChange(OperatorStore operators) {
    this.operators = operators;
  }

  @Override
  public String kind() {
    return PRINCIPAL_CHANGE;
  }

  @Override
  public String type() {
    return "operator";
  }

  @Override
  public String noun() {
    return "operator";
  }

  @Override
  public String appliedEvent() {
    return "operator.changed";
  }

  @Override
  public void apply(Change change) {
    Proposed proposed = change.proposedAs(Proposed.class);
    String id = change.proposal().subject();
    if (change.baseVersion() == 0) {
      operators.add(id, proposed.name(), proposed.filingNumber());
      return;
    }
    Operator after =
        new Operator(
            id,
            proposed.name(),
            proposed.filingNumber(),
            proposed.state().equals("active"),
            change.baseVersion() + 1);
    if (!operators.change(after, change.baseVersion())) {
      throw Refusal.of(
          Problem.WRONG_STATE, "the operator has another version by now: propose it again");
    }
  }
}
