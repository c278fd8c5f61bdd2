package io.caravan.engine;

import io.caravan.lake.Scan;
import io.caravan.lake.StagedFile.ColumnStats;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a written file's footer says of its columns. */
final class FileStatistics {
  private final Instance instance;
  private final List<Leaf> leaves;

  FileStatistics(Instance instance, List<Scan.Field> fields) {
    this.instance = instance;
    this.leaves = Leaf.of(fields);
  }

  long rows(Path file) {
    return (Long)
        instance
            .rows("SELECT num_rows FROM parquet_file_metadata(" + Sql.text(file.toString()) + ")")
            .get(0)
            .get(0);
  }

  Map<String, ColumnStats> columns(Path file) {
    Map<String, ColumnStats> columns = new LinkedHashMap<>();
    String chunks =
        "SELECT column_id, total_compressed_size, num_values, stats_null_count, stats_min_value, stats_max_value FROM parquet_metadata("
            + Sql.text(file.toString())
            + ")";
    for (List<Object> chunk : instance.rows(chunks)) {
      Leaf leaf = leaves.get(Math.toIntExact((Long) chunk.get(0)));
      columns.merge(leaf.path(), stats(leaf, chunk), FileStatistics::together);
    }
    columns.replaceAll(
        (path, s) ->
            new ColumnStats(
                s.bytes(), s.values(), s.nulls(), Bounds.lower(s.min()), Bounds.upper(s.max())));
    return columns;
  }

  private static ColumnStats stats(Leaf leaf, List<Object> chunk) {
    Object nulls = chunk.get(3);
    Object min = bound(leaf, chunk.get(4));
    Object max = bound(leaf, chunk.get(5));
    return new ColumnStats(
        (Long) chunk.get(1), (Long) chunk.get(2), nulls == null ? -1 : (Long) nulls, min, max);
  }

  private static Object bound(Leaf leaf, Object text) {
    return text == null || leaf.repeated() ? null : Bounds.read(leaf.type(), (String) text);
  }

  private static ColumnStats together(ColumnStats a, ColumnStats b) {
    long nulls = a.nulls() < 0 || b.nulls() < 0 ? -1 : a.nulls() + b.nulls();
    return new ColumnStats(
        a.bytes() + b.bytes(),
        a.values() + b.values(),
        nulls,
        outer(a, b, a.min(), b.min(), -1),
        outer(a, b, a.max(), b.max(), 1));
  }

  /**
   * The smaller (-1) or larger (1); that of the other where one side has only nulls; unknown when
   * one is unknown.
   */
  private static Object outer(ColumnStats a, ColumnStats b, Object ofA, Object ofB, int side) {
    if (ofA == null || ofB == null) {
      return ofA == null && onlyNulls(a) ? ofB : ofB == null && onlyNulls(b) ? ofA : null;
    }
    return Integer.signum(Bounds.order().compare(ofA, ofB)) == side ? ofA : ofB;
  }

  private static boolean onlyNulls(ColumnStats stats) {
    return stats.nulls() == stats.values();
  }
}
