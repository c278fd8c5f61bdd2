package io.caravan.bronze;

import io.caravan.record.DatasetName;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * How a database table is read into bronze.
 *
 * @param dataSource name of the data source
 * @param table as the user wrote it
 * @param dataset the bronze table whose position says how far it has been read
 * @param key column that tells rows apart; empty for none
 * @param watermark column that orders changes; empty to read the whole table each time
 * @param lookback how far before the position each window begins
 * @param zone whose wall clock a watermark without a zone shows
 * @param startDate the first window begins here; empty to begin with the oldest row
 * @param chunkRows rows per commit of a window; 0 for one commit
 * @param fileBytes about how large a file should be
 */
public record TableRead(
    String dataSource,
    String table,
    DatasetName dataset,
    String key,
    String watermark,
    Watermark.Lookback lookback,
    ZoneId zone,
    Optional<Instant> startDate,
    int chunkRows,
    long fileBytes) {
  boolean whole() {
    return watermark.isEmpty();
  }

  /** The lookback, for whoever may not see the watermark's own kinds. */
  public static Watermark.Lookback lookback(java.time.Duration time, long number) {
    return new Watermark.Lookback(time, number);
  }
}
