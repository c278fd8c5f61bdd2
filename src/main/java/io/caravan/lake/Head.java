package io.caravan.lake;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Where a branch stood when a commit was prepared. Iceberg shows it the branch's ancestry at every
 * attempt to commit: a commit whose carried positions were read from another head is refused, and
 * prepared anew by its caller.
 */
final class Head implements SnapshotAncestryValidator {
  static final long NONE = -1;
  private final long snapshot;
  private final List<Snapshot> ancestry;
  private volatile boolean moved;

  private Head(long snapshot, List<Snapshot> ancestry) {
    this.snapshot = snapshot;
    this.ancestry = ancestry;
  }

  static Head of(Table table, String branch) {
    Snapshot newest = table.snapshot(branch);
    return newest == null
        ? new Head(NONE, List.of())
        : new Head(newest.snapshotId(), ancestry(table, newest));
  }

  static List<Snapshot> ancestry(Table table, Snapshot newest) {
    List<Snapshot> all = new ArrayList<>();
    SnapshotUtil.ancestorsOf(newest.snapshotId(), table::snapshot).forEach(all::add);
    return all;
  }

  long snapshot() {
    return snapshot;
  }

  boolean exists() {
    return snapshot != NONE;
  }

  List<Snapshot> ancestry() {
    return ancestry;
  }

  Optional<io.caravan.lake.Snapshot> newest() {
    return ancestry.isEmpty()
        ? Optional.empty()
        : Optional.of(Carried.snapshot(ancestry.get(0), ancestry));
  }

  /** Newest first. */
  List<io.caravan.lake.Snapshot> history() {
    return IntStream.range(0, ancestry.size())
        .mapToObj(i -> Carried.snapshot(ancestry.get(i), ancestry.subList(i, ancestry.size())))
        .toList();
  }

  Carried carried() {
    return Carried.by(ancestry);
  }

  /** True when another writer moved the branch between preparing and committing. */
  boolean moved() {
    return moved;
  }

  @Override
  public boolean validate(Iterable<Snapshot> now) {
    Iterator<Snapshot> newestFirst = now.iterator();
    long current = newestFirst.hasNext() ? newestFirst.next().snapshotId() : NONE;
    moved = current != snapshot;
    return !moved;
  }

  @Override
  public String errorMessage() {
    return "the branch has moved on from snapshot " + snapshot;
  }
}
