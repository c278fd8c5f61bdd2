package io.caravan.runs;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Ids that sort by time, also while the clock stands or goes back, and never collide: {@code
 * 20260131-020000123-1y2p0ij32e8e7}.
 */
final class RunIds {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmssSSS").withZone(ZoneOffset.UTC);
  private final Clock clock;
  private final LongSupplier random;
  private final AtomicLong lastMillis = new AtomicLong();

  RunIds(Clock clock, LongSupplier random) {
    this.clock = clock;
    this.random = random;
  }

  String next() {
    long millis = lastMillis.updateAndGet(last -> Math.max(last + 1, clock.millis()));
    return TIME.format(Instant.ofEpochMilli(millis))
        + "-"
        + Long.toUnsignedString(random.getAsLong(), 36);
  }
}
