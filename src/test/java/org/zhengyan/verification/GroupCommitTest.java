package org.zhengyan.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zhengyan.failure.Refusal;

/** Who is written with whom, and who hears of a failure. */
@Timeout(60)
class GroupCommitTest {
  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<List<String>> groups = Collections.synchronizedList(new ArrayList<>());
  private final List<String> alone = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch release = new CountDownLatch(1);
  private final GroupCommit<String, String> commits = commits(1, LONG);

  /** "slow" ends when it is released, "wrong" undoes its group, and of a group with "broken" nothing is known. */
  private List<String> together(List<String> acts) {
    groups.add(List.copyOf(acts));
    if (acts.contains("slow")) {
      await(release);
    }
    if (acts.contains("wrong")) {
      throw new GroupCommit.Undone(new IllegalStateException("one is wrong"));
    }
    if (acts.contains("broken")) {
      throw new IllegalStateException("who knows");
    }
    return acts.stream().map(act -> act + " done").toList();
  }

  private String alone(String act) {
    alone.add(act);
    if (act.equals("wrong")) {
      throw new IllegalArgumentException("wrong");
    }
    return act + " done alone";
  }

  private GroupCommit<String, String> commits(int atOnce, Duration patience) {
    return new GroupCommit<>(this::together, this::alone, atOnce, patience);
  }

  @Test
  void keepsNobodyWaitingForCompany() {
    AtomicReference<Thread> writer = new AtomicReference<>();
    GroupCommit<String, String> own =
        new GroupCommit<>(
            acts -> {
              writer.set(Thread.currentThread());
              return acts;
            },
            this::alone,
            1,
            LONG);
    assertThat(own.commit("a")).isEqualTo("a");
    assertThat(writer.get()).isSameAs(Thread.currentThread());
  }

  @Test
  void writesTogetherWhatComesMeanwhile() throws Exception {
    List<Future<String>> answers = whileOneIsSlow("a", "b", "c");
    assertThat(groups).hasSize(2);
    assertThat(groups.getLast()).containsExactly("a", "b", "c");
    assertThat(answers.get(0).get()).isEqualTo("a done");
    assertThat(answers.get(2).get()).isEqualTo("c done");
    assertThat(alone).isEmpty();
  }

  @Test
  void keepsGroupsSmall() throws Exception {
    String[] many = new String[80];
    for (int i = 0; i < many.length; i++) {
      many[i] = "act " + i;
    }
    List<Future<String>> answers = whileOneIsSlow(many);
    assertThat(groups.stream().map(List::size)).containsExactly(1, 32, 32, 16);
    for (int i = 0; i < many.length; i++) {
      assertThat(answers.get(i).get()).isEqualTo(many[i] + " done");
    }
  }

  @Test
  void triesEachAloneWhenTheirGroupIsUndone() throws Exception {
    List<Future<String>> answers = whileOneIsSlow("a", "wrong", "c");
    assertThat(answers.get(0).get()).isEqualTo("a done alone");
    assertThat(answers.get(2).get()).isEqualTo("c done alone");
    assertThatThrownBy(() -> answers.get(1).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalArgumentException.class);
    assertThat(alone).containsExactlyInAnyOrder("a", "wrong", "c");
  }

  @Test
  void triesNothingAgainThatMayBeWritten() throws Exception {
    List<Future<String>> answers = whileOneIsSlow("a", "broken");
    for (Future<String> answer : answers) {
      assertThatThrownBy(answer::get).hasRootCauseMessage("who knows");
    }
    assertThat(alone).isEmpty();
    assertThat(commits.commit("after")).isEqualTo("after done");
  }

  @Test
  void refusesThoseWhoseTurnDoesNotCome() throws Exception {
    GroupCommit<String, String> hurried = commits(1, Duration.ofMillis(50));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> slow = threads.submit(() -> hurried.commit("slow"));
      Awaitility.await().until(() -> groups.size() == 1);
      assertThatThrownBy(() -> hurried.commit("late"))
          .isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(503));
      release.countDown();
      assertThat(slow.get()).isEqualTo("slow done");
    }
    assertThat(hurried.commit("after")).isEqualTo("after done");
    assertThat(groups).as("what was refused is not written later").containsExactly(List.of("slow"), List.of("after"));
  }

  @Test
  void writesSeveralGroupsAtOnceWhereItMay() throws Exception {
    GroupCommit<String, String> two = commits(2, LONG);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> slow = threads.submit(() -> two.commit("slow"));
      Awaitility.await().until(() -> groups.size() == 1);
      assertThat(two.commit("quick")).isEqualTo("quick done");
      release.countDown();
      assertThat(slow.get()).isEqualTo("slow done");
    }
  }

  /** Commits all of them, in that order, while a slow one is under way. */
  private List<Future<String>> whileOneIsSlow(String... acts) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> slow = threads.submit(() -> commits.commit("slow"));
      Awaitility.await().until(() -> groups.size() == 1);
      List<Future<String>> answers = new ArrayList<>();
      for (String act : acts) {
        answers.add(threads.submit(() -> commits.commit(act)));
        int sent = answers.size();
        Awaitility.await().pollDelay(Duration.ZERO).pollInterval(MOMENT).until(() -> commits.waiting() == sent);
      }
      release.countDown();
      assertThat(slow.get()).isEqualTo("slow done");
      return answers;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
