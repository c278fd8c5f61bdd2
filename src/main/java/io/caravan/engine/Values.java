package io.caravan.engine;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBStruct;

/** Values of a result as plain Java ones, free of the driver's own classes. */
final class Values {
  private Values() {}

  static Object of(ResultSet row, int column, String typeName) throws SQLException {
    // java.sql.Timestamp would move a local time that does not exist in the machine's own time
    // zone.
    return typeName.equals("TIMESTAMP")
        ? row.getObject(column, LocalDateTime.class)
        : plain(row.getObject(column));
  }

  private static Object plain(Object value) throws SQLException {
    if (value instanceof Byte || value instanceof Short) {
      return ((Number) value).intValue();
    }
    if (value instanceof BigInteger big) {
      return new BigDecimal(big);
    }
    if (value instanceof Timestamp timestamp) {
      return timestamp.toLocalDateTime();
    }
    if (value instanceof OffsetDateTime instant) {
      return instant.toInstant();
    }
    if (value instanceof Blob blob) {
      return blob.getBytes(1, (int) blob.length());
    }
    if (value instanceof Array array) {
      return list((Object[]) array.getArray());
    }
    if (value instanceof Struct struct) {
      return map(((DuckDBStruct) struct).getMap());
    }
    if (value instanceof Map<?, ?> map) {
      return map(map);
    }
    return value == null || value.getClass().getName().startsWith("java.")
        ? value
        : value.toString();
  }

  private static List<Object> list(Object[] elements) throws SQLException {
    List<Object> list = new ArrayList<>(elements.length);
    for (Object element : elements) {
      list.add(plain(element));
    }
    return list;
  }

  private static Map<Object, Object> map(Map<?, ?> entries) throws SQLException {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : entries.entrySet()) {
      map.put(plain(entry.getKey()), plain(entry.getValue()));
    }
    return map;
  }
}
