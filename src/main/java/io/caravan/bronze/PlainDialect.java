package io.caravan.bronze;

import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Any other database, by what its JDBC driver says of it. */
final class PlainDialect implements Dialect {
  private final String quote;

  /**
   * @param quote the driver's quoting character; a blank means that it cannot quote
   */
  PlainDialect(String quote) {
    this.quote = quote == null ? "" : quote.trim();
  }

  @Override
  public Optional<Instant> now(Connection connection) {
    return Optional.empty();
  }

  @Override
  public Optional<SourceTable> find(Connection connection, String name) throws SQLException {
    int dot = name.indexOf('.');
    String schema = dot < 0 ? connection.getSchema() : name.substring(0, dot);
    String table = dot < 0 ? name : name.substring(dot + 1);
    // As written first, then as a database folds names that are written without quotes.
    for (boolean folded : new boolean[] {false, true}) {
      Optional<String[]> found =
          lookUp(
              connection,
              folded ? fold(connection, schema) : schema,
              folded ? fold(connection, table) : table);
      if (found.isPresent()) {
        return Optional.of(
            new SourceTable(
                found.get()[0],
                found.get()[1],
                columns(connection, found.get()[0], found.get()[1])));
      }
    }
    return Optional.empty();
  }

  private static Optional<String[]> lookUp(Connection connection, String schema, String table)
      throws SQLException {
    DatabaseMetaData meta = connection.getMetaData();
    String escape = meta.getSearchStringEscape();
    String catalog = schema == null ? connection.getCatalog() : null;
    try (ResultSet found =
        meta.getTables(catalog, literal(schema, escape), literal(table, escape), null)) {
      while (found.next()) {
        String foundSchema = found.getString("TABLE_SCHEM");
        if (found.getString("TABLE_NAME").equals(table)) {
          return Optional.of(new String[] {foundSchema == null ? "" : foundSchema, table});
        }
      }
    }
    return Optional.empty();
  }

  /** A name in which {@code _} and {@code %} mean themselves. */
  private static String literal(String name, String escape) {
    return name == null || escape == null || escape.isEmpty()
        ? name
        : name.replace("_", escape + "_").replace("%", escape + "%");
  }

  private static String fold(Connection connection, String name) throws SQLException {
    if (name == null) {
      return null;
    }
    return connection.getMetaData().storesUpperCaseIdentifiers()
        ? name.toUpperCase(Locale.ROOT)
        : name.toLowerCase(Locale.ROOT);
  }

  private List<SourceColumn> columns(Connection connection, String schema, String table)
      throws SQLException {
    String from = schema.isEmpty() ? quote(table) : quote(schema) + "." + quote(table);
    try (var statement = connection.prepareStatement("select * from " + from + " where 1 = 0");
        ResultSet none = statement.executeQuery()) {
      ResultSetMetaData meta = none.getMetaData();
      List<SourceColumn> columns = new ArrayList<>();
      for (int i = 1; i <= meta.getColumnCount(); i++) {
        boolean nullable = meta.isNullable(i) != ResultSetMetaData.columnNoNulls;
        columns.add(
            new SourceColumn(
                meta.getColumnName(i),
                type(meta, i),
                quote(meta.getColumnName(i)),
                nullable,
                meta.getColumnTypeName(i)));
      }
      return columns;
    }
  }

  private static ColumnType type(ResultSetMetaData meta, int i) throws SQLException {
    String typeName = meta.getColumnTypeName(i).toUpperCase(Locale.ROOT);
    return switch (meta.getColumnType(i)) {
      case Types.BOOLEAN -> Simple.BOOLEAN;
      case Types.BIT -> meta.getPrecision(i) <= 1 ? Simple.BOOLEAN : Simple.STRING;
      case Types.TINYINT, Types.SMALLINT -> Simple.INT;
      case Types.INTEGER -> meta.isSigned(i) ? Simple.INT : Simple.LONG;
      case Types.BIGINT -> meta.isSigned(i) ? Simple.LONG : new ColumnType.Decimal(20, 0);
      case Types.REAL -> Simple.FLOAT;
      case Types.FLOAT, Types.DOUBLE -> Simple.DOUBLE;
      case Types.NUMERIC, Types.DECIMAL -> decimal(meta.getPrecision(i), meta.getScale(i));
      case Types.DATE -> Simple.DATE;
      case Types.TIME -> meta.getScale(i) > 6 ? Simple.STRING : Simple.TIME;
      // Finer than microseconds: only text keeps it.
      case Types.TIMESTAMP -> meta.getScale(i) > 6 ? Simple.STRING : Simple.TIMESTAMP;
      case Types.TIMESTAMP_WITH_TIMEZONE ->
          meta.getScale(i) > 6 ? Simple.STRING : Simple.TIMESTAMPTZ;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
          typeName.equals("UUID") ? Simple.UUID : Simple.BINARY;
      default -> typeName.equals("UUID") ? Simple.UUID : Simple.STRING;
    };
  }

  private static ColumnType decimal(int precision, int scale) {
    return precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision
        ? new ColumnType.Decimal(precision, scale)
        : Simple.STRING;
  }

  @Override
  public List<String> tables(Connection connection) throws SQLException {
    try (ResultSet found =
        connection
            .getMetaData()
            .getTables(
                connection.getCatalog(),
                connection.getSchema(),
                "%",
                new String[] {"TABLE", "BASE TABLE", "VIEW"})) {
      List<String> names = new ArrayList<>();
      while (found.next()) {
        names.add(found.getString("TABLE_NAME"));
      }
      return names;
    }
  }

  @Override
  public String quote(String identifier) {
    if (quote.isEmpty()) {
      if (!identifier.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw new IllegalArgumentException(
            "Cannot name '%s' in SQL: its database cannot quote, so only letters, digits and '_' can be used. Read it through a view."
                .formatted(identifier));
      }
      return identifier;
    }
    return quote + identifier.replace(quote, quote + quote) + quote;
  }
}
