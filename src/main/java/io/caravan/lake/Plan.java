package io.caravan.lake;

import io.caravan.record.WorldException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;

/**
 * The data files of one snapshot with their deletion vectors, oldest first.
 *
 * @param snapshot -1 for a table without one
 */
record Plan(long snapshot, List<Entry> entries) {
  record Entry(DataFile file, List<DeleteFile> deletes) {
    long deletedRows() {
      return deletes.stream().mapToLong(DeleteFile::recordCount).sum();
    }

    long[] deleted(DeletionVectors vectors) {
      if (deletes.isEmpty()) {
        return new long[0];
      }
      if (deletes.size() > 1) {
        throw new WorldException(
            ("Cannot read %s: it has %d delete files, and format 3 allows one deletion vector. "
                    + "Rewrite the table's data files with the engine that wrote them.")
                .formatted(file.location(), deletes.size()));
      }
      return vectors.positions(deletes.get(0));
    }

    DeleteFile vector() {
      return deletes.isEmpty() ? null : deletes.get(0);
    }
  }

  static Plan of(Table table, long snapshot, boolean statistics) {
    if (snapshot == Head.NONE) {
      return new Plan(snapshot, List.of());
    }
    List<Entry> entries = new ArrayList<>();
    var scan = table.newScan().useSnapshot(snapshot).planWith(Workers.POOL);
    try (CloseableIterable<FileScanTask> tasks =
        (statistics ? scan.includeColumnStats() : scan).planFiles()) {
      tasks.forEach(task -> entries.add(new Entry(task.file(), List.copyOf(task.deletes()))));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the listing of " + table.name(), e);
    }
    // The order of commits, so that a scan of bronze gives rows in the order they came.
    entries.sort(
        Comparator.comparingLong((Entry e) -> e.file().dataSequenceNumber())
            .thenComparing(e -> e.file().location()));
    return new Plan(snapshot, List.copyOf(entries));
  }

  Scan scan(Schema schema, boolean byName, DeletionVectors vectors) {
    return new Scan(
        snapshot,
        FieldTypes.fields(schema),
        entries.stream().map(e -> file(e, schema, vectors)).toList(),
        byName);
  }

  private static Scan.File file(Entry entry, Schema schema, DeletionVectors vectors) {
    DataFile file = entry.file();
    return new Scan.File(
        Location.canonical(file.location()),
        file.recordCount(),
        file.fileSizeInBytes(),
        entry.deleted(vectors),
        bounds(schema, file.lowerBounds()),
        bounds(schema, file.upperBounds()));
  }

  private static Map<Integer, Object> bounds(Schema schema, Map<Integer, ByteBuffer> stored) {
    Map<Integer, Object> bounds = new HashMap<>();
    if (stored != null) {
      stored.forEach(
          (id, value) -> {
            Type type = schema.findType(id);
            Object bound =
                type == null || !type.isPrimitiveType() ? null : ColumnBounds.read(type, value);
            if (bound != null) {
              bounds.put(id, bound);
            }
          });
    }
    return bounds;
  }
}
