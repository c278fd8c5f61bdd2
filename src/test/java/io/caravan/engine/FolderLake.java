package io.caravan.engine;

import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Scan;
import io.caravan.lake.StagedFile;
import io.caravan.lake.TableLayout;
import io.caravan.record.ColumnType;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An object store in a folder, without tables: all that the engine asks of a lake. */
final class FolderLake implements Lake {
  private final Path root;
  final List<String> opened = new ArrayList<>();

  FolderLake(Path root) {
    this.root = root;
  }

  @Override
  public Path local(String location) {
    opened.add(location);
    return root.resolve(location.substring("s3://".length()));
  }

  @Override
  public void put(Path file, String location) {
    Path target = root.resolve(location.substring("s3://".length()));
    try {
      Files.createDirectories(target.getParent());
      Files.move(file, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A scan of written files, as a table would give it. */
  static Scan scan(List<Scan.Field> fields, List<StagedFile> files) {
    return new Scan(1, fields, files.stream().map(f -> file(f, fields)).toList(), false);
  }

  static Scan.File file(StagedFile file, List<Scan.Field> fields, long... deleted) {
    Map<Integer, Object> lower = new HashMap<>();
    Map<Integer, Object> upper = new HashMap<>();
    for (Scan.Field field : fields) {
      StagedFile.ColumnStats stats = file.columns().get(field.name());
      if (stats != null && stats.min() != null) {
        lower.put(field.id(), stats.min());
      }
      if (stats != null && stats.max() != null) {
        upper.put(field.id(), stats.max());
      }
    }
    return new Scan.File(file.location(), file.rows(), file.bytes(), deleted, lower, upper);
  }

  static Scan.Field field(int id, String name, ColumnType type) {
    return new Scan.Field(id, name, type, false, "");
  }

  @Override
  public Optional<LakeTable> find(DatasetName name) {
    return Optional.empty();
  }

  @Override
  public LakeTable load(DatasetName name) {
    throw new UnsupportedOperationException("no tables");
  }

  @Override
  public LakeTable create(DatasetName name, Columns columns, TableLayout layout) {
    throw new UnsupportedOperationException("no tables");
  }

  @Override
  public void drop(DatasetName name) {}

  @Override
  public List<DatasetName> tables() {
    return List.of();
  }

  @Override
  public void createView(DatasetName name, String sql, Columns columns) {}

  @Override
  public Optional<String> viewSql(DatasetName name) {
    return Optional.empty();
  }

  @Override
  public Map<String, String> viewProperties(DatasetName name) {
    return Map.of();
  }

  @Override
  public void setViewProperties(DatasetName name, Map<String, String> properties) {}

  @Override
  public List<DatasetName> views() {
    return List.of();
  }

  @Override
  public void dropView(DatasetName name) {}

  @Override
  public int sweepOrphans() {
    return 0;
  }

  @Override
  public void close() {}
}
