package io.caravan.bronze;

import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL, read by its own catalog: it alone knows domains, enums and arrays. Whatever has no
 * exact counterpart in the lake is read as the text that PostgreSQL prints, which is exact for
 * every type.
 */
final class PostgresDialect implements Dialect {
  static final String NAME = "PostgreSQL";

  /**
   * One row a column, domains resolved to what they are made of; the element's type beside an
   * array's.
   */
  private static final String COLUMNS =
      """
      with recursive resolved as (
        select a.attnum, a.attname, a.attnotnull, a.attndims::int, a.atttypid as type, a.atttypmod as modifier,
               format_type(a.atttypid, a.atttypmod) as declared
        from pg_attribute a where a.attrelid = to_regclass(?) and a.attnum > 0 and not a.attisdropped
        union all
        select r.attnum, r.attname, r.attnotnull or t.typnotnull, greatest(r.attndims, t.typndims::int), t.typbasetype,
               case when r.modifier >= 0 then r.modifier else t.typtypmod end, r.declared
        from resolved r join pg_type t on t.oid = r.type where t.typtype = 'd'
      )
      select c.nspname, r.relname, a.attname, a.attnotnull, a.attndims, a.modifier, a.declared, t.typname, e.typname as element
      from resolved a
      join pg_type t on t.oid = a.type and t.typtype <> 'd'
      left join pg_type e on e.typarray = t.oid and e.typtype <> 'd'
      join pg_class r on r.oid = to_regclass(?) join pg_namespace c on c.oid = r.relnamespace
      order by a.attnum
      """;

  @Override
  public Optional<Instant> now(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("select clock_timestamp()");
        ResultSet row = statement.executeQuery()) {
      row.next();
      return Optional.of(row.getObject(1, OffsetDateTime.class).toInstant());
    }
  }

  @Override
  public Optional<SourceTable> find(Connection connection, String name) throws SQLException {
    int dot = name.indexOf('.');
    String quoted =
        dot < 0
            ? quote(name)
            : quote(name.substring(0, dot)) + "." + quote(name.substring(dot + 1));
    try (var statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, quoted);
      statement.setString(2, quoted);
      try (ResultSet found = statement.executeQuery()) {
        List<SourceColumn> columns = new ArrayList<>();
        String schema = null;
        String table = null;
        while (found.next()) {
          schema = found.getString("nspname");
          table = found.getString("relname");
          columns.add(column(found));
        }
        return schema == null
            ? Optional.empty()
            : Optional.of(new SourceTable(schema, table, columns));
      }
    }
  }

  @Override
  public List<String> tables(Connection connection) throws SQLException {
    String sql =
        """
        select case when table_schema = any(current_schemas(false)) then table_name else table_schema || '.' || table_name end
        from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') order by 1
        """;
    try (var statement = connection.prepareStatement(sql);
        ResultSet found = statement.executeQuery()) {
      List<String> names = new ArrayList<>();
      while (found.next()) {
        names.add(found.getString(1));
      }
      return names;
    }
  }

  @Override
  public String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private SourceColumn column(ResultSet found) throws SQLException {
    String name = found.getString("attname");
    String typeName = found.getString("typname");
    String element = found.getString("element");
    int modifier = found.getInt("modifier");
    boolean nullable = !found.getBoolean("attnotnull");
    String declared = found.getString("declared");
    ColumnType type =
        element == null
            ? scalar(typeName, modifier)
            : list(element, modifier, found.getInt("attndims"));
    return new SourceColumn(
        name, type, expression(quote(name), typeName, type), nullable, declared);
  }

  private static ColumnType list(String element, int modifier, int dimensions) {
    return dimensions > 1
        ? Simple.STRING
        : new ColumnType.ListOf(
            element.equals("bytea") ? Simple.STRING : scalar(element, modifier));
  }

  private static ColumnType scalar(String typeName, int modifier) {
    return switch (typeName) {
      case "bool" -> Simple.BOOLEAN;
      case "int2", "int4" -> Simple.INT;
      case "int8", "oid" -> Simple.LONG;
      case "float4" -> Simple.FLOAT;
      case "float8" -> Simple.DOUBLE;
      case "date" -> Simple.DATE;
      case "time" -> Simple.TIME;
      case "timestamp" -> Simple.TIMESTAMP;
      case "timestamptz" -> Simple.TIMESTAMPTZ;
      case "uuid" -> Simple.UUID;
      case "bytea" -> Simple.BINARY;
      case "numeric" -> numeric(modifier);
      default -> Simple.STRING;
    };
  }

  /**
   * Only a declared precision that the lake can hold becomes a decimal; everything else keeps its
   * digits as text.
   */
  private static ColumnType numeric(int modifier) {
    if (modifier < 4) {
      return Simple.STRING;
    }
    int precision = ((modifier - 4) >> 16) & 0xffff;
    // Scales below zero (from PostgreSQL 15) are stored in 11 bits.
    int scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
    return precision <= 38 && scale >= 0 && scale <= precision
        ? new ColumnType.Decimal(precision, scale)
        : Simple.STRING;
  }

  private static String expression(String quoted, String typeName, ColumnType type) {
    return switch (typeName) {
      // The driver's own getters are exact and cheap for these; char(n) would lose its padding by a
      // cast.
      case "bool",
              "int2",
              "int4",
              "int8",
              "oid",
              "float4",
              "float8",
              "bytea",
              "text",
              "varchar",
              "bpchar" ->
          quoted;
      // How an interval prints is a setting of the session; its parts are not.
      case "interval" ->
          """
          case when isfinite(%1$s) then 'P' || extract(year from %1$s) || 'Y' || extract(month from %1$s) || 'M' || extract(day from %1$s)
          || 'DT' || extract(hour from %1$s) || 'H' || extract(minute from %1$s) || 'M' || extract(second from %1$s) || 'S'
          else %1$s::text end"""
              .formatted(quoted);
      default -> quoted + "::text";
    };
  }
}
