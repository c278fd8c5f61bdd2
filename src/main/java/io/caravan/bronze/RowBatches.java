package io.caravan.bronze;

import io.caravan.record.Columns;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/**
 * Cuts a stream of rows into batches of a file each, without ever holding more than one row. A
 * batch ends at the target size, or earlier when a row brings a column that the batch's file has
 * not got.
 */
public final class RowBatches implements Iterator<Batch> {
  private final Iterator<Object[]> raw;
  private final RowReader reader;
  private final Load load;
  private final FileSize size;
  private final Predicate<Row> wanted;
  private Row ahead;
  private boolean pending;
  private long rowsRead;
  private long bytes;

  /**
   * @param raw rows as {@link RawRow#take()} gives them
   * @param wanted false for rows that bronze has already
   */
  public RowBatches(
      Iterator<Object[]> raw, Columns columns, Load load, FileSize size, Predicate<Row> wanted) {
    this.raw = raw;
    this.reader = new RowReader(columns);
    this.load = load;
    this.size = size;
    this.wanted = wanted;
  }

  /** Rows taken from the source so far, those that bronze had already included. */
  public long rowsRead() {
    return rowsRead;
  }

  @Override
  public boolean hasNext() {
    if (pending) {
      throw new IllegalStateException(
          "Cannot go on reading %s: the batch before was not read to its end. Every batch must reach a sink; a route cannot filter them away."
              .formatted(load.source()));
    }
    return advance();
  }

  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    load.newest().ifPresent(file -> size.learn(bytes, file.bytes()));
    pending = true;
    bytes = 0;
    return new Batch(
        reader.columns(), new Rows(reader.width()), load, () -> !pending && !advance());
  }

  /** Makes sure that a wanted row is ahead, if there is one. */
  private boolean advance() {
    while (ahead == null && raw.hasNext()) {
      Row row = reader.read(raw.next());
      rowsRead++;
      if (wanted.test(row)) {
        ahead = row;
      }
    }
    return ahead != null;
  }

  private final class Rows implements Iterator<Row> {
    private final int width;

    Rows(int width) {
      this.width = width;
    }

    @Override
    public boolean hasNext() {
      boolean more = pending && !size.reached(bytes) && advance() && ahead.values().length <= width;
      pending = more;
      return more;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = ahead;
      ahead = null;
      bytes += row.bytes();
      return row;
    }
  }
}
