package io.caravan.lake;

import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A catalog of tables over one object store. Thread-safe; one per process. */
public interface Lake extends AutoCloseable {
  /**
   * Opens the lake; makes its catalog's tables where there are none yet.
   *
   * @throws io.caravan.record.WorldException when the catalog cannot be reached
   */
  static Lake open(LakeSettings settings, Clock clock) {
    return IcebergLake.open(settings, clock);
  }

  /** Empty when there is no such table. */
  Optional<LakeTable> find(DatasetName name);

  /**
   * @throws io.caravan.record.ProjectException when there is no such table; suggests a near name
   */
  LakeTable load(DatasetName name);

  /** Creates the table, or loads it when another writer was first. */
  LakeTable create(DatasetName name, Columns columns, TableLayout layout);

  void drop(DatasetName name);

  /** All tables, sorted. */
  List<DatasetName> tables();

  /** Creates or replaces a view: SQL that is run when it is read. */
  void createView(DatasetName name, String sql, Columns columns);

  Optional<String> viewSql(DatasetName name);

  /** Free-form properties of a view; empty when there is no such view. */
  Map<String, String> viewProperties(DatasetName name);

  void setViewProperties(DatasetName name, Map<String, String> properties);

  List<DatasetName> views();

  void dropView(DatasetName name);

  /**
   * A local path that holds the object's bytes: the store's own file when it is on this disk, else
   * a copy in a bounded cache.
   */
  Path local(String location);

  /**
   * Puts a local file at a location, without leaving a partial object there on failure. The local
   * file may be moved away.
   */
  void put(Path file, String location);

  /**
   * Deletes objects below tables' folders that no snapshot names and that are older than the grace
   * period.
   */
  int sweepOrphans();

  @Override
  void close();
}
