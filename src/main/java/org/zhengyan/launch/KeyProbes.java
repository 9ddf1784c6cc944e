package org.zhengyan.launch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CaId;
import org.zhengyan.keys.KeyVault;

/**
 * Which keys of this node do not answer. Each is used on a probe, so that is done at most every ten
 * seconds; opening the escrow key costs as much as a password, so one that answered is left alone for five
 * minutes. Thread-safe.
 */
@Component
class KeyProbes {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration ESCROW_INTERVAL = Duration.ofMinutes(5);
  private static final String ESCROW = "escrow-p256";

  private final KeyVault vault;
  private final Clock clock;
  private List<String> silent = List.of();
  private Instant next = Instant.MIN;
  private Instant escrowNext = Instant.MIN;
  private boolean escrowSilent;

  KeyProbes(KeyVault vault, Clock clock) {
    this.vault = vault;
    this.clock = clock;
  }

  /** Names of keys that are missing, do not open, or do not sign (the escrow key: do not agree). */
  synchronized List<String> silent() {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return silent;
    }
    next = now.plus(INTERVAL);
    if (escrowSilent || !now.isBefore(escrowNext)) {
      escrowSilent = !vault.available(ESCROW);
      escrowNext = now.plus(ESCROW_INTERVAL);
    }
    silent =
        Stream.concat(
                signing().stream().filter(name -> !vault.available(name)),
                escrowSilent ? Stream.of(ESCROW) : Stream.empty())
            .toList();
    return silent;
  }

  private static List<String> signing() {
    List<String> names =
        new ArrayList<>(
            List.of(
                "receipt-p256", "receipt-sm2", "token-p256", "checkpoint-p256", "checkpoint-sm2",
                "tsa-p256", "tsa-sm2", "seal-p256", "seal-sm2", "seal-maker-sm2"));
    for (CaId ca : CaId.values()) {
      names.add("ca-" + ca.wire());
      names.add("ocsp-" + ca.wire());
    }
    return names;
  }
}
