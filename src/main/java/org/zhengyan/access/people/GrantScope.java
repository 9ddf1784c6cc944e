package org.zhengyan.access.people;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.zhengyan.verification.ActionType;

/**
 * What a person may prove in the body's name; a null set sets no limit. A grant's scope never changes:
 * another scope is another grant, with another certificate.
 *
 * @param actions the types of actions
 * @param operators the platform operators, by id
 * @param departments the inner departments that the person acts for, by name; with it, the person acts for
 *     no other and not for the body at large
 */
public record GrantScope(
    @Nullable Set<ActionType> actions,
    @Nullable Set<String> operators,
    @Nullable Set<String> departments) {
  public static final GrantScope ALL = new GrantScope(null, null, null);

  public GrantScope {
    actions = actions == null ? null : Set.copyOf(actions);
    operators = operators == null ? null : Set.copyOf(operators);
    departments = departments == null ? null : Set.copyOf(departments);
  }

  /** True when everything in the other scope is in this one. */
  public boolean contains(GrantScope other) {
    return within(other.actions, actions)
        && within(other.operators, operators)
        && within(other.departments, departments);
  }

  public boolean allowsAction(ActionType action) {
    return actions == null || actions.contains(action);
  }

  public boolean allowsOperator(String operatorId) {
    return operators == null || operators.contains(operatorId);
  }

  /**
   * @param department that the platform named; null for the body at large
   */
  public boolean allowsDepartment(@Nullable String department) {
    return departments == null || (department != null && departments.contains(department));
  }

  public boolean unlimited() {
    return equals(ALL);
  }

  private static <T> boolean within(@Nullable Set<T> inner, @Nullable Set<T> outer) {
    return outer == null || (inner != null && outer.containsAll(inner));
  }
}
