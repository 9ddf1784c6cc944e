package org.zhengyan.status;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code zhengyan.status.*}: what {@link StatusHealth} says, for those who watch. */
@Component
class StatusGauges implements MeterBinder {
  private static final double NANOS = 1e9;

  private final StatusLookup status;

  StatusGauges(StatusLookup status) {
    this.status = status;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "serving", "1 while this node answers for statuses", h -> flag(h.serving()));
    gauge(registry, "reconciled", "0 while the database lacks what this node remembers",
        h -> flag(h.reconciled()));
    gauge(registry, "journal.writable", "0 while no status can be changed here",
        h -> flag(h.journalWritable()));
    gauge(registry, "feed.age.seconds", "age of the status feed", h -> seconds(h.feedAge()));
    gauge(registry, "clock.offset.seconds", "this node's clock less the database's",
        h -> seconds(h.clockOffset()));
    gauge(registry, "certificates", "certificates in the index", StatusHealth::certificates);
    gauge(registry, "position", "last status change in the index", StatusHealth::position);
  }

  private void gauge(
      MeterRegistry registry, String name, String description, ToDoubleFunction<StatusHealth> value) {
    Gauge.builder("zhengyan.status." + name, () -> value.applyAsDouble(status.health()))
        .description(description)
        .register(registry);
  }

  private static double flag(boolean value) {
    return value ? 1 : 0;
  }

  private static double seconds(@Nullable Duration duration) {
    return duration == null ? Double.NaN : duration.toNanos() / NANOS;
  }
}
