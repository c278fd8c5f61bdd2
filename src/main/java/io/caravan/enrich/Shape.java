package io.caravan.enrich;

import io.caravan.stream.JsonObject;
import io.caravan.stream.JsonObject.Raw;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a row is put into a record: each column as a field, or all of them as one object. A row is
 * encoded once and then spliced into every record that it belongs to.
 */
public final class Shape {
  private final List<String> columns;
  private final String[] fields;
  private final boolean nested;
  private final Raw[] none;

  /** Text that is JSON already. */
  record Json(String text) {}

  private Shape(List<String> columns, List<String> fields, boolean nested) {
    this.columns = columns;
    this.fields = fields.toArray(String[]::new);
    this.nested = nested;
    this.none = new Raw[this.fields.length];
    Arrays.fill(none, Raw.of(null));
  }

  /** Columns become fields of the same names. */
  public static Shape flat(List<String> columns) {
    return new Shape(columns, columns, false);
  }

  /** All columns become one object. */
  public static Shape nested(List<String> columns, String field) {
    return new Shape(columns, List.of(field), true);
  }

  /** What a row puts into a record. */
  Raw[] encode(List<Object> row) {
    Raw[] values = row.stream().map(Shape::raw).toArray(Raw[]::new);
    return nested ? new Raw[] {object(values)} : values;
  }

  private Raw object(Raw[] values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('{');
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        out.write(',');
      }
      out.writeBytes(Raw.of(columns.get(i)).json());
      out.write(':');
      out.writeBytes(values[i].json());
    }
    out.write('}');
    return new Raw(out.toByteArray());
  }

  /** What no row puts into a record: nulls. */
  Raw[] none() {
    return none;
  }

  void put(Raw[] values, JsonObject into) {
    for (int i = 0; i < fields.length; i++) {
      into.set(fields[i], values[i]);
    }
  }

  private static Raw raw(Object value) {
    return value instanceof Json json
        ? new Raw(json.text.getBytes(StandardCharsets.UTF_8))
        : Raw.of(plain(value));
  }

  /** Times as ISO text, bytes as base64, what is no number in JSON as text. */
  private static Object plain(Object value) {
    if (value instanceof LocalDateTime at) {
      return at.format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
    } else if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    } else if (value instanceof Double || value instanceof Float) {
      return Double.isFinite(((Number) value).doubleValue()) ? value : value.toString();
    } else if (value instanceof List<?> list) {
      List<Object> plain = new ArrayList<>();
      list.forEach(element -> plain.add(plain(element)));
      return plain;
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map.forEach((key, member) -> plain.put(String.valueOf(key), plain(member)));
      return plain;
    }
    return value instanceof java.util.UUID ? value.toString() : value;
  }
}
