package io.caravan.lake;

import io.caravan.record.FencedException;
import io.caravan.record.Position;
import io.caravan.record.PositionRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.iceberg.BaseTable;

/** Gathers a change to one branch, and refuses it when the table is not where the change began. */
final class TableCommit implements LakeTable.Commit {
  private final TableAccess access;
  private final String branch;
  private final List<StagedFile> added = new ArrayList<>();
  private final Map<String, long[]> deleted = new TreeMap<>();
  private final Map<String, String> notes = new TreeMap<>();
  private Position from = Position.NONE;
  private Position until = Position.NONE;
  private boolean replacesAll;
  private Optional<Instant> ingestedAt = Optional.empty();
  private Optional<Long> basedOn = Optional.empty();

  TableCommit(TableAccess access, String branch) {
    this.access = access;
    this.branch = branch;
  }

  @Override
  public LakeTable.Commit add(List<StagedFile> files) {
    files.forEach(file -> access.store().within(file.location()));
    added.addAll(files);
    return this;
  }

  @Override
  public LakeTable.Commit delete(Map<String, long[]> positionsByLocation) {
    positionsByLocation.forEach(
        (location, positions) ->
            deleted.merge(Location.canonical(location), positions, TableCommit::joined));
    return this;
  }

  private static long[] joined(long[] a, long[] b) {
    return LongStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
  }

  @Override
  public LakeTable.Commit replaceAll() {
    replacesAll = true;
    return this;
  }

  @Override
  public LakeTable.Commit covering(PositionRange range) {
    from = range.from();
    until = range.until();
    return this;
  }

  @Override
  public LakeTable.Commit ingestedAt(Instant at) {
    ingestedAt = Optional.of(at);
    return this;
  }

  @Override
  public LakeTable.Commit basedOn(long snapshot) {
    basedOn = Optional.of(snapshot);
    return this;
  }

  @Override
  public LakeTable.Commit note(String key, String value) {
    notes.put(key, value);
    return this;
  }

  @Override
  public Snapshot commit() {
    return new FencedCommit(access, branch, until, ingestedAt, notes)
        .run(
            (table, head) -> {
              check(table, head);
              return new Change(access, table, branch, added, deleted, replacesAll).prepare(head);
            });
  }

  private void check(BaseTable table, Head head) {
    boolean branchIsMissing = !head.exists() && !branch.equals(LakeTable.MAIN);
    if (branchIsMissing && table.currentSnapshot() != null) {
      throw new FencedException(
          ("Cannot commit to %s of %s: there is no such branch, and main has rows since. "
                  + "Make the branch again.")
              .formatted(branch, access.name()));
    }
    Carried carried = head.carried();
    Position standing = carried.position().restrictedTo(until);
    if (!standing.equals(from)) {
      throw new FencedException(
          ("Cannot commit to %s of %s: the batch begins at %s, but the table is at %s. "
                  + "Another writer was first; nothing was written. Read again from the table's position.")
              .formatted(branch, access.name(), from.parts(), standing.parts()));
    }
    if (basedOn.isPresent() && basedOn.get() != head.snapshot()) {
      throw new FencedException(
          ("Cannot commit to %s of %s: the change was computed from snapshot %d, but the branch is at %d. "
                  + "Nothing was written; compute it again.")
              .formatted(branch, access.name(), basedOn.get(), head.snapshot()));
    }
    if (ingestedAt.isPresent()
        && carried.ingestedAt().isPresent()
        && !ingestedAt.get().isAfter(carried.ingestedAt().get())) {
      throw new FencedException(
          ("Cannot commit to %s of %s: _ingested_at %s is not after %s of the last commit. "
                  + "Nothing was written; write the files with a later one.")
              .formatted(branch, access.name(), ingestedAt.get(), carried.ingestedAt().get()));
    }
  }
}
