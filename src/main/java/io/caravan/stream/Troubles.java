package io.caravan.stream;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What keeps a reader from landing batches: how long it rests for that, and what is said of it. */
final class Troubles {
  private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
  private final StreamSettings settings;
  private final StreamStatus status;
  private final Clock clock;
  private final Object reader;
  private int failures;
  private long restUntil;
  private boolean stopped;
  // Whether the last batch failed: only one that lands shows that the trouble is over.
  private boolean unlanded;

  /**
   * @param reader whose troubles they are
   */
  Troubles(StreamSettings settings, StreamStatus status, Clock clock, Object reader) {
    this.settings = settings;
    this.status = status;
    this.clock = clock;
    this.reader = reader;
  }

  /** Tries again after a pause that grows from failure to failure. */
  void again(String reason) {
    failures++;
    long pause = SHORTEST_PAUSE.toMillis() << Math.min(20, failures - 1);
    pause = Math.min(pause, settings.longestPause().toMillis());
    restUntil = System.nanoTime() + Duration.ofMillis(pause).toNanos();
    if (Integer.bitCount(failures) == 1) {
      LOG.warn(
          "Route {} tries again in {} ms (attempt {}): {}",
          settings.route(),
          pause,
          failures,
          reason);
    }
    status.trouble(reader, reason, false, clock.instant());
  }

  /** A person must do something; until then it is looked at from time to time. */
  void stop(String reason) {
    if (!stopped) {
      LOG.error("Route {} has stopped: {}", settings.route(), reason);
    }
    stopped = true;
    restUntil = System.nanoTime() + settings.longestPause().toNanos();
    status.trouble(reader, reason, true, clock.instant());
  }

  boolean resting() {
    return System.nanoTime() < restUntil;
  }

  /** By {@link System#nanoTime}. */
  long restUntil() {
    return restUntil;
  }

  void lookAtOnce() {
    restUntil = System.nanoTime();
  }

  void failed() {
    unlanded = true;
  }

  void landed() {
    failures = 0;
    unlanded = false;
    over();
  }

  /**
   * Whatever kept it from finding its place is mended; a batch need not come to show that, unless
   * one had failed.
   */
  void placeFound() {
    if (!unlanded) {
      over();
    }
  }

  /** What failed is read by others now. */
  void othersTurn() {
    unlanded = false;
  }

  /** Nothing is said of a reader that is no more. */
  void ended() {
    status.well(reader);
  }

  private void over() {
    stopped = false;
    status.well(reader);
  }
}
