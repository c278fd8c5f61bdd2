package io.caravan.route;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes as fast as the system's, and may be wrong. */
final class MovedClock extends Clock {
  private volatile Duration wrongBy = Duration.ZERO;

  void wrongBy(Duration duration) {
    wrongBy = duration;
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(wrongBy);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
