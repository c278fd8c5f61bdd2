package io.caravan.model;

import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Scan;
import io.caravan.lake.Snapshot;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import java.util.List;
import java.util.Optional;

/** A version that is built but that readers do not see yet. */
sealed interface Candidate {
  /** Rows that were written; -1 when nobody counts them. */
  long rows();

  /** Lets a session read the candidate under the dataset's name. */
  void show(Workbench bench);

  /** Makes it what readers see. Empty when there is no snapshot to tell of. */
  Optional<Snapshot> publish();

  /** Takes it back: readers never saw it. */
  void discard();

  /**
   * A table's new version on a branch.
   *
   * @param base the published snapshot it was made from; -1 when it was made from nothing
   * @param added locations of the files that came to the base; empty when the whole content is new
   */
  record Branch(
      LakeTable table, String branch, long snapshot, long rows, long base, List<String> added)
      implements Candidate {
    @Override
    public void show(Workbench bench) {
      bench.bindCandidate(table.name(), table.scan(snapshot));
    }

    /** The rows that came to the base, as far as they are in the new version. */
    Scan scanOfAdded() {
      Scan all = table.scan(snapshot);
      return new Scan(
          snapshot,
          all.fields(),
          all.files().stream().filter(file -> added.contains(file.location())).toList(),
          all.byName());
    }

    @Override
    public Optional<Snapshot> publish() {
      return Optional.of(table.publish(branch));
    }

    @Override
    public void discard() {
      table.dropBranch(branch);
    }
  }

  /** A view's new text. */
  record View(Lake lake, DatasetName dataset, String sql, Columns columns) implements Candidate {
    @Override
    public long rows() {
      return -1;
    }

    @Override
    public void show(Workbench bench) {
      bench.bindCandidate(dataset, sql);
    }

    @Override
    public Optional<Snapshot> publish() {
      if (lake.find(dataset).isPresent()) {
        lake.drop(dataset);
      }
      lake.createView(dataset, sql, columns);
      return Optional.empty();
    }

    @Override
    public void discard() {
      // Nothing of it has left this process.
    }
  }

  /** Nothing new: the published version is also the candidate. */
  record Same(DatasetName dataset) implements Candidate {
    @Override
    public long rows() {
      return 0;
    }

    @Override
    public void show(Workbench bench) {
      bench.bind(dataset);
    }

    @Override
    public Optional<Snapshot> publish() {
      return Optional.empty();
    }

    @Override
    public void discard() {
      // Nothing was made.
    }
  }
}
