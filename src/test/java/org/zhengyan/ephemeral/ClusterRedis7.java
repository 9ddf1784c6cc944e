package org.zhengyan.ephemeral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster of three primaries, one of which, that with our slot, has a replica. */
@NullUnmarked
class ClusterRedis7 {
  private static final int SLOTS = 16384;

  private final List<OwnRedis> nodes = new ArrayList<>();
  private OwnRedis owner;
  private OwnRedis replica;
  private int slot;

  @BeforeEach
  void start() {
    for (int i = 0; i < 4; i++) {
      int bus = new OwnRedis().port();
      OwnRedis node =
          new OwnRedis()
              .start(
                  "--cluster-enabled", "yes", "--cluster-port", Integer.toString(bus),
                  "--cluster-node-timeout", "1000", "--cluster-require-full-coverage", "no",
                  "--cluster-replica-validity-factor", "0");
      nodes.add(node);
      if (i < 3) {
        say(node, "CLUSTER ADDSLOTSRANGE " + SLOTS * i / 3 + " " + (SLOTS * (i + 1) / 3 - 1));
        say(node, "CLUSTER SET-CONFIG-EPOCH " + (i + 1));
      }
      if (i > 0) {
        say(nodes.getFirst(), "CLUSTER MEET 127.0.0.1 " + node.port() + " " + bus);
      }
    }
    slot = Integer.parseInt(nodes.getFirst().say("CLUSTER KEYSLOT zhengyan").substring(1));
    owner = nodes.get(slot * 3 / SLOTS);
    replica = nodes.get(3);
    await().until(() -> replica.say("CLUSTER REPLICATE " + owner.value("CLUSTER MYID")).equals("+OK"));
    await().until(() -> owner.say("WAIT 1 1000").equals(":1"));
    await()
        .until(
            () ->
                nodes.stream()
                    .allMatch(
                        node -> node == owner || node.say("GET {zhengyan}").endsWith(":" + owner.port())));
  }

  @AfterEach
  void stop() {
    nodes.forEach(OwnRedis::close);
  }

  private static void say(OwnRedis node, String command) {
    assertThat(node.say(command)).isEqualTo("+OK");
  }

  /** Of two nodes that do not have our slot. */
  private String url() {
    List<OwnRedis> others = new ArrayList<>(nodes.subList(0, 3));
    others.remove(owner);
    return "redis-cluster://127.0.0.1:" + others.get(0).port() + ",127.0.0.1:" + others.get(1).port();
  }

  private FailOver nodes() {
    return new FailOver(
        new RedisProperties(url(), Duration.ofSeconds(5), RedisProperties.Tls.USUAL, null));
  }

  @Test
  void closesWhatWasUsedBeforeAPromotion() throws Exception {
    try (FailOver two = nodes()) {
      two.closesWhatWasUsedBefore(owner::stop);
    }
    assertThat(replica.say("SET {zhengyan} yes")).isEqualTo("+OK");
  }

  @Test
  void closesWhatWasUsedBeforeTheSlotMoved() throws Exception {
    OwnRedis target = nodes.get((slot * 3 / SLOTS + 1) % 3);
    try (FailOver two = nodes()) {
      two.closesWhatWasUsedBefore(
          () -> {
            String from = owner.value("CLUSTER MYID");
            String to = target.value("CLUSTER MYID");
            say(target, "CLUSTER SETSLOT " + slot + " IMPORTING " + from);
            say(owner, "CLUSTER SETSLOT " + slot + " MIGRATING " + to);
            // Nothing is carried over: what was used is nowhere known any more.
            owner.say("FLUSHALL");
            say(target, "CLUSTER SETSLOT " + slot + " NODE " + to);
            say(owner, "CLUSTER SETSLOT " + slot + " NODE " + to);
          });
    }
    assertThat(target.say("SET {zhengyan} yes")).isEqualTo("+OK");
  }
}
