package io.caravan.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/** Writes and reads Parquet files of a table as any Iceberg engine would. */
final class Rows {
  private Rows() {}

  /**
   * Writes rows, each a list of values in the order of the fields, and puts them below the table.
   */
  static StagedFile stage(
      Lake lake, LakeTable table, String key, List<Scan.Field> fields, List<List<Object>> rows) {
    try {
      Path file = Files.createTempFile("rows", ".parquet");
      Schema schema = schema(fields);
      try (FileAppender<Record> appender =
          Parquet.write(org.apache.iceberg.Files.localOutput(file.toFile()))
              .schema(schema)
              .createWriterFunc(type -> GenericParquetWriter.create(schema, type))
              .overwrite()
              .build()) {
        for (List<Object> row : rows) {
          GenericRecord record = GenericRecord.create(schema);
          for (int i = 0; i < row.size(); i++) {
            record.set(i, row.get(i));
          }
          appender.add(record);
        }
      }
      String location = table.dataLocation() + key;
      long bytes = Files.size(file);
      lake.put(file, location);
      Files.deleteIfExists(file);
      return new StagedFile(location, bytes, rows.size(), statistics(fields, rows));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, StagedFile.ColumnStats> statistics(
      List<Scan.Field> fields, List<List<Object>> rows) {
    Map<String, StagedFile.ColumnStats> statistics = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      int column = i;
      List<Object> values =
          rows.stream()
              .map(r -> r.get(column))
              .filter(v -> v != null)
              .map(Rows::statistic)
              .toList();
      Object min = values.stream().min(Rows::compare).orElse(null);
      Object max = values.stream().max(Rows::compare).orElse(null);
      statistics.put(
          fields.get(i).name(),
          new StagedFile.ColumnStats(10, rows.size(), rows.size() - values.size(), min, max));
    }
    return statistics;
  }

  private static Object statistic(Object value) {
    return value instanceof java.time.OffsetDateTime time ? time.toInstant() : value;
  }

  @SuppressWarnings("unchecked")
  private static int compare(Object a, Object b) {
    return a instanceof Comparable<?> ? ((Comparable<Object>) a).compareTo(b) : 0;
  }

  /** The rows of a scan as text, in its order: what a reader sees. */
  static List<String> read(Lake lake, Scan scan) {
    return values(lake, scan).stream()
        .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining("|")))
        .toList();
  }

  /** The rows of a scan, in its order. */
  static List<List<Object>> values(Lake lake, Scan scan) {
    List<List<Object>> rows = new ArrayList<>();
    Schema schema = schema(scan.fields());
    for (Scan.File file : scan.files()) {
      var input = org.apache.iceberg.Files.localInput(lake.local(file.location()).toFile());
      try (CloseableIterable<Record> records =
          Parquet.read(input)
              .project(schema)
              .withNameMapping(MappingUtil.create(schema))
              .createReaderFunc(type -> GenericParquetReaders.buildReader(schema, type))
              .build()) {
        long position = 0;
        for (Record record : records) {
          if (Arrays.binarySearch(file.deleted(), position++) < 0) {
            List<Object> row = new ArrayList<>();
            IntStream.range(0, record.size()).forEach(i -> row.add(record.get(i)));
            rows.add(row);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return rows;
  }

  /** Packs as the SQL engine does, and sorts by the first column if a sort is asked for. */
  static Repacker repacker(Lake lake, LakeTable table) {
    return (scan, folder, name, sortedBy) -> {
      List<List<Object>> rows = new ArrayList<>(values(lake, scan));
      if (!sortedBy.isEmpty()) {
        rows.sort((a, b) -> compare(a.get(0), b.get(0)));
      }
      return List.of(
          stage(
              lake,
              table,
              folder.substring(table.dataLocation().length()) + name + ".parquet",
              scan.fields(),
              rows));
    };
  }

  private static Schema schema(List<Scan.Field> fields) {
    List<Types.NestedField> columns = new ArrayList<>();
    for (Scan.Field field : fields) {
      int[] unused = {10_000 + 100 * field.id()};
      var type = FieldTypes.type(field.type(), () -> ++unused[0]);
      columns.add(Types.NestedField.of(field.id(), !field.required(), field.name(), type));
    }
    return new Schema(columns);
  }
}
