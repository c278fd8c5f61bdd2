package io.caravan.bronze;

import io.caravan.engine.SqlEngine;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.Place;
import io.caravan.record.Position;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import io.caravan.record.WorldException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A table of a database, as a source of bronze rows: which stretch of it is due, and what of that
 * stretch bronze lacks.
 */
public final class JdbcTable {
  private final TableRead read;
  private final Place place;
  private final SourceDatabase database;
  private final Lake lake;
  private final SqlEngine engine;

  /**
   * @param place where in the user's project the reading is set up
   */
  public JdbcTable(
      TableRead read, Place place, DataSource dataSource, Lake lake, SqlEngine engine) {
    this.read = read;
    this.place = place;
    this.database = new SourceDatabase(read.dataSource(), dataSource);
    this.lake = lake;
    this.engine = engine;
  }

  /**
   * Finds mistakes before the first row.
   *
   * @throws ProjectException when table, key or watermark are not there or cannot be used
   * @throws WorldException when the database cannot be asked
   */
  public void check() {
    find();
  }

  /**
   * Opens the window that ends with an interval.
   *
   * @param end first instant after the interval
   * @param attempt tells the tries of a run apart
   */
  public TableWindow open(Instant end, String attempt) {
    Found found = find();
    TablePosition position = position(found);
    if (read.whole()) {
      boolean done = !position.until().isEmpty() && !Instant.parse(position.until()).isBefore(end);
      return new TableWindow(
          this, found, position, Stretch.whole(done, end.toString()), KnownRows.NONE, attempt);
    }
    return new TableWindow(this, found, position, stretch(found, position, end), null, attempt);
  }

  /**
   * Opens an explicit stretch, to add what bronze lacks of it; how far the table has been read
   * stays as it is.
   *
   * @throws ProjectException when the table is not read by time
   */
  public TableWindow openBackfill(Instant start, Instant end, String attempt) {
    Found found = find();
    Optional<Object> from = read.whole() ? Optional.empty() : found.watermark().at(start);
    if (from.isEmpty()) {
      throw new ProjectException(
          place,
          "Cannot backfill %s by time: %s."
              .formatted(
                  read.dataset(),
                  read.whole()
                      ? "it is read whole"
                      : "its watermark '" + read.watermark() + "' is a number"),
          "Run its route again instead: each run reads everything that is new.");
    }
    Stretch stretch = Stretch.backfill(from.get(), found.watermark().at(end).orElseThrow());
    return new TableWindow(this, found, position(found), stretch, null, attempt);
  }

  /** The table as it was found, with its watermark understood. */
  record Found(
      SourceTable table,
      Dialect dialect,
      Watermark watermark,
      boolean watermarkNullable,
      ColumnType keyType) {}

  private Found find() {
    SourceDatabase.Found found = database.find(read.table(), place);
    ColumnType keyType =
        read.key().isEmpty() ? Simple.STRING : column(found, "key", read.key()).type();
    if (read.whole()) {
      return new Found(found.table(), found.dialect(), null, false, keyType);
    }
    SourceColumn watermark = column(found, "watermark", read.watermark());
    Watermark kind =
        Watermark.of(watermark.type(), read.zone())
            .orElseThrow(
                () ->
                    new ProjectException(
                        place,
                        "Cannot use '%s' of %s as watermark: it is %s."
                            .formatted(read.watermark(), found.table(), watermark.sourceType()),
                        "Name a date, a timestamp or a whole number that grows with each change, or set 'mode: snapshot'."));
    boolean orderedKey =
        keyType == Simple.INT
            || keyType == Simple.LONG
            || keyType == Simple.STRING
            || keyType == Simple.UUID;
    if (read.chunkRows() > 0 && (read.key().isEmpty() || !orderedKey)) {
      throw new ProjectException(
          place,
          "Cannot read %s in chunks: %s."
              .formatted(
                  found.table(), read.key().isEmpty() ? "it has no key" : "its key is " + keyType),
          "Set 'key' to a unique column that is a whole number, a uuid or a text, or leave 'chunkRows' out.");
    }
    return new Found(found.table(), found.dialect(), kind, watermark.nullable(), keyType);
  }

  private SourceColumn column(SourceDatabase.Found found, String what, String name) {
    List<String> known = found.table().columns().stream().map(SourceColumn::name).toList();
    return found
        .column(name)
        .orElseThrow(
            () ->
                new ProjectException(
                    place,
                    "Cannot use '%s' as %s of %s: there is no such column."
                        .formatted(name, what, found.table()),
                    Spelling.didYouMean(name, known, "It has: " + String.join(", ", known) + ".")));
  }

  private Stretch stretch(Found found, TablePosition position, Instant end) {
    Watermark watermark = found.watermark();
    boolean sameColumn = position.by().equals(read.watermark());
    Optional<Object> reached =
        sameColumn && !position.until().isEmpty()
            ? Optional.of(parse(watermark, position.until()))
            : Optional.empty();
    // Watermarks follow the database's clock: a window that ends later, by a clock of ours that is
    // ahead, would pass over rows to come.
    Optional<Object> until = watermark.at(database.now().filter(end::isAfter).orElse(end));
    if (until.isEmpty()) {
      until =
          database
              .pastLargest(new Selection(found.dialect(), found.table()).largest(read.watermark()))
              .map(n -> (Object) n);
    }
    if (until.isEmpty()
        || (reached.isPresent() && watermark.compare(reached.get(), until.get()) >= 0)) {
      return Stretch.nothing();
    }
    // Another watermark than before orders the rows in another way: all are read again, and what
    // bronze has is left out.
    boolean again = !sameColumn && position != TablePosition.START && !position.by().isEmpty();
    Optional<Object> from = reached.map(r -> watermark.minus(r, read.lookback()));
    if (from.isEmpty() && !again) {
      from = read.startDate().flatMap(watermark::at);
    }
    boolean overlaps =
        again
            || position.backfills() > 0
            || (reached.isPresent()
                && (!read.lookback().none()
                    || found.watermarkNullable()
                    || !position.key().isEmpty()));
    return Stretch.window(from, until.get(), overlaps);
  }

  private Object parse(Watermark watermark, String text) {
    try {
      return watermark.parse(text);
    } catch (RuntimeException e) {
      throw new WorldException(
          "Cannot go on reading %1$s: its position '%2$s' does not fit the type that '%3$s' has now. To read what bronze lacks from the beginning: ./caravan position set %1$s --to earliest"
              .formatted(read.dataset(), text, read.watermark()),
          e);
    }
  }

  /** The name under which positions know the table. */
  String part(Found found) {
    return "jdbc:" + read.dataSource() + "/" + found.table();
  }

  TablePosition position(Found found) {
    Position position = lake.find(read.dataset()).map(LakeTable::position).orElse(Position.NONE);
    return TablePosition.of(position, part(found));
  }

  /** What bronze has of a stretch; everything when it cannot tell. */
  KnownRows known(Found found, Stretch stretch) {
    Optional<LakeTable> table = stretch.overlaps() ? lake.find(read.dataset()) : Optional.empty();
    return table
        .map(
            t -> KnownRows.read(engine, t, stretch.condition(found, read.watermark(), t.columns())))
        .orElse(KnownRows.NONE);
  }

  /**
   * Refuses rows that were read while the table changed its shape: some of them may lack what
   * others have.
   */
  void checkUnchanged(Found found) {
    List<SourceColumn> now = SourceDatabase.shape(database.find(read.table(), place).table());
    if (!now.equals(SourceDatabase.shape(found.table()))) {
      throw new WorldException(
          "Cannot use the rows of %s: its columns were changed while they were read. The same window is read again."
              .formatted(found.table()));
    }
  }

  TableRead read() {
    return read;
  }
}
