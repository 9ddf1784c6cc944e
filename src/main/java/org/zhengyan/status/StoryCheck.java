package org.zhengyan.status;

import org.jspecify.annotations.Nullable;

/** Something that this node remembers outside the database and holds against it at the start. */
interface StoryCheck {

  /** What the database lacks, in words for the operator; null when it lacks nothing. */
  @Nullable String disagreement();
}
