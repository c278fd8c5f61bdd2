package io.caravan.bronze;

import java.sql.Array;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.UUID;

/**
 * Takes rows off a result set as cheaply as its driver can give them, with nothing decided about
 * them: one per result set, which must stand on a row.
 */
public final class RawRow {
  private interface Getter {
    Object get(ResultSet rows, int column) throws SQLException;
  }

  private final ResultSet rows;
  private final Getter[] getters;

  public RawRow(ResultSet rows) throws SQLException {
    // A pool's wrapper would be crossed once for every value.
    this.rows = rows.isWrapperFor(ResultSet.class) ? rows.unwrap(ResultSet.class) : rows;
    ResultSetMetaData meta = rows.getMetaData();
    boolean postgres =
        PostgresDialect.NAME.equals(
            rows.getStatement().getConnection().getMetaData().getDatabaseProductName());
    getters = new Getter[meta.getColumnCount()];
    for (int i = 0; i < getters.length; i++) {
      getters[i] = getter(meta.getColumnType(i + 1), meta.getColumnTypeName(i + 1), postgres);
    }
  }

  /** The row that the result set stands on. */
  public Object[] take() throws SQLException {
    Object[] raw = new Object[getters.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = getters[i].get(rows, i + 1);
    }
    return raw;
  }

  private static Getter getter(int type, String typeName, boolean postgres) {
    return switch (type) {
      case Types.BOOLEAN -> (rs, i) -> orNull(rs.getBoolean(i), rs);
      case Types.BIT -> postgres ? (rs, i) -> orNull(rs.getBoolean(i), rs) : RawRow::bits;
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER ->
          postgres ? (rs, i) -> orNull(rs.getInt(i), rs) : (rs, i) -> orNull(rs.getLong(i), rs);
      case Types.BIGINT ->
          postgres ? (rs, i) -> orNull(rs.getLong(i), rs) : ResultSet::getBigDecimal;
      case Types.REAL -> (rs, i) -> orNull(rs.getFloat(i), rs);
      case Types.FLOAT, Types.DOUBLE -> (rs, i) -> orNull(rs.getDouble(i), rs);
      case Types.NUMERIC, Types.DECIMAL -> ResultSet::getBigDecimal;
      case Types.DATE -> (rs, i) -> rs.getObject(i, LocalDate.class);
      case Types.TIME -> (rs, i) -> rs.getObject(i, LocalTime.class);
      case Types.TIMESTAMP -> (rs, i) -> rs.getObject(i, LocalDateTime.class);
      case Types.TIMESTAMP_WITH_TIMEZONE -> (rs, i) -> rs.getObject(i, OffsetDateTime.class);
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
          "UUID".equalsIgnoreCase(typeName)
              ? (rs, i) -> rs.getObject(i, UUID.class)
              : ResultSet::getBytes;
      case Types.CLOB, Types.NCLOB -> RawRow::clob;
      case Types.ARRAY -> RawRow::array;
      // PostgreSQL's driver gives text as the server's own UTF-8, which need not be decoded only to
      // be encoded again.
      default -> postgres ? ResultSet::getBytes : ResultSet::getString;
    };
  }

  private static Object orNull(Object value, ResultSet rows) throws SQLException {
    return rows.wasNull() ? null : value;
  }

  private static Object bits(ResultSet rows, int column) throws SQLException {
    Object value = rows.getObject(column);
    return value instanceof byte[] bytes ? new java.math.BigInteger(1, bytes).toString(2) : value;
  }

  private static Object clob(ResultSet rows, int column) throws SQLException {
    Clob clob = rows.getClob(column);
    return clob == null ? null : clob.getSubString(1, Math.toIntExact(clob.length()));
  }

  private static Object array(ResultSet rows, int column) throws SQLException {
    Array array = rows.getArray(column);
    return array == null ? null : Arrays.deepToString((Object[]) array.getArray());
  }
}
