package io.caravan.quality;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values of a database as JSON has them: numbers, text, booleans, null; dates and times as ISO
 * text.
 */
final class JsonValue {
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ISO_LOCAL_DATE_TIME;

  private JsonValue() {}

  static Object of(Object value) {
    if (value == null
        || value instanceof Boolean
        || value instanceof String
        || value instanceof BigInteger) {
      return value;
    } else if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number) ? (Object) number : String.valueOf(number);
    } else if (value instanceof BigDecimal || value instanceof Number) {
      return value;
    } else if (value instanceof java.sql.Timestamp at) {
      return at.toLocalDateTime().format(SECONDS);
    } else if (value instanceof LocalDateTime at) {
      return at.format(SECONDS);
    } else if (value instanceof List<?> list) {
      List<Object> values = new ArrayList<>();
      list.forEach(element -> values.add(of(element)));
      return values;
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> values = new LinkedHashMap<>();
      map.forEach((name, member) -> values.put(String.valueOf(name), of(member)));
      return values;
    } else if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    return value.toString();
  }
}
