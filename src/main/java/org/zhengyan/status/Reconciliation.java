package org.zhengyan.status;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Whether this node's own memory and the database tell the same story.
 *
 * <p>A database that was restored from a backup lacks what the journal, the last CRL or the last
 * checkpoint of the log knows. Such a node serves nothing and writes nothing until {@code reconcile}
 * has put it right.
 */
@Component
class Reconciliation {
  private final RevocationJournal journal;
  private final List<StoryCheck> others;

  Reconciliation(RevocationJournal journal, List<StoryCheck> others) {
    this.journal = journal;
    this.others = List.copyOf(others);
  }

  /** What disagrees, in words for the operator; null when nothing does. */
  @Nullable String disagreement(Connection connection) throws SQLException {
    String missing = journal.missingFrom(connection);
    Stream<String> more =
        others.stream().map(StoryCheck::disagreement).filter(Objects::nonNull).map(Objects::requireNonNull);
    String all =
        Stream.concat(Stream.ofNullable(missing), more).collect(Collectors.joining("; "));
    return all.isEmpty() ? null : all + "; run the command reconcile";
  }
}
