package io.caravan.engine;

import io.caravan.record.Column;
import io.caravan.record.Columns;
import io.caravan.record.WorldException;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * A DuckDB of its own in memory, locked up: it reads and writes its workspace only, loads no
 * extension, and its limits cannot be changed by a statement.
 *
 * <p>One for each session: names, settings, failures and memory limits cannot touch another's. It
 * costs 13 ms; a connection to a shared instance would cost 1 ms, but every session could name the
 * others' views and files.
 */
final class Instance implements AutoCloseable {
  private static final String INITCAP =
      """
      CREATE MACRO initcap(s) AS array_to_string(
        list_transform(regexp_extract_all(lower(s), '[\\pL\\pN]+|[^\\pL\\pN]+'), lambda w: upper(w[1]) || w[2:]), '')""";

  private final DuckDBConnection connection;
  private final Failures failures;
  private final int timeoutSeconds;
  private volatile Statement running;

  private Instance(DuckDBConnection connection, Failures failures, int timeoutSeconds) {
    this.connection = connection;
    this.failures = failures;
    this.timeoutSeconds = timeoutSeconds;
  }

  static Instance open(EngineSettings settings, Workspace workspace) {
    Properties properties = new Properties();
    properties.setProperty("threads", Integer.toString(settings.threads()));
    try {
      DuckDBConnection connection =
          (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", properties);
      Failures failures = new Failures(settings, workspace);
      Instance instance =
          new Instance(
              connection,
              failures,
              Math.toIntExact(settings.timeout().plusMillis(999).toSeconds()));
      try {
        instance.run(lockedUp(settings, workspace));
        return instance;
      } catch (RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new WorldException("Cannot start the SQL engine: " + e.getMessage(), e);
    }
  }

  private static String lockedUp(EngineSettings settings, Workspace workspace) {
    List<String> readable = new ArrayList<>();
    readable.add(workspace.folder() + "/");
    settings.readable().forEach(folder -> readable.add(folder + "/"));
    return String.join(
        ";\n",
        "SET memory_limit = '" + settings.memoryBytes() + "B'",
        "SET temp_directory = " + Sql.text(workspace.spill().toString()),
        "SET max_temp_directory_size = '" + settings.spillBytes() + "B'",
        "SET TimeZone = 'UTC'",
        INITCAP,
        "CREATE SCHEMA " + DeletedRows.SCHEMA,
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET allow_community_extensions = false",
        "SET allow_persistent_secrets = false",
        "SET allowed_directories = " + Sql.texts(readable),
        "SET enable_external_access = false",
        "SET lock_configuration = true");
  }

  /** Runs a statement as it is. */
  void run(String sql) {
    execute(sql, sql, 0);
  }

  /** Runs a statement that ends in the user's SQL; errors are shown in terms of that. */
  void run(String before, String userSql) {
    execute(before + "\n" + userSql, userSql, 1);
  }

  private void execute(String sql, String userSql, int linesBefore) {
    // An error closes the driver's statement, so each has its own.
    try (Statement statement = start()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failures.of(e, userSql, linesBefore);
    } finally {
      running = null;
    }
  }

  /**
   * Runs a query and hands its rows out one by one. The driver's own streaming is not used: it
   * loses the text of errors. So the whole result is made first, in the engine's memory and then on
   * disk, never on the heap.
   */
  void stream(String sql, RowConsumer consumer) {
    try (Statement statement = start();
        ResultSet rows = statement.executeQuery(sql)) {
      ResultSetMetaData meta = rows.getMetaData();
      List<String> types = new ArrayList<>();
      List<Column> columns = new ArrayList<>();
      for (int i = 1; i <= meta.getColumnCount(); i++) {
        types.add(meta.getColumnTypeName(i));
        columns.add(
            Column.optional(
                meta.getColumnLabel(i), TypeReader.readOrText(meta.getColumnTypeName(i))));
      }
      consumer.columns(new Columns(columns));
      boolean more = true;
      while (more && rows.next()) {
        List<Object> values = new ArrayList<>(types.size());
        for (int i = 0; i < types.size(); i++) {
          values.add(Values.of(rows, i + 1, types.get(i)));
        }
        more = consumer.row(values);
      }
    } catch (SQLException e) {
      throw failures.of(e, sql, 0);
    } finally {
      running = null;
    }
  }

  SqlSession.Result result(String sql) {
    ResultCollector collector = new ResultCollector();
    stream(sql, collector);
    return collector.result();
  }

  /** The rows of a query of ours. */
  List<List<Object>> rows(String sql) {
    return result(sql).rows();
  }

  void forEach(String sql, Consumer<List<Object>> action) {
    stream(
        sql,
        new RowConsumer() {
          @Override
          public void columns(Columns columns) {}

          @Override
          public boolean row(List<Object> values) {
            action.accept(values);
            return true;
          }
        });
  }

  DuckDBAppender appender(String schema, String table) throws SQLException {
    return connection.createAppender(schema, table);
  }

  private Statement start() throws SQLException {
    Statement statement = connection.createStatement();
    if (timeoutSeconds > 0) {
      statement.setQueryTimeout(timeoutSeconds);
    }
    running = statement;
    return statement;
  }

  /** Stops the statement that runs, if any; from another thread. */
  void cancel() {
    Statement statement = running;
    try {
      if (statement != null && !statement.isClosed()) {
        statement.cancel();
      }
    } catch (SQLException e) {
      throw new WorldException("Cannot stop a statement: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new WorldException("Cannot close the SQL engine: " + e.getMessage(), e);
    }
  }
}
