package io.caravan.lake;

import io.caravan.record.WorldException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the metadata of a table small that is committed to every second: beside the newest
 * snapshots only the first of each hour is kept. Done by the commits themselves, many snapshots at
 * a time, so it needs no maintenance to run.
 *
 * <p>No data is deleted here. A file that a reader of a forgotten snapshot may still be reading is
 * in the snapshot of that hour, or younger than an hour: the sweep of orphans spares both.
 */
final class Thinning {
  private static final Logger LOG = LoggerFactory.getLogger(Thinning.class);
  // For each snapshot that is kept whatever its age: so many are kept, so many go together.
  static final int NEWEST = 10;
  static final int AT_ONCE = 5;
  private static final Duration SPARED = Duration.ofMinutes(5);
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private final TableAccess access;

  Thinning(TableAccess access) {
    this.access = access;
  }

  /**
   * Forgets snapshots, if it is worth while.
   *
   * @param table as it is after a commit
   */
  void run(BaseTable table) {
    List<Snapshot> superfluous = superfluous(table);
    if (superfluous.size() < AT_ONCE * kept()) {
      return;
    }
    Set<Long> ids = new HashSet<>();
    superfluous.forEach(snapshot -> ids.add(snapshot.snapshotId()));
    try {
      TableMetadata now =
          access.swap(
              "forget old snapshots of " + access.name(),
              metadata -> ids.stream().allMatch(id -> metadata.snapshot(id) == null),
              metadata -> without(metadata, ids));
      access.store().io().deleteFiles(lists(forgotten(superfluous, now)));
    } catch (WorldException | BulkDeletionFailureException later) {
      // The commit before it is done. A later one tries again; what is left lying is swept.
      LOG.debug("Snapshots of {} are forgotten later: {}", access.name(), later.getMessage());
    }
  }

  /** Of these, those that the table knows no more: a branch may have kept one. */
  static List<Snapshot> forgotten(List<Snapshot> superfluous, TableMetadata now) {
    return superfluous.stream().filter(s -> now.snapshot(s.snapshotId()) == null).toList();
  }

  private static List<String> lists(List<Snapshot> snapshots) {
    return snapshots.stream().map(Snapshot::manifestListLocation).toList();
  }

  private static TableMetadata without(TableMetadata metadata, Set<Long> ids) {
    // A branch may have been made of one meanwhile.
    Set<Long> named = named(metadata.refs().values());
    List<Snapshot> gone =
        metadata.snapshots().stream()
            .filter(s -> ids.contains(s.snapshotId()) && !named.contains(s.snapshotId()))
            .toList();
    return TableMetadata.buildFrom(metadata).removeSnapshots(gone).build();
  }

  private static Set<Long> named(Iterable<SnapshotRef> refs) {
    Set<Long> named = new HashSet<>();
    refs.forEach(ref -> named.add(ref.snapshotId()));
    return named;
  }

  private int kept() {
    return access.settings().upkeep().keptSnapshots();
  }

  private List<Snapshot> superfluous(BaseTable table) {
    List<Snapshot> oldestFirst =
        new ArrayList<>(
            StreamSupport.stream(table.snapshots().spliterator(), false)
                .sorted(Comparator.comparingLong(Snapshot::sequenceNumber))
                .toList());
    int newest = NEWEST * kept();
    if (oldestFirst.size() < newest + AT_ONCE * kept()) {
      return List.of();
    }
    Set<Long> named = named(table.refs().values());
    Instant spared = access.clock().instant().minus(SPARED);
    List<Snapshot> superfluous = new ArrayList<>();
    long hour = Long.MIN_VALUE;
    for (Snapshot snapshot : oldestFirst.subList(0, oldestFirst.size() - newest)) {
      long itsHour = Math.floorDiv(snapshot.timestampMillis(), HOUR);
      boolean first = itsHour != hour;
      hour = itsHour;
      boolean young = snapshot.timestampMillis() > spared.toEpochMilli();
      if (!first && !young && !named.contains(snapshot.snapshotId())) {
        superfluous.add(snapshot);
      }
    }
    return superfluous;
  }
}
