package io.caravan.bronze;

import io.caravan.record.Columns;
import io.caravan.record.KillPoint;
import io.caravan.record.Position;
import io.caravan.record.PositionRange;
import io.caravan.record.WorldException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.generic.GenericFixed;

/**
 * The reading of one stretch of a table, statement by statement: one, or one a chunk. Each
 * statement's rows are a load of their own, committed with the position that follows from them.
 * Used by one thread.
 */
public final class TableWindow implements Iterator<Statement> {
  private final JdbcTable source;
  private final JdbcTable.Found found;
  private final Stretch stretch;
  private final KnownRows known;
  private final String attempt;
  private final int watermarkIndex;
  private final int keyIndex;
  private final boolean chunked;
  private TablePosition position;
  private Next next;
  private Object lastWatermark;
  private Object lastKey;
  private long inStatement;
  private long rowsRead;
  private int statements;

  /** What the next statement reads. */
  private enum Next {
    ALL,
    CHUNK,
    ROWS_WITHOUT_WATERMARK,
    NOTHING
  }

  TableWindow(
      JdbcTable source,
      JdbcTable.Found found,
      TablePosition position,
      Stretch stretch,
      KnownRows known,
      String attempt) {
    this.source = source;
    this.found = found;
    this.position = position;
    this.stretch = stretch;
    this.known = known != null ? known : source.known(found, stretch);
    this.attempt = attempt;
    List<String> names = found.table().columns().stream().map(SourceColumn::name).toList();
    this.watermarkIndex = names.indexOf(source.read().watermark());
    this.keyIndex = names.indexOf(source.read().key());
    this.chunked = stretch.kind() == Stretch.Kind.WINDOW && source.read().chunkRows() > 0;
    this.next =
        stretch.kind() == Stretch.Kind.NOTHING ? Next.NOTHING : chunked ? Next.CHUNK : Next.ALL;
  }

  /** Rows taken from the database so far. */
  public long rowsRead() {
    return rowsRead;
  }

  @Override
  public boolean hasNext() {
    return next != Next.NOTHING;
  }

  /**
   * The next statement to run; its rows must be read to their end, through {@link #batches}, before
   * the one after.
   */
  @Override
  public Statement next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    statements++;
    inStatement = 0;
    Selection rows = new Selection(found.dialect(), found.table());
    if (stretch.kind() == Stretch.Kind.WHOLE) {
      return rows.statement();
    }
    String watermark = source.read().watermark();
    if (next == Next.ROWS_WITHOUT_WATERMARK) {
      return rows.isNull(watermark).statement();
    }
    stretch.from().ifPresent(from -> rows.atLeast(watermark, found.watermark().parameter(from)));
    rows.below(watermark, found.watermark().parameter(stretch.until()));
    if (!chunked) {
      return (found.watermarkNullable() && stretch.kind() == Stretch.Kind.WINDOW
              ? rows.orNull(watermark)
              : rows)
          .statement();
    }
    if (lastWatermark != null) {
      rows.after(
          watermark, found.watermark().parameter(lastWatermark), source.read().key(), lastKey);
    }
    return rows.firstInOrder(watermark, source.read().key(), source.read().chunkRows()).statement();
  }

  /**
   * The rows of the statement as batches of a file each.
   *
   * @param rows as {@link RawRow#take()} gives them, null when the statement gave none
   */
  public RowBatches batches(Iterator<Object[]> rows) {
    Load load =
        new Load(source.part(found), () -> Optional.of(advance()), attempt + "/" + statements);
    Columns columns =
        new Columns(found.table().columns().stream().map(SourceColumn::column).toList());
    return new RowBatches(
        new Guarded(rows),
        columns,
        load,
        new FileSize(source.read().fileBytes()),
        row -> noted(row) && known.lacks(row.hash()));
  }

  /** Remembers where the row stands, for the chunk after it. */
  private boolean noted(Row row) {
    if (next == Next.CHUNK) {
      lastWatermark = found.watermark().ofRow(row.values()[watermarkIndex]);
      lastKey = keyOf(row.values()[keyIndex]);
    }
    return true;
  }

  private Object keyOf(Object encoded) {
    if (encoded instanceof GenericFixed uuid) {
      ByteBuffer bytes = ByteBuffer.wrap(uuid.bytes());
      return new UUID(bytes.getLong(), bytes.getLong());
    }
    return encoded instanceof Number number ? (Object) number.longValue() : encoded.toString();
  }

  /** From where the table stood until where it stands with the rows of this statement. */
  private PositionRange advance() {
    TablePosition from = position;
    position = reached();
    return new PositionRange(at(from), at(position));
  }

  private Position at(TablePosition there) {
    return there.equals(TablePosition.START)
        ? Position.NONE
        : Position.of(source.part(found), there.json());
  }

  private TablePosition reached() {
    if (stretch.kind() == Stretch.Kind.BACKFILL) {
      return position.backfilled();
    }
    if (stretch.kind() == Stretch.Kind.WHOLE) {
      return position.reached("", stretch.label(), "");
    }
    if (!hasNext() || lastWatermark == null) {
      return position.reached(
          source.read().watermark(), found.watermark().text(stretch.until()), "");
    }
    // The first chunks of a lookback end before the position, which never goes back; but it must
    // differ, or two instances that read the
    // same chunk would both pass the fence.
    boolean behind =
        position.by().equals(source.read().watermark())
            && !position.until().isEmpty()
            && found.watermark().compare(lastWatermark, found.watermark().parse(position.until()))
                <= 0;
    return behind
        ? position.backfilled()
        : position.reached(
            source.read().watermark(), found.watermark().text(lastWatermark), lastKey.toString());
  }

  /** At the end of a statement: what follows. */
  private void ended() {
    KillPoint.AFTER_READ.pass();
    source.checkUnchanged(found);
    if (next == Next.CHUNK && inStatement == source.read().chunkRows()) {
      return;
    }
    next =
        next == Next.CHUNK && found.watermarkNullable()
            ? Next.ROWS_WITHOUT_WATERMARK
            : Next.NOTHING;
  }

  /** Rows whose failures speak of the source, and whose end is noticed once. */
  private final class Guarded implements Iterator<Object[]> {
    private final Iterator<Object[]> rows;
    private boolean over;

    Guarded(Iterator<Object[]> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      if (over) {
        return false;
      }
      if (rows != null && reading(rows::hasNext)) {
        return true;
      }
      over = true;
      ended();
      return false;
    }

    @Override
    public Object[] next() {
      inStatement++;
      rowsRead++;
      return reading(rows::next);
    }

    private <T> T reading(java.util.function.Supplier<T> step) {
      try {
        return step.get();
      } catch (RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        throw new WorldException(
            "Cannot read on in %s after %d rows: %s. Nothing of this window is kept; it is read again."
                .formatted(found.table(), rowsRead, cause.getMessage()),
            e);
      }
    }
  }
}
