package org.zhengyan.log.monitor;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.Suite;
import org.zhengyan.keys.TrustedRoots;
import org.zhengyan.keys.VerificationKey;
import org.zhengyan.log.Checkpoint;
import org.zhengyan.log.CheckpointVerifier;
import org.zhengyan.log.InvalidCheckpoint;
import org.zhengyan.log.MerkleProof;
import org.zhengyan.log.MerkleTree;
import org.zhengyan.log.TreeEdge;

/**
 * Looks at a log once, from outside, and remembers what it saw.
 *
 * <p>The newest checkpoint must be signed in both suites by keys that trusted roots certified, and must
 * be no smaller than the last. The leaves beyond the last checkpoint are fetched with their entries, and
 * the tree that they make together with what is remembered must have the signed root: then the log
 * extends what was seen, and no proof has to be asked for. What does not agree is a {@link Finding}, and
 * what was remembered stays as it was.
 *
 * <p>The first look, and {@link Options#whole}, fetch everything. A look that does not end leaves its
 * progress for the next.
 */
public final class LogMonitor {
  private static final int SAVED_EVERY = 256;
  private static final int AGAIN = 4;

  /**
   * @param url of the service, or of its log
   * @param origin the name that the log must have; the first seen when null
   * @param whole whether to fetch again what was seen before
   * @param maxGrowth more new leaves than these are not believed
   * @param time after which a look is broken off and its progress kept
   * @param pause before a request is tried again
   */
  public record Options(
      URI url,
      Path state,
      @Nullable String origin,
      boolean whole,
      long maxGrowth,
      Duration time,
      Duration pause) {}

  private final Options options;
  private final TrustedRoots roots;
  private final Clock clock;
  private final PrintStream out;
  private final Instant until;

  private LogMonitor(Options options, TrustedRoots roots, Clock clock, PrintStream out) {
    this.options = options;
    this.roots = roots;
    this.clock = clock;
    this.out = out;
    this.until = clock.instant().plus(options.time());
  }

  /**
   * Looks, and prints what it sees.
   *
   * @return 0 when the log is sound, else the code of the {@link Finding.Kind}
   */
  public static int run(Options options, TrustedRoots roots, Clock clock, PrintStream out) {
    LogMonitor monitor = new LogMonitor(options, roots, clock, out);
    try (MonitorState state = MonitorState.open(options.state());
        LogSource log = new LogSource(options.url(), options.pause())) {
      monitor.look(state, log);
      return 0;
    } catch (Finding e) {
      out.println();
      out.println(
          switch (e.kind()) {
            case STATE -> "Not looked: " + e.getMessage() + ".";
            case UNREACHABLE -> "Not looked to the end: " + e.getMessage() + ".";
            case ROLLED_BACK -> "THE LOG TOOK SOMETHING BACK: " + e.getMessage() + ".";
            case FORKED -> "THE LOG TELLS TWO STORIES: " + e.getMessage() + ".";
            case ALTERED -> "THE LOG IS NOT SOUND: " + e.getMessage() + ".";
            case JUMPED -> "THE LOG GREW MORE THAN IS BELIEVED: " + e.getMessage() + ".";
          });
      return e.kind().exitCode();
    }
  }

  private void look(MonitorState state, LogSource log) throws Finding {
    // 1. The checkpoint, and who signed it.
    out.println("Log at " + log.prefix());
    MonitorState.Seen before = state.seen().orElse(null);
    Checkpoint now = signed(log);
    // One of several nodes may be a moment behind the one that was asked before.
    for (int again = 0; before != null && now.size() < before.checkpoint().size() && again < AGAIN; again++) {
      log.pause(again);
      now = signed(log);
    }
    out.println("  now          " + now.origin() + ", " + now.brief());
    // 2. Against what was seen.
    if (before != null) {
      out.println("  seen before  " + before.checkpoint().brief());
      requireNotLess(state, before.checkpoint(), now);
    } else {
      out.println("  seen before  nothing");
    }
    String origin = before == null ? options.origin() : before.checkpoint().origin();
    if (origin != null && !origin.equals(now.origin()) || differs(options.origin(), now)) {
      throw new Finding(Finding.Kind.FORKED, "the checkpoint is of the log " + now.origin());
    }
    long begin = before == null || options.whole() ? 0 : before.checkpoint().size();
    if (now.size() - begin > options.maxGrowth()) {
      throw new Finding(
          Finding.Kind.JUMPED, now.size() - begin + " new leaves, and --max-growth is " + options.maxGrowth());
    }
    // 3. The tree.
    TreeEdge from = before == null || options.whole() ? TreeEdge.empty() : before.edge();
    boolean resumed = !options.whole() && state.progress().isPresent();
    if (resumed) {
      TreeEdge progress = state.progress().orElseThrow();
      resumed = progress.size() > from.size() && progress.size() <= now.size();
      from = resumed ? progress : from;
    }
    TreeGrowth growth = grow(state, log, before, now, from);
    if (!growth.contradictions().isEmpty() || !growth.rootAgrees()) {
      state.came(null);
      throw judge(state, log, before, now, growth, resumed);
    }
    // 4. Remember.
    state.saw(now, growth.edge());
    long grown = now.size() - (before == null ? 0 : before.checkpoint().size());
    out.printf("  fetched      %,d resources%n%n", log.fetched());
    out.println(
        before == null
            ? "The log is sound. It is the first look: later ones are compared with this."
            : "The log is sound: it grew by %,d leaves and took nothing back.".formatted(grown));
  }

  private static boolean differs(@Nullable String origin, Checkpoint now) {
    return origin != null && !origin.equals(now.origin());
  }

  private Checkpoint signed(LogSource log) throws Finding {
    List<VerificationKey> keys = new ArrayList<>();
    List<X509CertificateHolder> certificates;
    try {
      certificates = TrustedRoots.certificates(log.certificates());
    } catch (InvalidKey e) {
      throw new Finding(Finding.Kind.ALTERED, "the certificates of its keys cannot be read: " + e.getMessage());
    }
    Instant now = clock.instant();
    for (X509CertificateHolder certificate : certificates) {
      for (Suite suite : Suite.values()) {
        try {
          keys.add(roots.certified(certificate, "checkpoint-" + suite.wire(), now, now));
        } catch (InvalidKey e) {
          // Of a root, of the other suite, or of somebody else: without a key the signature is missing.
        }
      }
    }
    try {
      Checkpoint checkpoint = Checkpoint.parse(log.checkpoint());
      new CheckpointVerifier(keys).verify(checkpoint);
      return checkpoint;
    } catch (InvalidCheckpoint e) {
      throw new Finding(Finding.Kind.ALTERED, "its checkpoint: " + e.getMessage());
    }
  }

  private static void requireNotLess(MonitorState state, Checkpoint before, Checkpoint now) throws Finding {
    if (now.size() < before.size()) {
      throw new Finding(
          Finding.Kind.ROLLED_BACK,
          "it had %s, and has %s%s".formatted(before.brief(), now.brief(), kept(state, before, now)));
    }
    if (now.size() == before.size() && !now.sameTree(before)) {
      throw new Finding(
          Finding.Kind.FORKED,
          "two trees of %d leaves are signed%s".formatted(now.size(), kept(state, before, now)));
    }
  }

  private TreeGrowth grow(
      MonitorState state, LogSource log, MonitorState.@Nullable Seen before, Checkpoint now, TreeEdge from)
      throws Finding {
    TreeGrowth growth = new TreeGrowth(log, now, from);
    long seen = before == null ? 0 : before.checkpoint().size();
    for (int tiles = 1; !growth.done(); tiles++) {
      // Stops where the last checkpoint ended, to compare its root.
      long stop = growth.edge().size() < seen ? seen : now.size();
      growth.next(stop);
      if (before != null && growth.edge().size() == seen) {
        growth.compareWith(before.checkpoint());
      }
      if (tiles % SAVED_EVERY == 0 && !options.whole() && growth.contradictions().isEmpty()) {
        state.came(growth.edge());
      }
      if (!growth.done() && clock.instant().isAfter(until)) {
        if (!options.whole() && growth.contradictions().isEmpty()) {
          state.came(growth.edge());
        }
        throw new Finding(
            Finding.Kind.UNREACHABLE,
            "the time is over at leaf %,d of %,d; look again and it goes on from about there"
                .formatted(growth.edge().size(), now.size()));
      }
    }
    growth.end();
    return growth;
  }

  /**
   * Says what a contradiction means. The log's own tiles make the signed root and do not extend what was
   * seen: then the log was rewritten, and two signatures prove it. Otherwise what is served is not what
   * was signed.
   */
  private static Finding judge(
      MonitorState state,
      LogSource log,
      MonitorState.@Nullable Seen before,
      Checkpoint now,
      TreeGrowth growth,
      boolean resumed)
      throws Finding {
    if (before != null && forked(log, before.checkpoint(), now, growth)) {
      return new Finding(
          Finding.Kind.FORKED,
          "%s does not extend %s%s"
              .formatted(now.brief(), before.checkpoint().brief(), kept(state, before.checkpoint(), now)));
    }
    List<String> all = new ArrayList<>(growth.contradictions());
    if (!growth.rootAgrees()) {
      all.add("its leaves have not the root of its checkpoint");
    }
    int told = Math.min(3, all.size());
    return new Finding(
        Finding.Kind.ALTERED,
        String.join(", and ", all.subList(0, told))
            + (all.size() > told ? ", and " + (all.size() - told) + " more" : "")
            + (resumed ? " (what an earlier look left is dropped: look again to be sure)" : ""));
  }

  private static boolean forked(LogSource log, Checkpoint seen, Checkpoint now, TreeGrowth growth)
      throws Finding {
    if (growth.rootAgrees()) {
      return growth.replaced();
    }
    MerkleTree tree = new MerkleTree(now.size(), new AuthenticTiles(log, now.size()));
    try {
      return Arrays.equals(tree.root(), now.root())
          && !MerkleProof.continues(
              seen.size(), seen.root(), tree.consistencyProof(seen.size()), now.size(), now.root());
    } catch (AuthenticTiles.Failed e) {
      throw e.finding();
    }
  }

  /** Both checkpoints, for whoever is to be convinced. */
  private static String kept(MonitorState state, Checkpoint before, Checkpoint now) throws Finding {
    String name = "evidence-" + before.size() + "-" + now.size();
    return "; both are signed and kept in " + state.keep(name, before.note() + '\n' + now.note());
  }
}
