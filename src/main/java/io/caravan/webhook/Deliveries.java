package io.caravan.webhook;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest deliveries of one partition of an inbox, by id: as many as it was told to remember.
 * Not for several threads at once.
 */
final class Deliveries {
  private final LinkedHashMap<Fingerprint, Seen> seen;
  private long until = -1;

  /**
   * @param offset where the delivery lies
   * @param body what was delivered
   */
  record Seen(long offset, Fingerprint body) {}

  Deliveries(int most) {
    seen =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Fingerprint, Seen> eldest) {
            return size() > most;
          }
        };
  }

  /** The delivery of that id that lies before an offset; null when none is remembered. */
  Seen before(long offset, Fingerprint id) {
    Seen first = seen.get(id);
    return first != null && first.offset < offset ? first : null;
  }

  /** Takes note of a delivery; the first of an id stays. */
  void add(Fingerprint id, Seen delivery) {
    Seen known = seen.get(id);
    if (known == null || known.offset > delivery.offset) {
      seen.put(id, delivery);
    }
    until = Math.max(until, delivery.offset + 1);
  }

  /** Everything before this offset is known, as far as it is remembered; -1 when nothing is. */
  long until() {
    return until;
  }

  void until(long offset) {
    until = Math.max(until, offset);
  }
}
