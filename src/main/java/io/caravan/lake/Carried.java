package io.caravan.lake;

import io.caravan.record.Position;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;

/**
 * What every commit of ours carries on from the one before it, in its summary: without that, the
 * expiry of old snapshots would forget how far a source has been read.
 *
 * @param position how far each source has been read
 * @param ingestedAt the newest {@code _ingested_at}
 */
record Carried(Position position, Optional<Instant> ingestedAt) {
  static final String COMMIT = "caravan.commit";
  private static final String POSITION = "caravan.position.";
  private static final String INGESTED_AT = "caravan.ingested-at";
  private static final String NOTE = "caravan.note.";
  private static final Carried NOTHING = new Carried(Position.NONE, Optional.empty());

  /**
   * @param ancestry newest first
   */
  static Carried by(Iterable<Snapshot> ancestry) {
    for (Snapshot snapshot : ancestry) {
      // Another engine's commit carries nothing on: the newest of ours below it still holds.
      if (ours(snapshot)) {
        return by(snapshot);
      }
    }
    return NOTHING;
  }

  static boolean ours(Snapshot snapshot) {
    return snapshot.summary() != null && snapshot.summary().containsKey(COMMIT);
  }

  private static Carried by(Snapshot snapshot) {
    TreeMap<String, String> parts = new TreeMap<>();
    snapshot
        .summary()
        .forEach(
            (key, value) -> {
              if (key.startsWith(POSITION)) {
                parts.put(key.substring(POSITION.length()), value);
              }
            });
    return new Carried(
        new Position(parts),
        Optional.ofNullable(snapshot.summary().get(INGESTED_AT)).map(Instant::parse));
  }

  Carried advancedBy(Position newer, Optional<Instant> at) {
    return new Carried(position.advancedBy(newer), at.or(() -> ingestedAt));
  }

  Map<String, String> summary(String commit, Map<String, String> notes) {
    Map<String, String> summary = new TreeMap<>();
    summary.put(COMMIT, commit);
    position.parts().forEach((part, value) -> summary.put(POSITION + part, value));
    ingestedAt.ifPresent(at -> summary.put(INGESTED_AT, at.toString()));
    notes.forEach((key, value) -> summary.put(NOTE + key, value));
    return summary;
  }

  /** The snapshot as the rest of the application knows it. */
  static io.caravan.lake.Snapshot snapshot(Snapshot snapshot, Iterable<Snapshot> ancestry) {
    Map<String, String> rest = new TreeMap<>();
    if (snapshot.summary() != null) {
      snapshot
          .summary()
          .forEach(
              (key, value) -> {
                if (key.startsWith(NOTE)) {
                  rest.put(key.substring(NOTE.length()), value);
                } else if (!key.startsWith(POSITION)) {
                  rest.put(key, value);
                }
              });
    }
    return new io.caravan.lake.Snapshot(
        snapshot.snapshotId(),
        Instant.ofEpochMilli(snapshot.timestampMillis()),
        snapshot.operation(),
        by(ancestry).position(),
        rest);
  }
}
