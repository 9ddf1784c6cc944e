package org.zhengyan.principal;

/**
 * One thing that two persons can change; a bean for each. {@link Changes} finds the bean by kind and
 * type when a change is approved.
 */
public interface ChangeType {

  /** The kind of every change of an authority, an operator or a client. */
  String PRINCIPAL_CHANGE = "principal-change";

  /** Which list of changes it belongs to: {@code registry-change} or {@code principal-change}. */
  String kind();

  /** The type within the kind, such as {@code institution}. */
  String type();

  /** The events' noun, such as {@code registry} in {@code registry.submitted}. */
  String noun();

  /** The event of an applied change, such as {@code registry.changed}. */
  String appliedEvent();

  /**
   * Makes it so, in the transaction of the approval; whatever it throws undoes the approval.
   *
   * @throws org.zhengyan.failure.Refusal {@code wrong-state} when the base version is no longer the
   *     newest one
   */
  void apply(Change change);
}
