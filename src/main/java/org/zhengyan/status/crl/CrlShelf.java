package org.zhengyan.status.crl;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.zhengyan.status.CrlNumbers;

/**
 * The CRLs that this node serves, in memory, asked of the database again after a few seconds.
 *
 * <p>While the database does not answer, the last one is served until its {@code nextUpdate}: a CRL
 * says itself how long it holds.
 */
@Component
class CrlShelf {
  private static final Logger LOG = LoggerFactory.getLogger(CrlShelf.class);
  private static final Duration CHECKED_FOR = Duration.ofSeconds(5);
  private static final long MAX_BYTES = 64L << 20;

  private record Shelved(Crl crl, Instant checkedAt) {}

  private final CrlStore store;
  private final CrlNumbers numbers;
  private final Clock clock;
  private final Cache<CrlShardId, Shelved> shelf =
      Caffeine.newBuilder()
          .maximumWeight(MAX_BYTES)
          .weigher((CrlShardId id, Shelved shelved) -> shelved.crl().der().length + 512)
          .build();

  CrlShelf(CrlStore store, CrlNumbers numbers, Clock clock) {
    this.store = store;
    this.numbers = numbers;
    this.clock = clock;
  }

  /** The latest CRL, unless there is none or it has outlived itself. */
  Optional<Crl> find(CrlShardId id) {
    Instant now = clock.instant();
    Shelved shelved = shelf.getIfPresent(id);
    if (shelved == null || shelved.checkedAt().plus(CHECKED_FOR).isBefore(now)) {
      shelved = check(id, shelved, now);
    }
    return Optional.ofNullable(shelved).map(Shelved::crl).filter(crl -> crl.nextUpdate().isAfter(now));
  }

  private @Nullable Shelved check(CrlShardId id, @Nullable Shelved shelved, Instant now) {
    try {
      Optional<Long> number = store.findNumber(id);
      if (number.isEmpty()) {
        shelf.invalidate(id);
        return null;
      }
      Crl crl =
          shelved != null && shelved.crl().number() == number.get()
              ? shelved.crl()
              : store.find(id).orElse(null);
      if (crl == null) {
        return null;
      }
      numbers.keep(crl.number());
      Shelved checked = new Shelved(crl, now);
      shelf.put(id, checked);
      return checked;
    } catch (DataAccessException e) {
      LOG.debug("the database does not say whether the CRL {} is the latest", id, e);
      return shelved;
    }
  }
}
