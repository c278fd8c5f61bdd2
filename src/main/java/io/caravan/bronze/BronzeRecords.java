package io.caravan.bronze;

import java.util.AbstractList;
import java.util.Iterator;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;

/**
 * The records of one file, read from their source while they are written: only encoded bytes are
 * ever held. A {@link java.util.List} because Camel's parquetAvro asks for one; it asks for the
 * first element, for its schema, and then iterates, once.
 */
public final class BronzeRecords extends AbstractList<IndexedRecord> {
  private final BronzeRecord.File file;
  private final Batch batch;
  private int count;

  BronzeRecords(BronzeRecord.File file, Batch batch) {
    this.file = file;
    this.batch = batch;
  }

  @Override
  public IndexedRecord get(int index) {
    if (index != 0) {
      throw new UnsupportedOperationException(
          "Cannot pick record %d: these records are a stream, to be iterated once."
              .formatted(index));
    }
    return new BronzeRecord(file, new Row(new Object[0], new Utf8(), 0));
  }

  @Override
  public Iterator<IndexedRecord> iterator() {
    Iterator<Row> rows = batch.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public IndexedRecord next() {
        count++;
        return new BronzeRecord(file, rows.next());
      }
    };
  }

  /** Records written so far: all of them only after they were written. */
  @Override
  public int size() {
    return count;
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public String toString() {
    return "records of " + batch;
  }

  // A stream has no value to compare by.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
