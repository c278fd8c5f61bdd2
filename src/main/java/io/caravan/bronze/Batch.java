package io.caravan.bronze;

import io.caravan.record.Columns;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What goes into one file: rows that are read from their source while they are written, and the
 * load they are part of.
 */
public final class Batch implements Iterable<Row> {
  private final Columns columns;
  private final Load load;
  private final BooleanSupplier last;
  private Iterator<Row> rows;

  /**
   * @param rows read once
   * @param last asked when all rows are read: whether the load is complete with them
   */
  public Batch(Columns columns, Iterator<Row> rows, Load load, BooleanSupplier last) {
    this.columns = columns;
    this.rows = rows;
    this.load = load;
    this.last = last;
  }

  /** A load of one batch. */
  public static Batch of(Columns columns, List<Row> rows, Load load) {
    return new Batch(columns, rows.iterator(), load, () -> true);
  }

  /** The source's own columns. */
  public Columns columns() {
    return columns;
  }

  public Load load() {
    return load;
  }

  /** Whether the load is complete with this batch; known only after the rows are read. */
  public boolean completesLoad() {
    return last.getAsBoolean();
  }

  @Override
  public Iterator<Row> iterator() {
    if (rows == null) {
      throw new IllegalStateException(
          "Cannot read a batch of %s twice: its rows come straight from the source. Send it to one sink only."
              .formatted(load.source()));
    }
    Iterator<Row> once = rows;
    rows = null;
    return once;
  }

  @Override
  public String toString() {
    return "batch of " + load.source();
  }
}
