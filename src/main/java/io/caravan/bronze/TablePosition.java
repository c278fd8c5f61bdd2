package io.caravan.bronze;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.record.Position;
import io.caravan.record.WorldException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
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
public record TablePosition(String by, String until, String key, long backfills) {
  private static final String JDBC = "jdbc:";
  static final TablePosition START = new TablePosition("", "", "", 0);
  private static final ObjectMapper JSON = new ObjectMapper();

  static TablePosition of(Position position, String part) {
    Optional<String> text = position.value(part);
    return text.isEmpty() ? START : parse(part, text.get());
  }

  /** Whether a part of a position is about a database table. */
  public static boolean isPart(String part) {
    return part.startsWith(JDBC);
  }

  /**
   * @throws WorldException when the text is no position of ours
   */
  public static TablePosition parse(String part, String text) {
    try {
      Map<?, ?> fields = JSON.readValue(text, Map.class);
      return new TablePosition(
          field(fields, "by"),
          field(fields, "until"),
          field(fields, "key"),
          number(fields.get("backfills")));
    } catch (JsonProcessingException | NumberFormatException e) {
      throw new WorldException(
          "Cannot read the position of %s: '%s'. Was the table written by another program?"
              .formatted(part, text),
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

  /**
   * Somewhere else, because somebody wants it. What is read again counts as a backfill: rows that
   * bronze has already are left out.
   *
   * @param watermark everything before it counts as read; empty for nothing
   * @throws IllegalArgumentException when it is another kind of value than the one so far
   */
  public TablePosition movedTo(String watermark) {
    Kind wanted = Kind.of(watermark);
    Kind kind = until.isEmpty() && by.isEmpty() ? Kind.INSTANT : Kind.of(until);
    if (wanted != Kind.NOTHING && kind != Kind.NOTHING && wanted != kind) {
      throw new IllegalArgumentException(
          "Cannot use '%s': the position so far is %s ('%s')."
              .formatted(watermark, kind.name, until));
    }
    return new TablePosition(by, watermark, "", backfills + 1);
  }

  /** What a watermark's text is about. */
  private enum Kind {
    NOTHING("nothing", ""),
    NUMBER("a whole number", "-?[0-9]+"),
    DATE("a date", "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    INSTANT("a time with zone", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z"),
    LOCAL("a time without zone", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+");

    private final String name;
    private final String spelling;

    Kind(String name, String spelling) {
      this.name = name;
      this.spelling = spelling;
    }

    static Kind of(String text) {
      for (Kind kind : values()) {
        if (text.matches(kind.spelling) && kind.reads(text)) {
          return kind;
        }
      }
      throw new IllegalArgumentException(
          "Cannot use '%s': write a number, a date (2026-01-31) or a time (2026-01-31T02:00:00Z)."
              .formatted(text));
    }

    private boolean reads(String text) {
      try {
        switch (this) {
          case DATE -> LocalDate.parse(text);
          case INSTANT -> Instant.parse(text);
          case LOCAL -> LocalDateTime.parse(text);
          default -> {}
        }
        return true;
      } catch (DateTimeParseException no) {
        return false;
      }
    }
  }

  TablePosition backfilled() {
    return new TablePosition(by, until, key, backfills + 1);
  }

  /** JSON with sorted keys, without what is not there. */
  public String json() {
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
