package io.caravan.lake;

import java.util.Map;

/**
 * A Parquet file that lies in the object store and is not yet part of any table: what a commit
 * takes in.
 *
 * @param location full location, for example {@code
 *     s3://lake/bronze/users/year=2026/month=01/day=31/x.parquet}
 * @param bytes size of the file
 * @param rows rows in it
 * @param columns statistics by column name (top-level and dotted paths of nested leaves); may lack
 *     columns
 */
public record StagedFile(String location, long bytes, long rows, Map<String, ColumnStats> columns) {
  public StagedFile {
    columns = Map.copyOf(columns);
  }

  /**
   * What is known of one column of one file.
   *
   * @param bytes compressed size
   * @param values values in all, nulls included
   * @param nulls null values; -1 when unknown
   * @param min smallest value as the column's Java type (Boolean, Integer, Long, Float, Double,
   *     BigDecimal, LocalDate, LocalTime, LocalDateTime, Instant, String, UUID), or null when
   *     unknown
   * @param max largest value, likewise
   */
  public record ColumnStats(long bytes, long values, long nulls, Object min, Object max) {}
}
