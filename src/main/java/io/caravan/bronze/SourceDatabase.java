package io.caravan.bronze;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import io.caravan.record.WorldException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The database a table is read from, for the small questions that are asked before and after its
 * rows are read.
 */
public final class SourceDatabase {
  private final String name;
  private final DataSource dataSource;

  /**
   * @param name what routes call it
   */
  public SourceDatabase(String name, DataSource dataSource) {
    this.name = name;
    this.dataSource = dataSource;
  }

  /** A table as it was found, with the dialect to read it in. */
  public record Found(SourceTable table, Dialect dialect) {
    public Optional<SourceColumn> column(String name) {
      return table.columns().stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /** An identifier that can only be an identifier. */
    public String quote(String identifier) {
      return dialect.quote(identifier);
    }

    /** The table's name, quoted. */
    public String from() {
      return table.schema().isEmpty()
          ? quote(table.name())
          : quote(table.schema()) + "." + quote(table.name());
    }

    public boolean isPostgres() {
      return dialect instanceof PostgresDialect;
    }
  }

  /**
   * @param place where in the user's project the name stands
   * @throws ProjectException when there is no such table; suggests a near name
   * @throws WorldException when the database cannot be asked
   */
  public Found find(String table, Place place) {
    return ask(
        connection -> {
          Dialect dialect = Dialect.of(connection);
          Optional<SourceTable> found = dialect.find(connection, table);
          if (found.isEmpty()) {
            List<String> known = dialect.tables(connection);
            throw new ProjectException(
                place,
                "Cannot find table '%s' in data source '%s'.".formatted(table, name),
                Spelling.didYouMean(
                    table,
                    known,
                    known.isEmpty()
                        ? "It has no tables that its user may see. Make them, or grant them to it; those of the sample are made by './caravan demo'."
                        : "It has: " + few(known) + "."));
          }
          return new Found(found.get(), dialect);
        });
  }

  private static String few(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(10, names.size())))
        + (names.size() > 10 ? ", ..." : "");
  }

  /** One past the largest value; empty for a table without rows. */
  Optional<BigInteger> pastLargest(String sql) {
    return ask(
        connection -> {
          try (var statement = connection.prepareStatement(sql);
              ResultSet row = statement.executeQuery()) {
            BigDecimal largest = row.next() ? row.getBigDecimal(1) : null;
            return Optional.ofNullable(largest).map(n -> n.toBigInteger().add(BigInteger.ONE));
          }
        });
  }

  /** The time by the database's own clock, where it can be asked. */
  Optional<Instant> now() {
    return ask(connection -> Dialect.of(connection).now(connection));
  }

  /** The columns in an order of their own, to be compared before and after a read. */
  static List<SourceColumn> shape(SourceTable table) {
    return table.columns().stream().sorted(Comparator.comparing(SourceColumn::name)).toList();
  }

  /** What is asked of a connection. */
  @FunctionalInterface
  public interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  /**
   * Asks on a connection of its own; nothing that it does is kept.
   *
   * @throws WorldException when the database does not answer
   */
  public <T> T ask(Question<T> question) {
    try (Connection connection = dataSource.getConnection()) {
      T answer = question.ask(connection);
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
      return answer;
    } catch (SQLException e) {
      throw new WorldException(
          "Cannot ask data source '%s': %s".formatted(name, e.getMessage()), e);
    }
  }
}
