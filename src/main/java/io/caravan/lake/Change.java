package io.caravan.lake;

import io.caravan.record.FencedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.DeleteWriteResult;
import org.apache.iceberg.io.OutputFileFactory;

/** Added files and deleted rows as the update that Iceberg makes of them. */
record Change(
    TableAccess access,
    BaseTable table,
    String branch,
    List<StagedFile> added,
    Map<String, long[]> deleted,
    boolean replacesAll) {
  SnapshotUpdate<?> prepare(Head head) {
    Schema schema = TableAccess.schemaOf(table, branch);
    BaseTable target =
        schema.schemaId() == table.schema().schemaId()
            ? table
            : new BaseTable(
                new BranchOperations(table.operations(), schema.schemaId(), branch), table.name());
    DataFileForm form = new DataFileForm(table, schema);
    List<DataFile> files = added.stream().map(form::of).toList();
    if (replacesAll) {
      OverwriteFiles overwrite =
          target.newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue());
      files.forEach(overwrite::addFile);
      return overwrite;
    }
    if (deleted.values().stream().allMatch(positions -> positions.length == 0)) {
      AppendFiles append = target.newAppend();
      files.forEach(append::appendFile);
      return append;
    }
    RowDelta delta = target.newRowDelta().validateFromSnapshot(head.snapshot());
    files.forEach(delta::addRows);
    deleteRows(delta, head);
    return delta;
  }

  private void deleteRows(RowDelta delta, Head head) {
    Map<String, Plan.Entry> current = new HashMap<>();
    Plan.of(table, head.snapshot(), false)
        .entries()
        .forEach(e -> current.put(Location.canonical(e.file().location()), e));
    List<Plan.Entry> touched = new ArrayList<>();
    deleted.forEach(
        (location, positions) -> {
          if (positions.length > 0) {
            Plan.Entry entry = current.get(location);
            check(location, positions, entry);
            if (everyRow(entry, positions)) {
              delta.removeRows(entry.file());
              entry.deletes().forEach(delta::removeDeletes);
            } else {
              touched.add(entry);
            }
          }
        });
    if (!touched.isEmpty()) {
      DeleteWriteResult written = write(touched);
      written.deleteFiles().forEach(delta::addDeletes);
      written.rewrittenDeleteFiles().forEach(delta::removeDeletes);
    }
  }

  private void check(String location, long[] positions, Plan.Entry entry) {
    if (entry == null) {
      throw new FencedException(
          "Cannot delete rows of %s: it is no longer a file of %s in %s. Nothing was written; read the table again."
              .formatted(location, branch, access.name()));
    }
    long rows = entry.file().recordCount();
    Arrays.stream(positions)
        .filter(p -> p < 0 || p >= rows)
        .findFirst()
        .ifPresent(
            p -> {
              throw new IllegalArgumentException(
                  "Cannot delete row %d of %s: it has %d rows.".formatted(p, location, rows));
            });
  }

  /**
   * A file without rows left goes as a whole: cheaper for every reader than a vector that hides all
   * of it.
   */
  private boolean everyRow(Plan.Entry entry, long[] positions) {
    long rows = entry.file().recordCount();
    if (positions.length + entry.deletedRows() < rows) {
      return false;
    }
    return LongStream.concat(
                Arrays.stream(positions), Arrays.stream(entry.deleted(access.vectors())))
            .distinct()
            .count()
        == rows;
  }

  private DeleteWriteResult write(List<Plan.Entry> touched) {
    Map<String, DeleteFile> vectors = new HashMap<>();
    touched.stream()
        .filter(e -> e.vector() != null)
        .forEach(e -> vectors.put(e.file().location(), e.vector()));
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 0, 0).format(FileFormat.PUFFIN).build();
    BaseDVFileWriter writer =
        new BaseDVFileWriter(
            files,
            path -> {
              DeleteFile before = vectors.get(path);
              return before == null ? null : access.vectors().index(before);
            });
    try (writer) {
      for (Plan.Entry entry : touched) {
        DataFile file = entry.file();
        PartitionSpec spec = table.specs().get(file.specId());
        for (long position : deleted.get(Location.canonical(file.location()))) {
          writer.delete(file.location(), position, spec, file.partition());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the deletion vectors of " + access.name(), e);
    }
    return writer.result();
  }
}
