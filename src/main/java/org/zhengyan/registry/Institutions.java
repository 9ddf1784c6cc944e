package org.zhengyan.registry;

import java.util.Optional;

/** The registry as others read it: what is true now, straight from the database. */
public class Institutions {

  /** The version in force today. */
  public Optional<Institution> find(Uscc uscc) {
    throw new UnsupportedOperationException();
  }

  /** True when the region of that division is switched on today for the purpose. */
  public boolean regionEnabled(org.zhengyan.principal.Division division, RegionPurpose purpose) {
    throw new UnsupportedOperationException();
  }
}
