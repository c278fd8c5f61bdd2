package io.caravan.lake;

import io.caravan.record.FencedException;
import io.caravan.record.Position;
import io.caravan.record.PositionRange;
import io.caravan.record.WorldException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;

/** A change to one branch: prepared against its head, refused if the fence does not hold, prepared anew when only the head moved. */
final class TableCommit implements LakeTable.Commit {
  private static final int FAULTS = 3;
  private final TableAccess access;
  private final String branch;
  private final String id = UUID.randomUUID().toString();
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
    positionsByLocation.forEach((location, positions) -> deleted.merge(Location.canonical(location), positions, TableCommit::joined));
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
    access.writing().lock();
    try {
      return Attempt.to("commit to %s of %s".formatted(branch, access.name()), this::committing);
    } finally {
      access.writing().unlock();
    }
  }

  private Snapshot committing() {
    int faults = 0;
    for (int attempt = 0; attempt < TableAccess.SWAPS; attempt++) {
      BaseTable table = access.load();
      if (attempt > 0) {
        // An answer may have been lost: what is already there must not be done twice.
        Optional<Snapshot> done = find(table);
        if (done.isPresent()) {
          return done.get();
        }
      }
      Head head = head(table);
      check(head);
      try {
        SnapshotUpdate<?> update = new Change(access, table, branch, added, deleted, replacesAll).prepare(head);
        head.carried().advancedBy(until, ingestedAt).summary(id, notes).forEach(update::set);
        if (!branch.equals(LakeTable.MAIN)) {
          update.toBranch(branch);
        }
        update.validateWith(head);
        update.commit();
      } catch (CommitFailedException anotherWriterWasFirst) {
        continue;
      } catch (ValidationException e) {
        if (head.moved()) {
          continue;
        }
        throw new FencedException(
            "Cannot commit to %s of %s: it no longer holds what the change was computed from (%s). Nothing was written; read it again."
                .formatted(branch, access.name(), e.getMessage()));
      } catch (IllegalArgumentException | WorldException refused) {
        throw refused;
      } catch (RuntimeException fault) {
        if (++faults == FAULTS) {
          return foundAfter(fault);
        }
        continue;
      }
      return find(access.load()).orElseThrow(() -> unknown("the snapshot is not in the table that was read afterwards", null));
    }
    throw new WorldException(
        "Cannot commit to %s of %s: other writers were first %d times in a row. Nothing was written."
            .formatted(branch, access.name(), TableAccess.SWAPS));
  }

  private Head head(BaseTable table) {
    Head head = Head.of(table, branch);
    boolean branchIsMissing = !head.exists() && !branch.equals(LakeTable.MAIN);
    if (branchIsMissing && table.currentSnapshot() != null) {
      throw new FencedException(
          "Cannot commit to %s of %s: there is no such branch, and main has rows since. Make the branch again.".formatted(branch, access.name()));
    }
    return head;
  }

  private void check(Head head) {
    Carried carried = head.carried();
    Position standing = carried.position().restrictedTo(until);
    if (!standing.equals(from)) {
      throw new FencedException(
          "Cannot commit to %s of %s: the batch begins at %s, but the table is at %s. Another writer was first; nothing was written. Read again from the table's position."
              .formatted(branch, access.name(), from.parts(), standing.parts()));
    }
    if (basedOn.isPresent() && basedOn.get() != head.snapshot()) {
      throw new FencedException(
          "Cannot commit to %s of %s: the change was computed from snapshot %d, but the branch is at %d. Nothing was written; compute it again."
              .formatted(branch, access.name(), basedOn.get(), head.snapshot()));
    }
    if (ingestedAt.isPresent() && carried.ingestedAt().isPresent() && !ingestedAt.get().isAfter(carried.ingestedAt().get())) {
      throw new FencedException(
          "Cannot commit to %s of %s: _ingested_at %s is not after %s of the last commit. Nothing was written; write the files with a later one."
              .formatted(branch, access.name(), ingestedAt.get(), carried.ingestedAt().get()));
    }
  }

  private Snapshot foundAfter(RuntimeException fault) {
    BaseTable table;
    try {
      table = access.load();
    } catch (WorldException stillDown) {
      throw unknown("the catalog does not answer", fault);
    }
    return find(table)
        .orElseThrow(
            () ->
                new WorldException(
                    "Cannot commit to %s of %s: %s. The rows are not in the table; retry from its position."
                        .formatted(branch, access.name(), fault.getMessage()),
                    fault));
  }

  private WorldException unknown(String why, RuntimeException fault) {
    return new WorldException(
        "Cannot tell whether a commit to %s of %s happened: %s. The table's position will tell; read again from there."
            .formatted(branch, access.name(), why),
        fault);
  }

  private Optional<Snapshot> find(BaseTable table) {
    for (org.apache.iceberg.Snapshot snapshot : table.snapshots()) {
      if (snapshot.summary() != null && id.equals(snapshot.summary().get(Carried.COMMIT))) {
        return Optional.of(Carried.snapshot(snapshot, Head.ancestry(table, snapshot)));
      }
    }
    return Optional.empty();
  }
}
