package io.caravan.lake;

import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * A table as a branch with columns of its own sees it.
 *
 * <p>Iceberg stamps every snapshot with the table's current schema. Commits to such a branch are
 * prepared as if its schema were current, and of the result only the snapshot is committed: readers
 * of main keep the columns they know until the branch is published.
 */
final class BranchOperations implements TableOperations {
  private final TableOperations real;
  private final int schema;
  private final String branch;
  private TableMetadata seen;
  private TableMetadata shown;

  BranchOperations(TableOperations real, int schema, String branch) {
    this.real = real;
    this.schema = schema;
    this.branch = branch;
  }

  @Override
  public TableMetadata current() {
    return shown(real.current());
  }

  @Override
  public TableMetadata refresh() {
    return shown(real.refresh());
  }

  private TableMetadata shown(TableMetadata now) {
    if (now != seen) {
      seen = now;
      TableMetadata.Builder builder = TableMetadata.buildFrom(now).setCurrentSchema(schema);
      if (!sorts(now.sortOrder(), now.schemasById().get(schema))) {
        builder.setDefaultSortOrder(SortOrder.unsorted());
      }
      shown = builder.discardChanges().build();
    }
    return shown;
  }

  /** Whether the columns of an order are still there. */
  static boolean sorts(SortOrder order, Schema schema) {
    return order.fields().stream().allMatch(field -> schema.findField(field.sourceId()) != null);
  }

  @Override
  public void commit(TableMetadata base, TableMetadata metadata) {
    Snapshot made = metadata.snapshot(metadata.ref(branch).snapshotId());
    real.commit(seen, TableMetadata.buildFrom(seen).setBranchSnapshot(made, branch).build());
  }

  @Override
  public FileIO io() {
    return real.io();
  }

  @Override
  public EncryptionManager encryption() {
    return real.encryption();
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return real.metadataFileLocation(fileName);
  }

  @Override
  public LocationProvider locationProvider() {
    return real.locationProvider();
  }

  @Override
  public long newSnapshotId() {
    return real.newSnapshotId();
  }
}
