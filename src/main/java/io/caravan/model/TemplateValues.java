package io.caravan.model;

import io.caravan.jinja.value.Tuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of the database as templates know them. */
final class TemplateValues {
  private TemplateValues() {}

  static Object of(Object value) {
    if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Tuple) {
      return value;
    }
    if (value instanceof Integer
        || value instanceof Short
        || value instanceof Byte
        || value instanceof Long) {
      return ((Number) value).longValue();
    }
    if (value instanceof BigInteger number) {
      return number.bitLength() < 64 ? (Object) number.longValue() : number;
    }
    if (value instanceof Float || value instanceof Double) {
      return ((Number) value).doubleValue();
    }
    if (value instanceof BigDecimal) {
      return value;
    }
    if (value instanceof Date || value instanceof LocalDate) {
      return new Moment(
          ((value instanceof Date date) ? date.toLocalDate() : (LocalDate) value).atStartOfDay(),
          null,
          true);
    }
    if (value instanceof Timestamp || value instanceof LocalDateTime) {
      return new Moment(
          (value instanceof Timestamp stamp) ? stamp.toLocalDateTime() : (LocalDateTime) value,
          null,
          false);
    }
    if (value instanceof OffsetDateTime time) {
      return new Moment(time.toLocalDateTime(), time.getOffset(), false);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(item -> copy.add(of(item)));
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, item) -> copy.put(of(key), of(item)));
      return copy;
    }
    return String.valueOf(value);
  }
}
