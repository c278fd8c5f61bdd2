package io.caravan.bronze;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/**
 * Says in a Parquet file's footer that its times of day are local. Avro has no word for that, so
 * its writer declares them as UTC, and readers then give them a time zone that the source never
 * had.
 */
final class LocalTimes {
  private static final int TAIL = 8;

  private LocalTimes() {}

  /** The file, with another footer when it has such columns. */
  static byte[] declare(byte[] parquet) {
    int length =
        ByteBuffer.wrap(parquet).order(ByteOrder.LITTLE_ENDIAN).getInt(parquet.length - TAIL);
    int start = parquet.length - TAIL - length;
    try {
      FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(parquet, start, length));
      boolean changed = false;
      for (SchemaElement element : footer.getSchema()) {
        if (element.isSetLogicalType() && element.getLogicalType().isSetTIME()) {
          element.getLogicalType().getTIME().setIsAdjustedToUTC(false);
          element.unsetConverted_type();
          changed = true;
        }
      }
      return changed ? withFooter(parquet, start, footer) : parquet;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read back the footer of a Parquet file in memory", e);
    }
  }

  private static byte[] withFooter(byte[] parquet, int start, FileMetaData footer)
      throws IOException {
    ByteArrayOutputStream changed = new ByteArrayOutputStream(parquet.length + 64);
    changed.write(parquet, 0, start);
    Util.writeFileMetaData(footer, changed);
    ByteBuffer tail =
        ByteBuffer.allocate(TAIL).order(ByteOrder.LITTLE_ENDIAN).putInt(changed.size() - start);
    tail.put(parquet, parquet.length - 4, 4);
    changed.write(tail.array());
    return changed.toByteArray();
  }
}
