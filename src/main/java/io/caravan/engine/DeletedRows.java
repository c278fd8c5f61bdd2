package io.caravan.engine;

import io.caravan.lake.Scan;
import io.caravan.record.WorldException;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBAppender;

/**
 * Positions of deleted rows, as tables of a session.
 *
 * <p>An anti-join on (index of the file, row number) costs 10 to 30 ns a row. With 1 % deleted in
 * every file a scan that aggregates six columns takes 1.1 to 1.3 times its CPU, one of two columns
 * 1.3 to 1.5, a cheaper one up to 2.3. Not better: file names instead of indexes, both in one
 * number, a bitmap for each file, and one anti-join for each file (like it for ten files, 1.9 for a
 * hundred).
 */
final class DeletedRows {
  /** A dataset's name cannot hold a space, so no layer hides this one. */
  static final String SCHEMA = "\"deleted rows\"";

  private final Instance instance;
  private int tables;

  DeletedRows(Instance instance) {
    this.instance = instance;
  }

  /**
   * Makes a table (file UBIGINT, position BIGINT) of the files' deleted rows; files are numbered as
   * they stand in the list.
   */
  String table(List<Scan.File> files) {
    String table = "t" + tables++;
    instance.run("CREATE TABLE " + SCHEMA + "." + table + " (file UBIGINT, position BIGINT)");
    try (DuckDBAppender appender = instance.appender(SCHEMA.replace("\"", ""), table)) {
      for (int file = 0; file < files.size(); file++) {
        for (long position : files.get(file).deleted()) {
          appender.beginRow().append((long) file).append(position).endRow();
        }
      }
    } catch (SQLException e) {
      throw new WorldException(
          "Cannot keep the deleted rows of %d files: %s".formatted(files.size(), e.getMessage()),
          e);
    }
    return SCHEMA + "." + table;
  }

  void drop(String table) {
    instance.run("DROP TABLE IF EXISTS " + table);
  }
}
