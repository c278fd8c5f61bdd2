package io.caravan.bronze;

import io.caravan.engine.SqlEngine;
import io.caravan.engine.SqlSession;
import io.caravan.lake.LakeTable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.util.Utf8;

/**
 * The rows that bronze has already in the stretch that is read again, by their hash: 20 bytes a
 * row. Counted, not merely known, so that of two equal rows of a table without a key both arrive.
 */
final class KnownRows {
  static final KnownRows NONE = new KnownRows(0);
  private static final int PAGE = 200_000;
  private final long[] hashes;
  private final int[] counts;
  private final int mask;

  private KnownRows(long rows) {
    int slots = Integer.highestOneBit((int) Math.min(1L << 27, Math.max(1, rows * 3 / 2))) * 2;
    hashes = new long[2 * slots];
    counts = new int[slots];
    mask = slots - 1;
  }

  /**
   * @param where which rows of the bronze table, in the engine's SQL
   */
  static KnownRows read(SqlEngine engine, LakeTable table, String where) {
    try (SqlSession session = engine.session()) {
      session.bind(table.name(), table.scan(LakeTable.MAIN));
      String from =
          " from \"%s\".\"%s\" where %s"
              .formatted(table.name().namespace(), table.name().table(), where);
      long rows =
          ((Number) session.query("select count(*)" + from).rows().get(0).get(0)).longValue();
      if (rows == 0) {
        return NONE;
      }
      KnownRows known = new KnownRows(rows);
      // Pages by hash: each holds about as many, and none depends on an order.
      long pages = (rows + PAGE - 1) / PAGE;
      for (long page = 0; page < pages; page++) {
        String select = "select " + MetadataColumns.RAW_HASH + from;
        String some =
            pages == 1
                ? ""
                : " and hash(%s) %% %d = %d".formatted(MetadataColumns.RAW_HASH, pages, page);
        for (List<Object> row : session.query(select + some).rows()) {
          known.add(row.get(0).toString().getBytes(StandardCharsets.US_ASCII));
        }
      }
      return known;
    }
  }

  private void add(byte[] hex) {
    long high = parse(hex, 0);
    long low = parse(hex, 16);
    int slot = slot(high, low);
    hashes[2 * slot] = high;
    hashes[2 * slot + 1] = low;
    counts[slot]++;
  }

  /** True when bronze lacks the row; takes one of its equals off otherwise. */
  boolean lacks(Utf8 hash) {
    if (this == NONE) {
      return true;
    }
    int slot = slot(parse(hash.getBytes(), 0), parse(hash.getBytes(), 16));
    if (counts[slot] == 0) {
      return true;
    }
    counts[slot]--;
    return false;
  }

  /**
   * Half of the hash is compared: that two rows agree in 128 bits by chance is not going to happen.
   */
  private int slot(long high, long low) {
    int slot = (int) (high ^ (high >>> 32)) & mask;
    while ((hashes[2 * slot] != high || hashes[2 * slot + 1] != low)
        && (hashes[2 * slot] != 0 || hashes[2 * slot + 1] != 0)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static long parse(byte[] hex, int from) {
    long value = 0;
    for (int i = from; i < from + 16; i++) {
      value = value << 4 | Character.digit(hex[i], 16);
    }
    return value;
  }
}
