package io.caravan.bronze;

import io.caravan.record.Column;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.Columns;
import java.util.ArrayList;
import java.util.List;

/** The columns that bronze adds to what a source sends, always last and in this order. */
public final class MetadataColumns {
  public static final String INGESTED_AT = "_ingested_at";
  public static final String SOURCE = "_source";
  public static final String BATCH_ID = "_batch_id";
  public static final String RAW_HASH = "_raw_hash";
  public static final List<String> NAMES = List.of(INGESTED_AT, SOURCE, BATCH_ID, RAW_HASH);

  private static final List<Column> COLUMNS =
      List.of(
          new Column(
              INGESTED_AT,
              Simple.TIMESTAMPTZ,
              true,
              "When the commit that holds the row was made; later in every later commit."),
          new Column(SOURCE, Simple.STRING, true, "Where the row came from."),
          new Column(BATCH_ID, Simple.STRING, true, "The commit that holds the row."),
          new Column(
              RAW_HASH,
              Simple.STRING,
              true,
              "SHA-256 of the row's own columns in canonical form."));

  private MetadataColumns() {}

  /** The columns of a bronze table whose source sends these. */
  public static Columns appendedTo(Columns own) {
    List<Column> all = new ArrayList<>(own.list());
    all.addAll(COLUMNS);
    return new Columns(all);
  }
}
