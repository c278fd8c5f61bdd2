package io.caravan.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.caravan.model.Yaml;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of test files, of records and of tables, in one form that can be compared. */
final class Values {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
          .build();
  private static final DateTimeFormatter WITH_OFFSET =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(java.util.Locale.ROOT);

  private Values() {}

  /** What stands in a test file, as JSON would have it; numbers keep their digits. */
  static Object plain(Yaml yaml) {
    if (yaml instanceof Yaml.Mapping mapping) {
      Map<String, Object> map = new LinkedHashMap<>();
      mapping.entries().forEach((key, value) -> map.put(key, plain(value)));
      return map;
    }
    if (yaml instanceof Yaml.Sequence list) {
      return list.items().stream()
          .collect(java.util.ArrayList::new, (all, y) -> all.add(plain(y)), List::addAll);
    }
    Yaml.Scalar scalar = (Yaml.Scalar) yaml;
    return scalar.value() instanceof Number ? number(scalar) : scalar.value();
  }

  private static BigDecimal number(Yaml.Scalar scalar) {
    return new BigDecimal(scalar.text().replace("_", ""));
  }

  /** What goes on the wire: a text as it is, anything else as JSON; null for nothing. */
  static byte[] bytes(Yaml yaml) {
    Object plain = plain(yaml);
    if (plain == null) {
      return null;
    }
    String text = plain instanceof String string ? string : text(plain);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** As JSON. */
  static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot show a value of " + value.getClass(), e);
    }
  }

  /** JSON as values, or the text itself when it is none. */
  static Object parsed(String text) {
    try {
      return JSON.readValue(text, Object.class);
    } catch (JsonProcessingException noJson) {
      return text;
    }
  }

  /** A value of the SQL engine in the form of JSON; times stay times. */
  static Object ofTable(Object value) {
    if (value instanceof List<?> list) {
      return list.stream()
          .map(Values::ofTable)
          .collect(java.util.ArrayList::new, List::add, List::addAll);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map.forEach((key, each) -> plain.put(String.valueOf(key), ofTable(each)));
      return plain;
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (value == null
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof Instant
        || value instanceof LocalDateTime) {
      return value;
    }
    return value.toString();
  }

  /** How a value is shown beside an expected one. */
  static String shown(Object value) {
    return value instanceof Instant || value instanceof LocalDateTime
        ? value.toString()
        : text(forJson(value));
  }

  private static Object forJson(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map.forEach((key, each) -> plain.put(String.valueOf(key), forJson(each)));
      return plain;
    }
    boolean asText = value instanceof Instant || value instanceof LocalDateTime;
    return asText ? value.toString() : value;
  }

  /** Whether one word of a test file and a value mean the same. */
  static boolean same(Yaml.Scalar expected, Object actual) {
    if (expected.value() == null || actual == null) {
      return expected.value() == null && actual == null;
    }
    if (expected.value() instanceof Number) {
      return actual instanceof Number number && number(expected).compareTo(decimal(number)) == 0;
    }
    if (actual instanceof Instant || actual instanceof LocalDateTime) {
      return sameTime(expected.text(), actual);
    }
    return expected.value().equals(actual);
  }

  private static BigDecimal decimal(Number number) {
    return number instanceof BigDecimal exact
        ? exact
        : number instanceof BigInteger whole
            ? new BigDecimal(whole)
            : new BigDecimal(number.toString());
  }

  private static boolean sameTime(String text, Object actual) {
    String iso = text.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) ", "$1T");
    try {
      if (actual instanceof Instant) {
        return OffsetDateTime.parse(iso, WITH_OFFSET).toInstant().equals(actual);
      }
      return (iso.length() == 10 ? LocalDate.parse(iso).atStartOfDay() : LocalDateTime.parse(iso))
          .equals(actual);
    } catch (DateTimeException noTime) {
      return false;
    }
  }
}
