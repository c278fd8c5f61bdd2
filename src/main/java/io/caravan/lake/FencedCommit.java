package io.caravan.lake;

import io.caravan.record.FencedException;
import io.caravan.record.Position;
import io.caravan.record.WorldException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;

/**
 * One commit to one branch that happens once or not at all: prepared against the branch's head with
 * everything that is carried on from there, and prepared anew when only the head has moved.
 */
final class FencedCommit {
  private static final int FAULTS = 3;
  private final TableAccess access;
  private final String branch;
  private final Position until;
  private final Optional<Instant> ingestedAt;
  private final Map<String, String> notes;
  // By this the commit is found again when its answer was lost.
  private final String id = UUID.randomUUID().toString();

  /** Makes the update that leads on from a head, or refuses to with a {@link FencedException}. */
  @FunctionalInterface
  interface Preparation {
    SnapshotUpdate<?> from(BaseTable table, Head head);
  }

  FencedCommit(
      TableAccess access,
      String branch,
      Position until,
      Optional<Instant> ingestedAt,
      Map<String, String> notes) {
    this.access = access;
    this.branch = branch;
    this.until = until;
    this.ingestedAt = ingestedAt;
    this.notes = notes;
  }

  Snapshot run(Preparation preparation) {
    access.state().writing().lock();
    try {
      return Attempt.to("commit to " + where(), () -> running(preparation));
    } finally {
      access.state().writing().unlock();
    }
  }

  private Snapshot running(Preparation preparation) {
    RuntimeException fault = null;
    int faults = 0;
    for (int attempt = 0; attempt < TableAccess.SWAPS && faults < FAULTS; attempt++) {
      try {
        BaseTable table = access.load();
        // An answer may have been lost: what is already there must not be done twice.
        Optional<Snapshot> done = attempt == 0 ? Optional.empty() : find(table);
        if (done.isPresent()) {
          return done.get();
        }
        if (tried(preparation, table)) {
          BaseTable now = access.load();
          Snapshot made = find(now).orElseThrow(() -> unknown("it is not in the table", null));
          new Thinning(access).run(now);
          return made;
        }
      } catch (FencedException | IllegalArgumentException refused) {
        throw refused;
      } catch (RuntimeException e) {
        fault = e;
        faults++;
      }
    }
    if (fault != null) {
      return after(fault);
    }
    throw new WorldException(
        "Cannot commit to %s: other writers were first %d times in a row. Nothing was written."
            .formatted(where(), TableAccess.SWAPS));
  }

  /** False when another writer moved the branch meanwhile. */
  private boolean tried(Preparation preparation, BaseTable table) {
    Head head = Head.of(table, branch);
    SnapshotUpdate<?> update = preparation.from(table, head);
    head.carried().advancedBy(until, ingestedAt).summary(id, notes).forEach(update::set);
    if (!branch.equals(LakeTable.MAIN)) {
      update.toBranch(branch);
    }
    update.validateWith(head);
    try {
      update.scanManifestsWith(Workers.POOL);
      update.commit();
      return true;
    } catch (CommitFailedException anotherWriterWasFirst) {
      return false;
    } catch (ValidationException e) {
      if (head.moved()) {
        return false;
      }
      throw new FencedException(
          "Cannot commit to %s: it no longer holds what the change was computed from (%s). Nothing was written; read it again."
              .formatted(where(), e.getMessage()));
    }
  }

  /** The snapshot, if the last attempt did happen; else says whether it certainly did not. */
  private Snapshot after(RuntimeException fault) {
    Optional<Snapshot> done;
    try {
      done = find(access.load());
    } catch (WorldException stillDown) {
      throw unknown(fault.getMessage(), fault);
    }
    return done.orElseThrow(
        () ->
            new WorldException(
                "Cannot commit to %s: %s. The rows are not in the table; retry from its position."
                    .formatted(where(), fault.getMessage()),
                fault));
  }

  private WorldException unknown(String why, RuntimeException fault) {
    return new WorldException(
        "Cannot tell whether a commit to %s happened: %s. The table's position will tell; read again from there."
            .formatted(where(), why),
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

  private String where() {
    return branch + " of " + access.name();
  }
}
