package io.caravan.lake;

import io.caravan.record.WorldException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortField;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/**
 * Staged files as one table's data files: statistics by field id, partition from the statistics.
 */
final class DataFileForm {
  // A table of ten thousand columns must not make manifests of a hundred megabytes.
  private static final int COLUMNS_WITH_STATS = 200;
  private final Table table;
  private final Schema schema;
  private final Map<Integer, Integer> parents;
  private final Set<Integer> measured = new HashSet<>();

  DataFileForm(Table table, Schema schema) {
    this.table = table;
    this.schema = schema;
    this.parents = TypeUtil.indexParents(schema.asStruct());
    schema.columns().stream().limit(COLUMNS_WITH_STATS).forEach(c -> measured.addAll(idsWithin(c)));
    table.spec().fields().stream().map(PartitionField::sourceId).forEach(measured::add);
    table.sortOrder().fields().stream().map(SortField::sourceId).forEach(measured::add);
  }

  private static Set<Integer> idsWithin(Types.NestedField column) {
    return TypeUtil.getProjectedIds(Types.StructType.of(column));
  }

  DataFile of(StagedFile file) {
    DataFiles.Builder builder =
        DataFiles.builder(table.spec())
            .withPath(Location.canonical(file.location()))
            .withFormat(FileFormat.PARQUET)
            .withFileSizeInBytes(file.bytes())
            .withMetrics(metrics(file));
    if (table.spec().isPartitioned()) {
      builder.withPartition(partition(file));
    }
    if (table.sortOrder().isSorted() && BranchOperations.sorts(table.sortOrder(), schema)) {
      builder.withSortOrder(table.sortOrder());
    }
    return builder.build();
  }

  private Metrics metrics(StagedFile file) {
    Map<Integer, Long> sizes = new HashMap<>();
    Map<Integer, Long> values = new HashMap<>();
    Map<Integer, Long> nulls = new HashMap<>();
    Map<Integer, ByteBuffer> lower = new HashMap<>();
    Map<Integer, ByteBuffer> upper = new HashMap<>();
    file.columns()
        .forEach(
            (name, stats) -> {
              Types.NestedField field = leaf(name);
              if (field == null || !measured.contains(field.fieldId())) {
                return;
              }
              int id = field.fieldId();
              sizes.put(id, stats.bytes());
              if (repeated(id)) {
                return;
              }
              values.put(id, stats.values());
              if (stats.nulls() >= 0) {
                nulls.put(id, stats.nulls());
              }
              bound(
                  lower,
                  id,
                  stats.min() == null ? null : ColumnBounds.lower(field.type(), stats.min()));
              bound(
                  upper,
                  id,
                  stats.max() == null ? null : ColumnBounds.upper(field.type(), stats.max()));
            });
    return new Metrics(file.rows(), sizes, values, nulls, null, lower, upper);
  }

  private static void bound(Map<Integer, ByteBuffer> bounds, int id, ByteBuffer value) {
    if (value != null) {
      bounds.put(id, value);
    }
  }

  /** Parquet names the groups within lists and maps; Iceberg does not. */
  private Types.NestedField leaf(String name) {
    Types.NestedField field = schema.findField(name);
    if (field == null) {
      field =
          schema.findField(name.replace(".list.element", ".element").replace(".key_value.", "."));
    }
    return field == null || !field.type().isPrimitiveType() ? null : field;
  }

  /** Counts and bounds within lists and maps say nothing about rows. */
  private boolean repeated(int id) {
    for (Integer parent = parents.get(id); parent != null; parent = parents.get(parent)) {
      Type type = schema.findType(parent);
      if (type.isListType() || type.isMapType()) {
        return true;
      }
    }
    return false;
  }

  private GenericRecord partition(StagedFile file) {
    PartitionSpec spec = table.spec();
    GenericRecord values = GenericRecord.create(spec.partitionType());
    for (int i = 0; i < spec.fields().size(); i++) {
      PartitionField field = spec.fields().get(i);
      String column = schema.findColumnName(field.sourceId());
      if (!field.transform().toString().equals("day")) {
        throw new WorldException(
            "Cannot add %s: another engine partitioned %s by %s(%s), and only days are written."
                .formatted(file.location(), table.name(), field.transform(), column));
      }
      values.set(i, day(file, column));
    }
    return values;
  }

  private Integer day(StagedFile file, String column) {
    StagedFile.ColumnStats stats = file.columns().get(column);
    Long first = stats == null ? null : epochDay(stats.min());
    Long last = stats == null ? null : epochDay(stats.max());
    if (first == null || last == null) {
      throw new IllegalArgumentException(
          "Cannot add %s: the table is partitioned by the day of '%s', of which the file has no smallest and largest value."
              .formatted(file.location(), column));
    }
    if (!first.equals(last)) {
      throw new IllegalArgumentException(
          "Cannot add %s: its '%s' is from %s to %s, and a file belongs to one day (UTC). Write a file for each day."
              .formatted(file.location(), column, stats.min(), stats.max()));
    }
    return Math.toIntExact(first);
  }

  private static Long epochDay(Object value) {
    if (value instanceof Instant instant) {
      return instant.atZone(ZoneOffset.UTC).toLocalDate().toEpochDay();
    } else if (value instanceof LocalDateTime local) {
      return local.toLocalDate().toEpochDay();
    }
    return value instanceof LocalDate date ? (Long) date.toEpochDay() : null;
  }
}
