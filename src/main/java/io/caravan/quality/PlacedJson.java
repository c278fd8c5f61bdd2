package io.caravan.quality;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON value and where it stands.
 *
 * @param key where the member's name stands; the value's own place for what is no member
 * @param place where the value begins
 * @param value a map of names to values, a list of values, a String, a Long, BigInteger or
 *     BigDecimal, a Boolean, or null
 */
record PlacedJson(Place key, Place place, Object value) {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(200).build())
          .build();

  /**
   * @throws ProjectException when the text is no JSON; the place is where reading stopped
   */
  static PlacedJson read(String file, String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      PlacedJson all = value(file, parser, null);
      if (parser.nextToken() != null) {
        throw new ProjectException(
            place(file, parser.currentTokenLocation()),
            "Cannot read JSON: more text follows the value.",
            "Remove what follows.");
      }
      return all;
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage().lines().findFirst().orElse("not JSON");
      throw new ProjectException(
          place(file, e.getLocation()),
          "Cannot read JSON: " + reason + ".",
          "Correct the JSON at this place.");
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read text that is in memory.", e);
    }
  }

  private static Place place(String file, JsonLocation at) {
    return at == null ? Place.file(file) : new Place(file, at.getLineNr(), at.getColumnNr());
  }

  private static PlacedJson value(String file, JsonParser parser, Place key) throws IOException {
    Place place = place(file, parser.currentTokenLocation());
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new ProjectException(
          place,
          "Cannot read JSON: the file is empty.",
          "Write a suite, for example {\"name\": \"users_bronze\", \"expectations\": []}.");
    }
    Object value =
        switch (token) {
          case START_OBJECT -> members(file, parser);
          case START_ARRAY -> elements(file, parser);
          case VALUE_STRING -> parser.getText();
          case VALUE_NUMBER_INT -> integer(parser.getBigIntegerValue());
          case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
          case VALUE_TRUE -> true;
          case VALUE_FALSE -> false;
          default -> null;
        };
    return new PlacedJson(key == null ? place : key, place, value);
  }

  private static Number integer(BigInteger number) {
    if (number.bitLength() < Long.SIZE) {
      return number.longValue();
    }
    return number;
  }

  private static Map<String, PlacedJson> members(String file, JsonParser parser)
      throws IOException {
    Map<String, PlacedJson> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Place key = place(file, parser.currentTokenLocation());
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(file, parser, key));
    }
    return Collections.unmodifiableMap(members);
  }

  private static List<PlacedJson> elements(String file, JsonParser parser) throws IOException {
    List<PlacedJson> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(file, parser, null));
    }
    return Collections.unmodifiableList(elements);
  }

  boolean isNull() {
    return value == null;
  }

  /** The members of an object. */
  @SuppressWarnings("unchecked")
  Map<String, PlacedJson> object(String what) {
    if (value instanceof Map<?, ?> members) {
      return (Map<String, PlacedJson>) members;
    }
    throw wrong(what, "an object");
  }

  /** The elements of a list. */
  @SuppressWarnings("unchecked")
  List<PlacedJson> list(String what) {
    if (value instanceof List<?> elements) {
      return (List<PlacedJson>) elements;
    }
    throw wrong(what, "a list");
  }

  String text(String what) {
    if (value instanceof String text) {
      return text;
    }
    throw wrong(what, "text");
  }

  boolean flag(String what) {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(what, "true or false");
  }

  BigDecimal number(String what) {
    if (value instanceof Number number) {
      return new BigDecimal(number.toString());
    }
    throw wrong(what, "a number");
  }

  private ProjectException wrong(String what, String wanted) {
    return new ProjectException(
        place,
        "Cannot read %s: %s is %s.".formatted(what, shown(), kind()),
        "Write " + wanted + " here.");
  }

  private String kind() {
    if (value == null) {
      return "nothing";
    } else if (value instanceof Map) {
      return "an object";
    } else if (value instanceof List) {
      return "a list";
    } else if (value instanceof String) {
      return "text";
    } else {
      return value instanceof Boolean ? "true or false" : "a number";
    }
  }

  private String shown() {
    if (value instanceof String text) {
      return "'" + text + "'";
    }
    return value instanceof Map || value instanceof List ? "it" : String.valueOf(value);
  }

  /** The value without places: maps, lists, text, numbers, booleans, null. */
  Object plain() {
    if (value instanceof Map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      object("").forEach((name, member) -> plain.put(name, member.plain()));
      return Collections.unmodifiableMap(plain);
    }
    if (value instanceof List) {
      return list("").stream().map(PlacedJson::plain).toList();
    }
    return value;
  }
}
