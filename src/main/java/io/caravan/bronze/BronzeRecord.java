package io.caravan.bronze;

import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;

/**
 * A row with its metadata columns, as Avro's writers see it; a view, so that no value is copied.
 */
final class BronzeRecord implements IndexedRecord {
  private final File file;
  private final Row row;

  /** What all records of a file share. */
  record File(Schema schema, int width, Long ingestedAtMicros, Utf8 source, Utf8 batchId) {}

  BronzeRecord(File file, Row row) {
    this.file = file;
    this.row = row;
  }

  @Override
  public Object get(int i) {
    Object[] values = row.values();
    if (i < file.width) {
      return i < values.length ? values[i] : null;
    }
    return switch (i - file.width) {
      case 0 -> file.ingestedAtMicros;
      case 1 -> file.source;
      case 2 -> file.batchId;
      default -> row.hash();
    };
  }

  @Override
  public void put(int i, Object value) {
    throw new UnsupportedOperationException(
        "Cannot change a row on its way into bronze: bronze is an exact copy.");
  }

  @Override
  public Schema getSchema() {
    return file.schema;
  }
}
