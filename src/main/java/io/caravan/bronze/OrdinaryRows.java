package io.caravan.bronze;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.Columns;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Rows from what ordinary routes carry: a map, a list of maps, or JSON text of an object or of
 * several. Column types follow from the values; nested objects stay JSON text; whatever is no
 * object becomes a row with the one column {@code value}.
 */
public final class OrdinaryRows {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VALUE = "value";

  private OrdinaryRows() {}

  /**
   * @param body not empty: a body without rows is a mistake in the route, which {@link
   *     io.caravan.record.RecordException} tells
   */
  public static Batch batch(Object body, Load load) {
    List<Map<?, ?>> rows = rows(body);
    if (rows.isEmpty()) {
      throw new io.caravan.record.RecordException(
          "Cannot write an empty body to bronze: filter it away before the sink.");
    }
    Map<String, ColumnType> types = new TreeMap<>();
    rows.forEach(row -> row.forEach((name, value) -> learn(types, name.toString(), value)));
    List<Column> columns =
        types.entrySet().stream().map(e -> Column.optional(e.getKey(), e.getValue())).toList();
    RowReader reader = new RowReader(new Columns(columns));
    List<Row> read = new ArrayList<>();
    for (Map<?, ?> row : rows) {
      read.add(reader.read(columns.stream().map(c -> raw(row.get(c.name()))).toArray()));
    }
    return Batch.of(reader.columns(), read, load);
  }

  private static List<Map<?, ?>> rows(Object body) {
    if (body == null) {
      return List.of();
    }
    if (body instanceof byte[] || body instanceof String) {
      return fromText(
          body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : (String) body);
    }
    if (body instanceof Map<?, ?> map) {
      return List.of(map);
    }
    if (body instanceof Collection<?> || body instanceof Iterator<?>) {
      Iterator<?> each = body instanceof Collection<?> all ? all.iterator() : (Iterator<?>) body;
      List<Map<?, ?>> rows = new ArrayList<>();
      each.forEachRemaining(item -> rows.addAll(rows(item)));
      return rows;
    }
    return List.of(Map.of(VALUE, body));
  }

  private static List<Map<?, ?>> fromText(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    try {
      Object json = JSON.readValue(text, Object.class);
      boolean objects =
          json instanceof Map
              || (json instanceof List<?> list && list.stream().allMatch(Map.class::isInstance));
      return objects ? rows(json) : List.of(Map.of(VALUE, text));
    } catch (JsonProcessingException notJson) {
      return List.of(Map.of(VALUE, text));
    }
  }

  private static void learn(Map<String, ColumnType> types, String name, Object value) {
    if (value != null) {
      types.merge(name, type(value), (a, b) -> a.equals(b) ? a : wider(a, b));
    }
  }

  private static ColumnType wider(ColumnType a, ColumnType b) {
    boolean numbers =
        (a == Simple.LONG || a == Simple.DOUBLE) && (b == Simple.LONG || b == Simple.DOUBLE);
    return numbers ? Simple.DOUBLE : Simple.STRING;
  }

  private static ColumnType type(Object value) {
    if (value instanceof Boolean) {
      return Simple.BOOLEAN;
    }
    if (value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte) {
      return Simple.LONG;
    }
    if (value instanceof Double || value instanceof Float) {
      return Simple.DOUBLE;
    }
    if (value instanceof LocalDate || value instanceof java.sql.Date) {
      return Simple.DATE;
    }
    if (value instanceof LocalTime) {
      return Simple.TIME;
    }
    if (value instanceof LocalDateTime || value instanceof java.sql.Timestamp) {
      return Simple.TIMESTAMP;
    }
    if (value instanceof Instant
        || value instanceof OffsetDateTime
        || value instanceof ZonedDateTime
        || value instanceof java.util.Date) {
      return Simple.TIMESTAMPTZ;
    }
    if (value instanceof UUID) {
      return Simple.UUID;
    }
    return value instanceof byte[] ? Simple.BINARY : Simple.STRING;
  }

  private static Object raw(Object value) {
    if (value instanceof Map || value instanceof Collection) {
      try {
        return JSON.writeValueAsString(value);
      } catch (IOException e) {
        return value.toString();
      }
    }
    // Exact numbers without a declared scale keep their digits as text.
    return value instanceof BigDecimal || value instanceof BigInteger
        ? new BigDecimal(value.toString()).toPlainString()
        : value;
  }
}
