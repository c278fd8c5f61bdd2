package io.caravan.engine;

import io.caravan.lake.Lake;
import io.caravan.lake.Scan;
import io.caravan.lake.StagedFile;
import io.caravan.record.Column;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.record.WorldException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duckdb.DuckDBAppender;

/** A session on a DuckDB of its own. */
final class DuckDbSession implements SqlSession {
  private static final String QUERY = "temp.main.\"caravan query\"";

  private final Workspace workspace;
  private final Instance instance;
  private final ScanSql scans;
  private final ParquetOutput output;
  private final Runnable onClose;
  private final Map<DatasetName, ScanSql.Select> bound = new HashMap<>();
  private boolean closed;

  DuckDbSession(
      EngineSettings settings,
      Workspace workspace,
      Lake lake,
      FileSchemas schemas,
      Runnable onClose) {
    this.workspace = workspace;
    this.instance = Instance.open(settings, workspace);
    this.scans = new ScanSql(schemas, instance, workspace);
    this.output = new ParquetOutput(instance, workspace, lake, settings.targetFileBytes());
    this.onClose = onClose;
  }

  @Override
  public void bind(DatasetName name, Scan scan) {
    ScanSql.Select select = scans.select(scan);
    view(name, select.sql());
    Optional.ofNullable(bound.put(name, select)).ifPresent(scans::drop);
  }

  @Override
  public void bindView(DatasetName name, String sql) {
    view(name, sql);
  }

  @Override
  public void bindFile(DatasetName name, Path file) {
    DataFile.find(file).bind(name, workspace.linked(file), instance);
  }

  @Override
  public void bindTexts(
      DatasetName name, String number, List<String> columns, Iterator<String[]> rows) {
    StringBuilder table = new StringBuilder("(" + Sql.name(number) + " BIGINT");
    columns.forEach(column -> table.append(", ").append(Sql.name(column)).append(" VARCHAR"));
    instance.run("CREATE SCHEMA IF NOT EXISTS " + Sql.name(name.namespace()));
    instance.run("CREATE OR REPLACE TABLE " + Sql.name(name) + table + ")");
    try (DuckDBAppender appender = instance.appender(name.namespace(), name.table())) {
      for (long row = 0; rows.hasNext(); row++) {
        appender.beginRow().append(row);
        for (String value : rows.next()) {
          if (value == null) {
            appender.appendNull();
          } else {
            appender.append(value);
          }
        }
        appender.endRow();
      }
    } catch (SQLException e) {
      throw new WorldException("Cannot hand rows to the SQL engine: " + e.getMessage(), e);
    }
  }

  private void view(DatasetName name, String sql) {
    instance.run("CREATE SCHEMA IF NOT EXISTS " + Sql.name(name.namespace()));
    instance.run("CREATE OR REPLACE VIEW " + Sql.name(name) + " AS", sql);
  }

  @Override
  public void execute(String sql) {
    instance.run(sql);
  }

  @Override
  public Result query(String sql) {
    return instance.result(sql);
  }

  @Override
  public void stream(String sql, RowConsumer consumer) {
    instance.stream(sql, consumer);
  }

  @Override
  public Columns describe(String query) {
    define(query);
    List<Column> columns = new ArrayList<>();
    for (List<Object> row : instance.rows("DESCRIBE " + QUERY)) {
      String name = (String) row.get(0);
      try {
        columns.add(Column.optional(name, TypeReader.read((String) row.get(1))));
      } catch (TypeReader.NoSuchType e) {
        throw new SqlFailure(
            "Cannot keep column '%s': the lake has no type for %s. Cast it in the query, for example %s."
                .formatted(name, e.getMessage(), Sql.name(name) + "::VARCHAR"),
            query,
            null);
      }
    }
    return new Columns(columns);
  }

  @Override
  public List<StagedFile> write(
      String query, List<Scan.Field> as, String folder, String name, List<String> sortedBy) {
    define(query);
    return output.write(new ParquetOutput.Order(QUERY, query, as, false, sortedBy), folder, name);
  }

  @Override
  public Map<String, long[]> locate(Scan scan, List<String> keyColumns, String keys) {
    KeySearch search = new KeySearch(instance, scans, scan, keyColumns);
    define(keys);
    return search.rows(QUERY);
  }

  /**
   * Gives the query a name, so that it need not be fitted into another statement as text: it may
   * end in a semicolon or a comment.
   */
  private void define(String query) {
    instance.run("CREATE OR REPLACE TEMP VIEW \"caravan query\" AS", query);
  }

  /** Writes the rows of a scan into new files; see {@link SqlEngine#repack}. */
  List<StagedFile> repack(Scan scan, String folder, String name, List<String> sortedBy) {
    String select = (sortedBy.isEmpty() ? scans.inOrder(scan) : scans.select(scan)).sql();
    define(select);
    return output.write(
        new ParquetOutput.Order(QUERY, select, scan.fields(), scan.byName(), sortedBy),
        folder,
        name);
  }

  /** Where statements of this session find an object of the lake. */
  String pathOf(String location) {
    return workspace.path(location);
  }

  Path folder() {
    return workspace.folder();
  }

  @Override
  public void cancel() {
    instance.cancel();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try (workspace) {
        instance.close();
      } finally {
        onClose.run();
      }
    }
  }
}
