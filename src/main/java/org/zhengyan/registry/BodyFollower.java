package org.zhengyan.registry;

import java.util.Collection;
import java.util.Set;

/**
 * Who follows {@link InstitutionChanged}, and says of many bodies at once which of them it would do something
 * about: an import tells of those alone.
 */
public interface BodyFollower {
  /**
   * Of these bodies those that something hangs on, now and until the caller's transaction ends: whatever lock
   * keeps others from adding to it is taken before it looks.
   */
  Set<Uscc> following(Collection<Uscc> bodies);
}
