package io.caravan.runs;

import io.caravan.record.WorldException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Transactions on the ledger's database: SQL that H2 and PostgreSQL both take, repeated when the
 * database asks for it.
 */
final class Database {
  // Serialization failure, deadlock, lock timeout (H2): the transaction was rolled back and may be
  // run again.
  // The last is an embedded database that was closed below us, by its own hook while the process is
  // being stopped or by a full disk: nothing was done yet, and another connection opens it again.
  private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01", "HYT00", "55P03", "90121");
  static final String DUPLICATE = "23505";
  private static final int ATTEMPTS = 20;
  private final DataSource source;

  Database(DataSource source) {
    this.source = source;
  }

  /** Work within one transaction; it may be run several times. */
  interface Work<T> {
    T in(Transaction transaction) throws SQLException;
  }

  /** One row to one value. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /**
   * @param what completes "Cannot ...", for the message
   */
  <T> T transact(String what, Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(work);
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !TRY_AGAIN.contains(e.getSQLState())) {
          throw new WorldException(
              "Cannot %s: the ledger's database says '%s'. Check caravan.ledger.uri and that it is reachable."
                  .formatted(what, reason(e)),
              e);
        }
      }
    }
  }

  /** What the driver says and, where it adds something, what the system said to it: a full disk. */
  private static String reason(SQLException e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String said = String.valueOf(e.getMessage());
    return root.getMessage() == null || said.contains(root.getMessage())
        ? said
        : said + " (" + root.getMessage() + ")";
  }

  <T> T once(Work<T> work) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.in(new Transaction(connection));
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        rollback(connection, e);
        throw e;
      }
    }
  }

  private static void rollback(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** Statements of one transaction. */
  record Transaction(Connection connection) {
    int update(String sql, Object... values) throws SQLException {
      try (PreparedStatement statement = prepare(sql, values)) {
        return statement.executeUpdate();
      }
    }

    <T> List<T> list(Row<T> row, String sql, Object... values) throws SQLException {
      try (PreparedStatement statement = prepare(sql, values);
          ResultSet rows = statement.executeQuery()) {
        List<T> list = new ArrayList<>();
        while (rows.next()) {
          list.add(row.read(rows));
        }
        return list;
      }
    }

    <T> Optional<T> first(Row<T> row, String sql, Object... values) throws SQLException {
      return list(row, sql, values).stream().findFirst();
    }

    /** The database's own clock: the same for all instances, whatever happens to theirs. */
    Instant now() throws SQLException {
      return first(
              r -> r.getObject(1, OffsetDateTime.class).toInstant(), "SELECT CURRENT_TIMESTAMP")
          .orElseThrow();
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
      PreparedStatement statement = connection.prepareStatement(sql);
      try {
        for (int i = 0; i < values.length; i++) {
          statement.setObject(
              i + 1, values[i] instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : values[i]);
        }
        return statement;
      } catch (SQLException e) {
        statement.close();
        throw e;
      }
    }
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
