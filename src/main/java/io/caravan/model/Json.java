package io.caravan.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.HostObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON for artefacts and for {@code fromjson} and {@code tojson}. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static String write(Object value) {
    return write(MAPPER, value);
  }

  static String pretty(Object value) {
    return write(MAPPER.copy().enable(SerializationFeature.INDENT_OUTPUT), value);
  }

  private static String write(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(plain(value));
    } catch (JsonProcessingException impossible) {
      throw new IllegalArgumentException(
          "Cannot write JSON: " + impossible.getOriginalMessage(), impossible);
    }
  }

  /** As Python's {@code json.dumps} writes it: a space behind commas and colons. */
  static String python(Object value, boolean sorted) {
    Object plain = plain(value);
    if (plain instanceof Map<?, ?> map) {
      List<String> members = new ArrayList<>();
      map.forEach(
          (key, item) -> members.add(write(String.valueOf(key)) + ": " + python(item, sorted)));
      if (sorted) {
        members.sort(null);
      }
      return "{" + String.join(", ", members) + "}";
    }
    if (plain instanceof List<?> list) {
      return "["
          + String.join(", ", list.stream().map(item -> python(item, sorted)).toList())
          + "]";
    }
    return write(plain);
  }

  static Object read(String text) {
    try {
      return templateValue(MAPPER.readValue(text, Object.class));
    } catch (JsonProcessingException wrong) {
      throw Fault.value("Cannot read JSON: " + wrong.getOriginalMessage());
    }
  }

  private static Object templateValue(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, item) -> copy.put(key, templateValue(item)));
      return copy;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(item -> copy.add(templateValue(item)));
      return copy;
    }
    return value instanceof Integer number ? (Object) number.longValue() : value;
  }

  /** Values of templates without what only templates know. */
  private static Object plain(Object value) {
    if (value == null
        || value instanceof Boolean
        || value instanceof String
        || value instanceof BigInteger
        || value instanceof Number) {
      return value;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, item) -> copy.put(String.valueOf(key), plain(item)));
      return copy;
    }
    if (value instanceof Collection<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(item -> copy.add(plain(item)));
      return copy;
    }
    return value instanceof HostObject object ? object.print() : String.valueOf(value);
  }
}
