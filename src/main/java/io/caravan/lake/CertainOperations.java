package io.caravan.lake;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * A table's operations that tell the truth about a failed commit.
 *
 * <p>The connection pool sends the swap again when the answer to the first is lost: the second
 * finds the table moved, by ourselves. Iceberg would then delete the files of a commit that readers
 * already see. So before a failure is believed, the table is asked whether it holds the snapshot.
 */
record CertainOperations(TableOperations real) implements TableOperations {
  @Override
  public void commit(TableMetadata base, TableMetadata metadata) {
    try {
      real.commit(base, metadata);
    } catch (CommitStateUnknownException e) {
      throw e;
    } catch (RuntimeException failure) {
      Set<Long> ours = added(base, metadata);
      if (ours.isEmpty() || !holds(ours, failure)) {
        throw failure;
      }
    }
  }

  private static Set<Long> added(TableMetadata base, TableMetadata metadata) {
    Set<Long> ids =
        metadata.snapshots().stream().map(Snapshot::snapshotId).collect(Collectors.toSet());
    if (base != null) {
      base.snapshots().forEach(s -> ids.remove(s.snapshotId()));
    }
    return ids;
  }

  private boolean holds(Set<Long> ids, RuntimeException failure) {
    try {
      TableMetadata now = real.refresh();
      return now != null && ids.stream().allMatch(id -> now.snapshot(id) != null);
    } catch (RuntimeException stillDown) {
      failure.addSuppressed(stillDown);
      throw new CommitStateUnknownException(failure);
    }
  }

  @Override
  public TableMetadata current() {
    return real.current();
  }

  @Override
  public TableMetadata refresh() {
    return real.refresh();
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
  public TableOperations temp(TableMetadata uncommitted) {
    return real.temp(uncommitted);
  }

  @Override
  public long newSnapshotId() {
    return real.newSnapshotId();
  }

  @Override
  public boolean requireStrictCleanup() {
    return real.requireStrictCleanup();
  }
}
