package io.caravan.lake;

import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.record.Position;
import io.caravan.record.PositionRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One table of the lake. Every method reads the table as it is now; nothing is remembered between
 * calls.
 */
public interface LakeTable {
  /** The branch that readers see. */
  String MAIN = "main";

  /** Operation of a commit that changes files, but no row. */
  String REPACKED = "replace";

  DatasetName name();

  Columns columns();

  /**
   * How far each source has been read into {@link #MAIN}, and nothing else is the truth about it.
   */
  Position position();

  /** The newest snapshot of a branch; empty when the branch has none. */
  Optional<Snapshot> snapshot(String branch);

  /** Newest first. */
  List<Snapshot> history();

  /**
   * The newest snapshot of main, when it shows other rows than the one that is known: a commit that
   * only re-packed files is no news.
   *
   * @param known id of a snapshot of main; null for none
   */
  default Optional<Snapshot> news(Long known) {
    for (Snapshot snapshot : history()) {
      if (known != null && snapshot.id() == known) {
        return Optional.empty();
      }
      if (!snapshot.operation().equals(REPACKED)) {
        break;
      }
    }
    return snapshot(MAIN);
  }

  /** Free-form properties of the table ({@code grants}, owner, description ...). */
  Map<String, String> properties();

  void setProperties(Map<String, String> properties);

  /**
   * A time for the next commit's {@code _ingested_at}: now, or one microsecond after the last
   * commit's if the clock stands or has gone back, so that {@code _ingested_at > max(_ingested_at)}
   * is exact.
   */
  Instant nextIngestedAt();

  /**
   * Adds missing columns, widens types (int to long, float to double, decimal precision, required
   * to optional); never drops or narrows.
   *
   * @return the table's columns afterwards
   * @throws io.caravan.record.ProjectException when a change is not a widening; names column, both
   *     types
   */
  Columns evolve(Columns wanted);

  /** The directory (with a trailing slash) that this table's data files belong in. */
  String dataLocation();

  /** The table's newest metadata file: all that another engine needs in order to read it. */
  String metadataLocation();

  Scan scan(String branch);

  Scan scan(long snapshot);

  /** Begins a commit; nothing is visible before {@link Commit#commit()}. */
  Commit change(String branch);

  /**
   * Points a new branch at what {@link #MAIN} shows now (or at nothing), dropping an older branch
   * of that name.
   */
  void branch(String branch);

  void dropBranch(String branch);

  /**
   * Gives a branch columns of its own, for a commit that {@linkplain Commit#replaceAll() replaces}
   * every row: a column whose name and type still fit keeps its field, every other one is new, the
   * rest are gone. Readers of {@link #MAIN} see them with {@link #publish}, together with the rows.
   *
   * @return the fields to write the branch's files with; {@link #scan(String)} of the branch tells
   *     them too
   */
  List<Scan.Field> redefine(String branch, Columns wanted);

  /**
   * Moves {@link #MAIN} to the branch, which is gone afterwards.
   *
   * @throws io.caravan.record.FencedException when MAIN has moved since the branch was made
   */
  Snapshot publish(String branch);

  /**
   * Re-packs small files and files with deleted rows, expires old snapshots, deletes orphans, per
   * the lake's settings; never moves a position.
   *
   * @param repacker reads and writes the rows
   */
  Maintenance maintain(Repacker repacker);

  /** What {@link #maintain} did. */
  record Maintenance(
      int filesRepacked,
      int filesWritten,
      int snapshotsExpired,
      int orphansDeleted,
      long bytesFreed) {}

  /** A change to one branch, committed whole or not at all. */
  interface Commit {
    Commit add(List<StagedFile> files);

    /** Marks rows of files as deleted (deletion vectors; merged with those that are there). */
    Commit delete(Map<String, long[]> positionsByLocation);

    /** Drops every row that is there now: the added files become the whole content. */
    Commit replaceAll();

    /**
     * What the added rows cover. The commit is refused when the table is not at {@code
     * range.from()} in exactly the covered parts.
     */
    Commit covering(PositionRange range);

    /**
     * The {@code _ingested_at} of the added rows; refused when it is not greater than the last one.
     */
    Commit ingestedAt(Instant at);

    /**
     * The commit is refused when the branch is not at this snapshot (-1: has none): for changes
     * computed from a read.
     */
    Commit basedOn(long snapshot);

    /** A word about itself in the snapshot's summary, for example {@code run} or {@code batch}. */
    Commit note(String key, String value);

    /**
     * @throws io.caravan.record.FencedException when another writer was first; nothing was written
     * @throws io.caravan.record.WorldException when it is unknown or certain that the commit did
     *     not happen; retry from the position
     */
    Snapshot commit();
  }
}
