package org.zhengyan.log;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;

/** The log's parts of one node, on a database that it shares with others and a directory of its own. */
final class LogNode {
  final CheckpointFile file;
  final LogStore store;
  final LogState state;
  final Sequencer sequencer;
  final LogReader reader;
  final PublishedLog published;

  LogNode(TestLog log, Path dataDirectory) {
    this(log, dataDirectory, log.keys);
  }

  LogNode(TestLog log, Path dataDirectory, CheckpointKeys keys) {
    this(log, keys, new CheckpointFile(dataDirectory));
  }

  LogNode(TestLog log, CheckpointKeys keys, CheckpointFile file) {
    this(log, keys, file, Duration.ZERO);
  }

  LogNode(TestLog log, Path dataDirectory, CheckpointKeys keys, Duration interval) {
    this(log, keys, new CheckpointFile(dataDirectory), interval);
  }

  private LogNode(TestLog log, CheckpointKeys keys, CheckpointFile file, Duration interval) {
    this.file = file;
    this.store = new LogStore(log.database);
    this.state = new LogState(store, keys, file, log.events, log.transactions);
    this.sequencer =
        new Sequencer(
            store,
            state,
            keys,
            log.transactions,
            new LogProperties(null, interval),
            service(Path.of("unused")));
    this.reader = new LogReader(log.database, store, state, keys);
    this.published = new PublishedLog(state, store, keys);
  }

  static ServiceProperties service(Path dataDirectory) {
    return new ServiceProperties(
        URI.create("https://verify.example.org"), null, dataDirectory, ServiceEnvironment.DEV);
  }

  /** What the loop does in one turn. */
  long turn() {
    state.follow();
    return sequencer.sequence();
  }
}
