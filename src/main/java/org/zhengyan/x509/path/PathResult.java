package org.zhengyan.x509.path;

import java.util.List;
import java.util.Set;

/** What a validation came to. */
public sealed interface PathResult {

  /**
   * A path that holds.
   *
   * @param path the target first, the anchor last
   * @param policies the policies that are valid for it, in terms of the anchor
   */
  record Valid(List<PathCertificate> path, Set<String> policies) implements PathResult {
    public Valid {
      path = List.copyOf(path);
      policies = Set.copyOf(policies);
    }
  }

  /**
   * No path holds.
   *
   * @param failure what went wrong on the most promising one
   * @param detail a sentence for whoever looks into it
   */
  record Invalid(PathFailure failure, String detail) implements PathResult {}

  default boolean valid() {
    return this instanceof Valid;
  }
}
