package io.caravan.bronze;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What differs between databases: how a table's columns are found, quoted and read without losing
 * anything.
 */
interface Dialect {
  /**
   * Finds a table by the name that a user wrote, {@code table} or {@code schema.table}; its names
   * are looked up as data, never run.
   */
  Optional<SourceTable> find(Connection connection, String name) throws SQLException;

  /** Names of tables near by, for "did you mean". */
  List<String> tables(Connection connection) throws SQLException;

  /**
   * The time by the database's own clock; empty where it cannot be asked for in a way that is
   * exact.
   */
  Optional<Instant> now(Connection connection) throws SQLException;

  /** An identifier that can only be an identifier. */
  String quote(String identifier);

  static Dialect of(Connection connection) throws SQLException {
    return PostgresDialect.NAME.equals(connection.getMetaData().getDatabaseProductName())
        ? new PostgresDialect()
        : new PlainDialect(connection.getMetaData().getIdentifierQuoteString());
  }
}
