package io.caravan.bronze;

import io.caravan.record.Columns;
import java.util.Iterator;

/** Batches of rows whose values are what their source gave. */
public final class RawRows {
  private RawRows() {}

  /**
   * One batch, and one file.
   *
   * @param rows values in the order of the columns: Java's own types, or UTF-8 bytes for a text
   */
  public static Batch batch(Columns columns, Iterator<Object[]> rows, Load load) {
    RowReader reader = new RowReader(columns);
    Iterator<Row> read =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return rows.hasNext();
          }

          @Override
          public Row next() {
            return reader.read(rows.next());
          }
        };
    return new Batch(columns, read, load, () -> true);
  }
}
