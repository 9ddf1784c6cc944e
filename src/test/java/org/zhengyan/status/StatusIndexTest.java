package org.zhengyan.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;

class StatusIndexTest {
  private static final Instant END = Instant.parse("2031-05-06T07:08:09Z");
  private final Random random = new Random(42);
  private final SecureRandom serials = new SecureRandom();

  @Test
  void agreesWithMapUnderRandomChanges() {
    StatusIndex index = new StatusIndex();
    Map<BigInteger, Long> oracle = new HashMap<>();
    List<BigInteger> known = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      boolean change = !known.isEmpty() && random.nextInt(3) == 0;
      BigInteger serial =
          change ? known.get(random.nextInt(known.size())) : SerialNumber.random(serials).value();
      long packed = randomStatus();
      index.put(serial, packed);
      if (oracle.put(serial, packed) == null) {
        known.add(serial);
      }
      BigInteger asked = known.get(random.nextInt(known.size()));
      assertThat(index.find(asked)).isEqualTo(oracle.get(asked));
      assertThat(index.find(SerialNumber.random(serials).value())).isEqualTo(PackedStatus.UNKNOWN);
    }
    assertThat(index.size()).isEqualTo(oracle.size());
    oracle.forEach((serial, packed) -> assertThat(index.find(serial)).isEqualTo(packed));
  }

  @Test
  void forgetsThoseThatEndedBefore() {
    StatusIndex index = new StatusIndex();
    Map<BigInteger, Long> oracle = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      BigInteger serial = SerialNumber.random(serials).value();
      long packed =
          PackedStatus.of(
              CaId.ORGAN_SM2, CertificateState.GOOD, null, null, END.plusSeconds(i % 20 * 86_400L));
      oracle.put(serial, packed);
      index.put(serial, packed);
    }
    long day = END.getEpochSecond() / 86_400 + 10;
    index.forgetBefore(day);
    assertThat(index.size()).isEqualTo(2_500);
    oracle.forEach(
        (serial, packed) ->
            assertThat(index.find(serial))
                .isEqualTo(PackedStatus.lastDay(packed) >= day ? packed : PackedStatus.UNKNOWN));
  }

  @Test
  void holdsMillionCertificatesInSixtyMegabytes() {
    StatusIndex index = new StatusIndex();
    for (int i = 0; i < 1_000_000; i++) {
      index.put(random.nextLong() >>> 1 | 1L << 62, random.nextLong(), randomStatus());
    }
    assertThat(index.size()).isEqualTo(1_000_000);
    assertThat(index.bytes()).isLessThanOrEqualTo(60_000_000);
  }

  @Test
  void readersSeeWholeStatusesWhileTableGrows() throws Exception {
    StatusIndex index = new StatusIndex();
    BigInteger watched = SerialNumber.random(serials).value();
    long first = PackedStatus.of(CaId.ORGAN_SM2, CertificateState.GOOD, null, null, END);
    long second =
        PackedStatus.of(
            CaId.ORGAN_SM2, CertificateState.REVOKED, RevocationReason.SUPERSEDED, END, END);
    index.put(watched, first);
    AtomicBoolean done = new AtomicBoolean();
    try (var executor = Executors.newFixedThreadPool(2)) {
      Future<?> reader =
          executor.submit(
              () -> {
                while (!done.get()) {
                  assertThat(index.find(watched)).isIn(first, second);
                }
              });
      for (int i = 0; i < 200_000; i++) {
        index.put(SerialNumber.random(serials).value(), randomStatus());
        index.put(watched, i % 2 == 0 ? second : first);
      }
      done.set(true);
      reader.get();
    }
  }

  @Test
  void knowsNoSerialOfAnotherShape() {
    StatusIndex index = new StatusIndex();
    BigInteger ours = SerialNumber.random(serials).value();
    index.put(ours, randomStatus());
    for (BigInteger other :
        List.of(
            BigInteger.ZERO, BigInteger.ONE, ours.negate(), ours.shiftLeft(8), ours.setBit(127),
            ours.setBit(128), ours.mod(BigInteger.TWO.pow(64)))) {
      assertThat(index.find(other)).isEqualTo(PackedStatus.UNKNOWN);
      assertThatThrownBy(() -> index.put(other, 1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void packsEveryStateAndReason() {
    for (CaId ca : CaId.values()) {
      for (CertificateState state : CertificateState.values()) {
        for (RevocationReason reason : RevocationReason.values()) {
          Instant at = Instant.parse("2099-12-31T23:59:59Z");
          long packed = PackedStatus.of(ca, state, reason, at, END);
          assertThat(PackedStatus.ca(packed)).isEqualTo(ca);
          assertThat(PackedStatus.state(packed)).isEqualTo(state);
          assertThat(PackedStatus.reason(packed)).isEqualTo(reason);
          assertThat(PackedStatus.revokedAt(packed)).isEqualTo(at);
          assertThat(PackedStatus.lastDay(packed)).isEqualTo(END.getEpochSecond() / 86_400);
        }
      }
    }
  }

  private long randomStatus() {
    CertificateState state = CertificateState.values()[random.nextInt(4)];
    return PackedStatus.of(
        CaId.values()[random.nextInt(4)],
        state,
        RevocationReason.values()[random.nextInt(8)],
        Instant.ofEpochSecond(1_700_000_000L + random.nextInt(100_000_000)),
        END.plusSeconds(random.nextInt(100_000_000)));
  }
}
