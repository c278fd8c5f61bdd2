package io.caravan.engine;

import io.caravan.lake.Scan;
import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.Spelling;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Finds the rows of a scan that have one of some keys, at a cost that follows the keys and the
 * files that can hold them.
 */
final class KeySearch {
  private static final String KEYS = "temp.main.\"caravan keys\"";

  private final Instance instance;
  private final ScanSql scans;
  private final Scan scan;
  private final List<Scan.Field> fields;

  KeySearch(Instance instance, ScanSql scans, Scan scan, List<String> keyColumns) {
    this.instance = instance;
    this.scans = scans;
    this.scan = scan;
    this.fields = keyColumns.stream().map(c -> field(scan, c)).toList();
  }

  private static Scan.Field field(Scan scan, String column) {
    List<String> names = scan.fields().stream().map(Scan.Field::name).toList();
    return scan.fields().stream()
        .filter(f -> f.name().equalsIgnoreCase(column))
        .findFirst()
        .orElseThrow(
            () ->
                new SqlFailure(
                    "Cannot find rows by key: the table has no column '%s'. %s"
                        .formatted(
                            column, Spelling.didYouMean(column, names, "It has " + names + ".")),
                    column,
                    null));
  }

  /**
   * @param keys name of a relation that has the key columns
   */
  Map<String, long[]> rows(String keys) {
    // A key that is null in any part equals nothing, as in SQL.
    instance.run(
        "CREATE OR REPLACE TEMP TABLE \"caravan keys\" AS SELECT DISTINCT %s FROM %s WHERE %s"
            .formatted(
                each("CAST(\"%2$s\" AS %3$s) AS k%1$d", ", "),
                keys,
                each("\"%2$s\" IS NOT NULL", " AND ")));
    Map<String, long[]> found = new LinkedHashMap<>();
    List<Scan.File> files = scan.files();
    for (int column = 0; column < fields.size() && !files.isEmpty(); column++) {
      files = thatCanHold(column, files);
    }
    for (FileGroup group : scans.groups(scan, files)) {
      search(group, found);
    }
    return found;
  }

  private void search(FileGroup group, Map<String, long[]> found) {
    String join =
        IntStream.range(0, fields.size())
            .mapToObj(i -> group.value(i, fields) + " = k.k" + i)
            .collect(Collectors.joining(" AND "));
    Map<Long, LongStream.Builder> positions = new LinkedHashMap<>();
    instance.forEach(
        "SELECT s.file_index::BIGINT, s.file_row_number FROM "
            + group.read(fields)
            + " JOIN "
            + KEYS
            + " k ON "
            + join
            + " ORDER BY 1, 2",
        row ->
            positions
                .computeIfAbsent((Long) row.get(0), f -> LongStream.builder())
                .add((Long) row.get(1)));
    for (Map.Entry<Long, LongStream.Builder> file : positions.entrySet()) {
      Scan.File in = group.files().get(file.getKey().intValue());
      long[] live =
          file.getValue().build().filter(p -> Arrays.binarySearch(in.deleted(), p) < 0).toArray();
      if (live.length > 0) {
        found.put(in.location(), live);
      }
    }
  }

  /**
   * Files in whose range of the column lies a key: the smallest key that is not below the range is
   * not above it.
   */
  private List<Scan.File> thatCanHold(int column, List<Scan.File> files) {
    Scan.Field field = fields.get(column);
    if (!ordered(field.type())) {
      return files;
    }
    List<String> ranges = new ArrayList<>();
    List<Scan.File> possible = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Object lower = files.get(i).lower().get(field.id());
      Object upper = files.get(i).upper().get(field.id());
      if (lower != null && upper != null) {
        ranges.add(
            "(" + i + ", " + value(lower, field.type()) + ", " + value(upper, field.type()) + ")");
      }
    }
    if (ranges.isEmpty()) {
      return files;
    }
    Set<Object> inRange =
        instance
            .rows(
                "SELECT r.file FROM (VALUES %s) r(file, low, high) ASOF JOIN %s k ON r.low <= k.k%d WHERE k.k%d <= r.high"
                    .formatted(String.join(", ", ranges), KEYS, column, column))
            .stream()
            .map(row -> row.get(0))
            .collect(Collectors.toSet());
    for (int i = 0; i < files.size(); i++) {
      boolean known =
          files.get(i).lower().get(field.id()) != null
              && files.get(i).upper().get(field.id()) != null;
      if (!known || inRange.contains(i)) {
        possible.add(files.get(i));
      }
    }
    return possible;
  }

  /** Bounds of floating-point columns say nothing of NaN, which equals itself in SQL. */
  private static boolean ordered(ColumnType type) {
    return type instanceof ColumnType.Decimal
        || (type instanceof Simple
            && type != Simple.FLOAT
            && type != Simple.DOUBLE
            && type != Simple.BINARY);
  }

  private static String value(Object bound, ColumnType type) {
    return Sql.cast(
        Sql.text(bound instanceof BigDecimal d ? d.toPlainString() : bound.toString()), type);
  }

  /**
   * A template for each key column: %1$d its number, %2$s its name in quotes (without them), %3$s
   * its type.
   */
  private String each(String template, String between) {
    return IntStream.range(0, fields.size())
        .mapToObj(
            i ->
                template.formatted(
                    i, fields.get(i).name().replace("\"", "\"\""), Sql.type(fields.get(i).type())))
        .collect(Collectors.joining(between));
  }
}
