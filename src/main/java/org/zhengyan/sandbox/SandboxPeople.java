package org.zhengyan.sandbox;

import org.zhengyan.registry.Uscc;

/** People and departments of a sandbox's bodies. Who keeps people stands above, and does it. */
public interface SandboxPeople {

  /** The label of certificates whose person may do nothing but file websites. */
  String LIMITED_HOLDER = "grant:5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a01";

  /**
   * Adds what is missing, once.
   *
   * @param limited the body of that person
   * @param registering the body that registers one department
   */
  void found(Uscc limited, Uscc registering, String department);
}
