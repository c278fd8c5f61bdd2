package io.caravan.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.caravan.engine.SqlSession;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON for programs: exact numbers, ISO times. */
final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Json() {}

  static void print(PrintWriter out, Object value) {
    try {
      out.println(MAPPER.writeValueAsString(value));
      out.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot print as JSON: " + value.getClass(), e);
    }
  }

  /** The value on one line. */
  static String line(Object value) {
    try {
      return MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot print as JSON: " + value.getClass(), e);
    }
  }

  /** What the text is as JSON; where it is none, the text itself. */
  static Object valueOf(String text) {
    try {
      return MAPPER.readValue(text, Object.class);
    } catch (JsonProcessingException noJson) {
      return text;
    }
  }

  static void printRows(PrintWriter out, SqlSession.Result result) {
    List<String> names = result.columns().names();
    print(
        out,
        result.rows().stream()
            .map(
                row -> {
                  Map<String, Object> object = new LinkedHashMap<>();
                  for (int i = 0; i < names.size(); i++) {
                    object.put(names.get(i), plain(row.get(i)));
                  }
                  return object;
                })
            .toList());
  }

  private static Object plain(Object value) {
    if (value == null
        || value instanceof Boolean
        || value instanceof Long
        || value instanceof Integer
        || value instanceof BigDecimal) {
      return value;
    }
    if (value instanceof Number number) {
      return Double.isFinite(number.doubleValue()) ? number : number.toString();
    }
    return value.toString();
  }
}
