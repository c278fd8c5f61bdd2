package io.caravan.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.caravan.record.RecordException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON object that is read without being taken apart: where its fields lie is known from one pass
 * over the bytes, a field's value is decoded when it is asked for, and what is written again is the
 * original bytes with the changed fields spliced in. Numbers and spellings that nobody touched stay
 * exactly what they were.
 */
public final class JsonObject {
  private static final int DEEPEST = 500;
  private static final int LONGEST_NUMBER = 1000;
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(LONGEST_NUMBER)
                  .build())
          .build();
  private static final JsonMapper VALUES =
      JsonMapper.builder(JSON)
          .addModule(
              new SimpleModule().addSerializer(TemporalAccessor.class, ToStringSerializer.instance))
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final byte[] bytes;
  private final int close;
  private final String[] names;
  // Two for each field: where its value begins, and where it ends.
  private final int[] bounds;
  private final int count;
  private Map<String, Object> changes = Map.of();

  private JsonObject(byte[] bytes, int close, String[] names, int[] bounds, int count) {
    this.bytes = bytes;
    this.close = close;
    this.names = names;
    this.bounds = bounds;
    this.count = count;
  }

  /** A value that is JSON already. */
  public record Raw(byte[] json) {
    /** The JSON of any value: maps, lists, texts, numbers, booleans, times, null. */
    public static Raw of(Object value) {
      return new Raw(encode(value));
    }
  }

  /**
   * Looks over one object.
   *
   * @param json UTF-8; kept, so it must not be changed afterwards
   * @throws RecordException when it is anything but one JSON object with distinct names
   */
  public static JsonObject parse(byte[] json) {
    if (json == null || json.length == 0) {
      throw new RecordException("Cannot read the payload as a JSON object: it is empty.");
    }
    try (JsonParser parser = JSON.createParser(json)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new RecordException(
            "Cannot read the payload as a JSON object: it is %s.".formatted(kind(first)));
      }
      return fields(json, parser);
    } catch (JsonParseException | StreamConstraintsException e) {
      throw new RecordException(
          "Cannot read the payload as a JSON object: %s, at byte %d."
              .formatted(
                  e.getOriginalMessage(),
                  e.getLocation() == null ? 0 : e.getLocation().getByteOffset()));
    } catch (IOException e) {
      throw new RecordException(
          "Cannot read the payload as a JSON object: %s.".formatted(e.getMessage()));
    }
  }

  private static JsonObject fields(byte[] json, JsonParser parser) throws IOException {
    String[] names = new String[16];
    int[] bounds = new int[32];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      refuseTwin(names, count, name);
      if (count == names.length) {
        names = Arrays.copyOf(names, count * 2);
        bounds = Arrays.copyOf(bounds, count * 4);
      }
      JsonToken token = parser.nextToken();
      names[count] = name;
      bounds[2 * count] = (int) parser.currentTokenLocation().getByteOffset();
      if (token.isStructStart()) {
        parser.skipChildren();
      } else if (token == JsonToken.VALUE_STRING) {
        parser.finishToken();
      }
      bounds[2 * count + 1] = (int) parser.currentLocation().getByteOffset();
      count++;
    }
    int close = (int) parser.currentTokenLocation().getByteOffset();
    if (parser.nextToken() != null) {
      throw new RecordException(
          "Cannot read the payload as a JSON object: more follows its end, at byte %d."
              .formatted(parser.currentTokenLocation().getByteOffset()));
    }
    return new JsonObject(json, close, names, bounds, count);
  }

  private static void refuseTwin(String[] names, int count, String name) {
    for (int i = 0; i < count; i++) {
      if (names[i].equals(name)) {
        throw new RecordException(
            "Cannot read the payload as a JSON object: it has '%s' twice.".formatted(name));
      }
    }
  }

  private static String kind(JsonToken token) {
    if (token == null) {
      return "empty";
    }
    return switch (token) {
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_NULL -> "null";
      default -> "no object";
    };
  }

  /** Names of the fields, in order, the added ones last. */
  public List<String> names() {
    List<String> all = new ArrayList<>(Arrays.asList(names).subList(0, count));
    changes.keySet().stream().filter(name -> !all.contains(name)).forEach(all::add);
    return Collections.unmodifiableList(all);
  }

  public boolean has(String name) {
    return changes.containsKey(name) || find(name) >= 0;
  }

  /**
   * The value of a field: String, Long, BigInteger, BigDecimal, Boolean, List or Map; null when it
   * is null or not there.
   */
  public Object get(String name) {
    if (changes.containsKey(name)) {
      Object changed = changes.get(name);
      return changed instanceof Raw raw ? decode(raw.json, 0, raw.json.length) : changed;
    }
    int i = find(name);
    return i < 0 ? null : decode(bytes, bounds[2 * i], bounds[2 * i + 1]);
  }

  /**
   * The value of a field as text: a text itself, everything else as its JSON; null when it is null
   * or not there.
   */
  public String text(String path) {
    int i = changes.isEmpty() ? find(path) : -1;
    if (i >= 0) {
      int start = bounds[2 * i];
      int end = bounds[2 * i + 1];
      return switch (bytes[start]) {
        case 'n' -> null;
        case '"' -> (String) decode(bytes, start, end);
        default -> new String(bytes, start, end - start, StandardCharsets.UTF_8);
      };
    }
    Object value = at(path);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    return new String(encode(value), StandardCharsets.UTF_8);
  }

  /** The value at the end of a path of names: {@code repository.owner.login}. */
  public Object at(String path) {
    if (has(path) || path.indexOf('.') < 0) {
      return get(path);
    }
    int dot = path.indexOf('.');
    Object value = get(path.substring(0, dot));
    for (String name : path.substring(dot + 1).split("\\.", -1)) {
      value = value instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return value;
  }

  /** Sets a field, adding it at the end when it is not there. */
  public void set(String name, Object value) {
    if (changes.isEmpty()) {
      changes = new LinkedHashMap<>();
    }
    changes.put(name, value);
  }

  /** The object as JSON. */
  public byte[] bytes() {
    if (changes.isEmpty()) {
      return bytes;
    }
    try (ByteArrayBuilder out = new ByteArrayBuilder(close + 256)) {
      int from = 0;
      for (int i = 0; i < count; i++) {
        if (changes.containsKey(names[i])) {
          out.write(bytes, from, bounds[2 * i] - from);
          out.write(json(changes.get(names[i])));
          from = bounds[2 * i + 1];
        }
      }
      out.write(bytes, from, close - from);
      boolean first = count == 0;
      for (Map.Entry<String, Object> change : changes.entrySet()) {
        if (find(change.getKey()) < 0) {
          if (!first) {
            out.append(',');
          }
          first = false;
          out.write(encode(change.getKey()));
          out.append(':');
          out.write(json(change.getValue()));
        }
      }
      out.write(bytes, close, bytes.length - close);
      return out.toByteArray();
    }
  }

  private int find(String name) {
    for (int i = 0; i < count; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] json(Object value) {
    return value instanceof Raw raw ? raw.json : encode(value);
  }

  private static byte[] encode(Object value) {
    try (ByteArrayBuilder out = new ByteArrayBuilder(64)) {
      try (JsonGenerator generator = VALUES.createGenerator(out)) {
        if (value instanceof BigDecimal decimal) {
          generator.writeNumber(decimal.toString());
        } else {
          VALUES.writeValue(generator, value);
        }
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new RecordException(
          "Cannot write %s as JSON: %s".formatted(value.getClass().getName(), e.getMessage()), e);
    }
  }

  private static Object decode(byte[] json, int start, int end) {
    byte first = json[start];
    try {
      if (first == '"') {
        return text(json, start, end);
      } else if (first == '{' || first == '[') {
        return VALUES.readValue(json, start, end - start, Object.class);
      } else if (first == 't' || first == 'f') {
        return first == 't';
      }
      return first == 'n' ? null : number(json, start, end);
    } catch (IOException e) {
      throw new RecordException("Cannot read a value: " + e.getMessage(), e);
    }
  }

  private static String text(byte[] json, int start, int end) throws IOException {
    for (int i = start; i < end; i++) {
      if (json[i] == '\\') {
        return VALUES.readValue(json, start, end - start, String.class);
      }
    }
    return new String(json, start + 1, end - start - 2, StandardCharsets.UTF_8);
  }

  private static Number number(byte[] json, int start, int end) {
    boolean whole = true;
    for (int i = start; i < end; i++) {
      whole &= json[i] != '.' && json[i] != 'e' && json[i] != 'E';
    }
    String text = new String(json, start, end - start, StandardCharsets.US_ASCII);
    if (!whole) {
      return new BigDecimal(text);
    }
    return end - start < 19 ? (Number) Long.valueOf(text) : shortest(new BigInteger(text));
  }

  private static Number shortest(BigInteger number) {
    return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
  }

  @Override
  public String toString() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }
}
