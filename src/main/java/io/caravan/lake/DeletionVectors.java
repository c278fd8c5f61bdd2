package io.caravan.lake;

import io.caravan.record.WorldException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * Which rows of a data file are deleted: read from Puffin files, kept while there is room, since
 * they never change.
 */
final class DeletionVectors {
  private static final long KEPT_BYTES = 64L << 20;
  private final FileIO io;
  private final Map<Key, long[]> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long keptBytes;

  private record Key(String location, long offset) {}

  DeletionVectors(FileIO io) {
    this.io = io;
  }

  /** Ascending positions. The array is shared: it must not be changed. */
  long[] positions(DeleteFile vector) {
    Key key =
        new Key(vector.location(), vector.contentOffset() == null ? 0 : vector.contentOffset());
    synchronized (kept) {
      long[] known = kept.get(key);
      if (known != null) {
        return known;
      }
    }
    PositionDeleteIndex index = index(vector);
    long[] positions = new long[Math.toIntExact(index.cardinality())];
    int[] next = {0};
    index.forEach(position -> positions[next[0]++] = position);
    Arrays.sort(positions);
    keep(key, positions);
    return positions;
  }

  private void keep(Key key, long[] positions) {
    synchronized (kept) {
      long[] before = kept.put(key, positions);
      keptBytes += 8L * positions.length - (before == null ? 0 : 8L * before.length);
      Iterator<long[]> oldest = kept.values().iterator();
      while (keptBytes > KEPT_BYTES && oldest.hasNext()) {
        keptBytes -= 8L * oldest.next().length;
        oldest.remove();
      }
    }
  }

  PositionDeleteIndex index(DeleteFile vector) {
    if (vector.format() != FileFormat.PUFFIN) {
      throw new WorldException(
          ("Cannot read %s: another engine wrote row deletes as %s files, and only deletion vectors are read. "
                  + "Rewrite the table's data files with that engine.")
              .formatted(vector.location(), vector.format()));
    }
    byte[] bytes = new byte[Math.toIntExact(vector.contentSizeInBytes())];
    try (SeekableInputStream in = io.newInputFile(vector.location()).newStream()) {
      in.seek(vector.contentOffset());
      int read = in.readNBytes(bytes, 0, bytes.length);
      if (read < bytes.length) {
        throw new WorldException(
            "Cannot read %s: it ends before its deletion vector does."
                .formatted(vector.location()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + vector.location(), e);
    }
    return PositionDeleteIndex.deserialize(bytes, vector);
  }
}
