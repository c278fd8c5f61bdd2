package io.caravan.engine;

import io.caravan.record.WorldException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;

/**
 * Cuts a Parquet file between row groups, whose bytes are copied as they are.
 *
 * <p>DuckDB can cut files itself while it writes them, but then its threads write row groups as
 * they finish them, and files are no longer sorted; to read and write the rows again would cost a
 * third of the sort that made them.
 */
final class ParquetCut {
  private static final int COLUMN_INDEX_TRUNCATE = 64;

  private ParquetCut() {}

  /**
   * Parts of about equal size, each about the target size, in order; the file itself when it is not
   * half as large again.
   */
  static List<Path> cut(Path file, long fileBytes, long targetBytes) {
    long parts = Math.round((double) fileBytes / targetBytes);
    if (parts < 2) {
      return List.of(file);
    }
    LocalFile input = new LocalFile(file);
    try (ParquetFileReader reader = ParquetFileReader.open(input);
        SeekableInputStream bytes = input.newStream()) {
      MessageType schema = reader.getFooter().getFileMetaData().getSchema();
      List<Path> cut = new ArrayList<>();
      for (List<BlockMetaData> rowGroups : parts(reader.getRowGroups(), fileBytes / parts)) {
        Path part = file.resolveSibling("part_" + cut.size() + ".parquet");
        write(bytes, rowGroups, schema, part);
        cut.add(part);
      }
      return cut;
    } catch (IOException e) {
      throw new WorldException(
          "Cannot cut " + file + " into files of " + targetBytes + " bytes: " + e.getMessage(), e);
    }
  }

  private static List<List<BlockMetaData>> parts(List<BlockMetaData> rowGroups, long bytes) {
    List<List<BlockMetaData>> parts = new ArrayList<>();
    long written = 0;
    for (BlockMetaData rowGroup : rowGroups) {
      // A row group belongs to the part in which its middle lies.
      long part = (written + rowGroup.getCompressedSize() / 2) / bytes;
      if (parts.isEmpty() || part >= parts.size()) {
        parts.add(new ArrayList<>());
      }
      parts.get(parts.size() - 1).add(rowGroup);
      written += rowGroup.getCompressedSize();
    }
    return parts;
  }

  private static void write(
      SeekableInputStream bytes, List<BlockMetaData> rowGroups, MessageType schema, Path part)
      throws IOException {
    try (ParquetFileWriter writer =
        new ParquetFileWriter(
            new LocalOutputFile(part),
            schema,
            ParquetFileWriter.Mode.CREATE,
            1,
            0,
            COLUMN_INDEX_TRUNCATE,
            Integer.MAX_VALUE,
            false)) {
      writer.start();
      for (BlockMetaData rowGroup : rowGroups) {
        writer.appendRowGroup(bytes, rowGroup, false);
      }
      writer.end(Map.of());
    }
  }
}
