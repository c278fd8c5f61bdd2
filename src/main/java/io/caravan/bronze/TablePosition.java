package io.caravan.bronze;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.record.Position;
import io.caravan.record.WorldException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far one database table has been read into bronze.
 *
 * @param by the watermark column the rest is about; empty for snapshots of whole tables
 * @param until everything before is in bronze, in the watermark's text; empty when nothing is
 * @param key of the last row in bronze, when a window was committed in chunks and not to its end:
 *     of the rows at {@code until} itself, bronze then has some
 * @param backfills how many backfills, and chunks of a lookback, have added to the table behind the
 *     position: a load that began before one ended has not seen its rows
 */
record TablePosition(String by, String until, String key, long backfills) {
  static final TablePosition START = new TablePosition("", "", "", 0);
  private static final ObjectMapper JSON = new ObjectMapper();

  static TablePosition of(Position position, String part) {
    Optional<String> text = position.value(part);
    if (text.isEmpty()) {
      return START;
    }
    try {
      Map<?, ?> fields = JSON.readValue(text.get(), Map.class);
      return new TablePosition(
          field(fields, "by"),
          field(fields, "until"),
          field(fields, "key"),
          number(fields.get("backfills")));
    } catch (JsonProcessingException | NumberFormatException e) {
      throw new WorldException(
          "Cannot read the position of %s: '%s'. Was the table written by another program?"
              .formatted(part, text.get()),
          e);
    }
  }

  private static String field(Map<?, ?> fields, String name) {
    Object value = fields.get(name);
    return value == null ? "" : value.toString();
  }

  private static long number(Object value) {
    return value == null ? 0 : Long.parseLong(value.toString());
  }

  TablePosition reached(String newBy, String newUntil, String lastKey) {
    return new TablePosition(newBy, newUntil, lastKey, backfills);
  }

  TablePosition backfilled() {
    return new TablePosition(by, until, key, backfills + 1);
  }

  /** JSON with sorted keys, without what is not there. */
  String json() {
    Map<String, Object> fields = new TreeMap<>();
    fields.put("by", by);
    fields.put("until", until);
    fields.put("key", key);
    fields.values().removeIf(""::equals);
    if (backfills > 0) {
      fields.put("backfills", backfills);
    }
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a position as JSON: " + fields, e);
    }
  }
}
