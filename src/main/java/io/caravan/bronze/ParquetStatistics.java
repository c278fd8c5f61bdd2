package io.caravan.bronze;

import io.caravan.lake.StagedFile.ColumnStats;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;

/**
 * A column chunk's statistics in the column's Java types. A bound that is not certain is left out:
 * planning then reads the file.
 */
final class ParquetStatistics {
  /** Longer texts say little as bounds and would only swell the table's metadata. */
  private static final int LONGEST_BOUND = 64;

  private ParquetStatistics() {}

  static ColumnStats of(ColumnChunkMetaData chunk) {
    Statistics<?> statistics = chunk.getStatistics();
    boolean known = statistics != null && !statistics.isEmpty();
    long nulls = known && statistics.isNumNullsSet() ? statistics.getNumNulls() : -1;
    LogicalTypeAnnotation type = chunk.getPrimitiveType().getLogicalTypeAnnotation();
    Object min =
        known && statistics.hasNonNullValue() ? value(type, statistics.genericGetMin()) : null;
    Object max =
        known && statistics.hasNonNullValue() ? value(type, statistics.genericGetMax()) : null;
    return new ColumnStats(
        chunk.getTotalSize(),
        chunk.getValueCount(),
        nulls,
        max == null ? null : min,
        min == null ? null : max);
  }

  /**
   * Bounds of two row groups are never joined: which is smaller is a matter of the type, and bronze
   * files have one group.
   */
  static ColumnStats merge(ColumnStats a, ColumnStats b) {
    long nulls = a.nulls() < 0 || b.nulls() < 0 ? -1 : a.nulls() + b.nulls();
    return new ColumnStats(a.bytes() + b.bytes(), a.values() + b.values(), nulls, null, null);
  }

  private static Object value(LogicalTypeAnnotation type, Object raw) {
    if (type instanceof StringLogicalTypeAnnotation) {
      Binary text = (Binary) raw;
      return text.length() <= LONGEST_BOUND ? text.toStringUsingUTF8() : null;
    }
    if (type instanceof DecimalLogicalTypeAnnotation decimal) {
      return raw instanceof Binary bytes
          ? new BigDecimal(new BigInteger(bytes.getBytes()), decimal.getScale())
          : null;
    }
    if (type instanceof DateLogicalTypeAnnotation) {
      return Math.abs((Integer) raw) == Integer.MAX_VALUE
          ? null
          : LocalDate.ofEpochDay((Integer) raw);
    }
    if (type instanceof TimeLogicalTypeAnnotation) {
      return (Long) raw < 86_400_000_000L ? LocalTime.ofNanoOfDay((Long) raw * 1000) : null;
    }
    if (type instanceof TimestampLogicalTypeAnnotation timestamp) {
      return timestamp((Long) raw, timestamp.isAdjustedToUTC());
    }
    // Binary without a meaning of its own, and UUIDs, whose order differs between libraries.
    return type != null || raw instanceof Binary ? null : raw;
  }

  private static Object timestamp(long micros, boolean instant) {
    if (Math.abs(micros) == Long.MAX_VALUE) {
      return null;
    }
    Instant at =
        Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
    return instant ? at : LocalDateTime.ofInstant(at, ZoneOffset.UTC);
  }
}
