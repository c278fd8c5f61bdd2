package io.caravan.bronze;

import io.caravan.record.Columns;
import java.util.Optional;

/**
 * What is to be read of a table: {@code from <= watermark < until}.
 *
 * @param kind why it is read
 * @param from empty to begin with the first row
 * @param until where it ends; null for a whole table
 * @param label what the position says when it is read, for a whole table
 * @param overlaps whether bronze may have rows of it already
 */
record Stretch(Kind kind, Optional<Object> from, Object until, String label, boolean overlaps) {
  enum Kind {
    NOTHING,
    WHOLE,
    WINDOW,
    BACKFILL
  }

  static Stretch nothing() {
    return new Stretch(Kind.NOTHING, Optional.empty(), null, "", false);
  }

  static Stretch whole(boolean done, String label) {
    return done ? nothing() : new Stretch(Kind.WHOLE, Optional.empty(), null, label, false);
  }

  static Stretch window(Optional<Object> from, Object until, boolean overlaps) {
    return new Stretch(Kind.WINDOW, from, until, "", overlaps);
  }

  static Stretch backfill(Object from, Object until) {
    return new Stretch(Kind.BACKFILL, Optional.of(from), until, "", true);
  }

  /** The same stretch of the bronze table, in the lake engine's SQL. */
  String condition(JdbcTable.Found found, String watermark, Columns bronze) {
    if (bronze.find(watermark).isEmpty()) {
      return "true";
    }
    String column = '"' + watermark.replace("\"", "\"\"") + '"';
    String least =
        from.map(value -> column + " >= " + found.watermark().literal(value)).orElse("true");
    return "(%s and %s < %s or %s is null)"
        .formatted(least, column, found.watermark().literal(until), column);
  }
}
