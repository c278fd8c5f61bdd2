package io.caravan.bronze;

import io.caravan.lake.StagedFile;
import io.caravan.lake.StagedFile.ColumnStats;
import io.caravan.record.WorldException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** Reads from a Parquet file's own footer what a table's commit wants to know of it. */
final class ParquetFooter {
  private ParquetFooter() {}

  /**
   * @param location where the file is going to lie
   */
  static StagedFile read(byte[] parquet, String location) {
    try (ParquetFileReader reader = ParquetFileReader.open(new Bytes(parquet))) {
      Map<String, ColumnStats> columns = new HashMap<>();
      long rows = 0;
      for (BlockMetaData block : reader.getFooter().getBlocks()) {
        rows += block.getRowCount();
        for (ColumnChunkMetaData chunk : block.getColumns()) {
          columns.merge(
              chunk.getPath().toDotString(), ParquetStatistics.of(chunk), ParquetStatistics::merge);
        }
      }
      return new StagedFile(location, parquet.length, rows, columns);
    } catch (IOException | RuntimeException e) {
      throw new WorldException(
          "Cannot read back the footer of %s: %s".formatted(location, e.getMessage()), e);
    }
  }

  private record Bytes(byte[] bytes) implements InputFile {
    @Override
    public long getLength() {
      return bytes.length;
    }

    @Override
    public SeekableInputStream newStream() {
      Positioned stream = new Positioned(bytes);
      return new DelegatingSeekableInputStream(stream) {
        @Override
        public long getPos() {
          return stream.position();
        }

        @Override
        public void seek(long position) {
          stream.position((int) position);
        }
      };
    }
  }

  private static final class Positioned extends ByteArrayInputStream {
    Positioned(byte[] bytes) {
      super(bytes);
    }

    int position() {
      return pos;
    }

    void position(int position) {
      pos = position;
    }
  }
}
