package io.caravan.dead;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.bronze.Batch;
import io.caravan.bronze.Load;
import io.caravan.bronze.MessageRows;
import io.caravan.bronze.RawRows;
import io.caravan.record.Column;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.Columns;
import io.caravan.stream.StreamBatch;
import io.caravan.stream.StreamRecord;
import io.caravan.stream.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;

/**
 * Rows of dead letters, from what lies in dead-letter topics. Nothing dies here: what is no letter
 * of ours becomes one whose original is the message itself.
 */
public final class LetterRows {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The columns of {@code dead.letters}. */
  public static final Columns COLUMNS =
      Columns.of(
          column("id", Simple.STRING, "Route and record; the same for every death of one record."),
          column(
              "route",
              Simple.STRING,
              "Route in which the record died, or model that it was kept out of."),
          column("step", Simple.STRING, "Step that gave it up."),
          column("cause", Simple.STRING, "Kind of cause: parse, check, lookup, contract, error."),
          column("error", Simple.STRING, "What was wrong."),
          column("original", Simple.STRING, "The record's payload, exactly as it came."),
          column("original_encoding", Simple.STRING, "text, base64, or none for no payload."),
          column("key", Simple.STRING, "The record's key."),
          column("key_encoding", Simple.STRING, "base64 when the key is no text; null when it is."),
          column("headers", Simple.STRING, "The record's headers, as a JSON array."),
          column(
              "source_topic",
              Simple.STRING,
              "Topic the record lies in; null for a row of a table."),
          column("source_partition", Simple.INT, "Partition it lies in."),
          column("source_offset", Simple.LONG, "Its offset there."),
          column("source_time", Simple.TIMESTAMPTZ, "Its time."),
          column("tries", Simple.INT, "How often it had set out."),
          column("attempt", Simple.STRING, "The batch in which it died."),
          column("failed_at", Simple.TIMESTAMPTZ, "When it died."));

  private LetterRows() {}

  private static Column column(String name, Simple type, String doc) {
    return new Column(name, type, false, doc);
  }

  /** One load of all letters of a batch. */
  public static Batch batch(StreamBatch letters) {
    Load load = new Load("dead-letters", () -> Optional.of(letters.range()), letters.attempt());
    Iterator<StreamRecord> alive = letters.iterator();
    Iterator<Object[]> rows =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return alive.hasNext();
          }

          @Override
          public Object[] next() {
            return values(alive.next());
          }
        };
    return RawRows.batch(COLUMNS, rows, load);
  }

  private static Object[] values(StreamRecord message) {
    byte[] key = message.key();
    boolean textKey = key == null || Utf8.isText(key);
    JsonNode letter = letter(message);
    Object[] own = letter == null ? foreign(message) : known(letter);
    own[7] = textKey ? key : Base64.getEncoder().encode(key);
    own[8] = textKey ? null : "base64";
    own[9] = MessageRows.headers(message.headers());
    return own;
  }

  private static JsonNode letter(StreamRecord message) {
    try {
      JsonNode letter = message.payload() == null ? null : JSON.readTree(message.payload());
      boolean ours = letter != null && letter.hasNonNull("id") && letter.hasNonNull("route");
      return ours && letter.hasNonNull("source_topic") ? letter : null;
    } catch (JsonProcessingException noLetter) {
      return null;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("reading from memory", e);
    }
  }

  private static Object[] known(JsonNode letter) {
    return new Object[] {
      text(letter, "id"),
      text(letter, "route"),
      text(letter, "step"),
      text(letter, "cause"),
      text(letter, "error"),
      text(letter, "original"),
      text(letter, "original_encoding"),
      null,
      null,
      null,
      text(letter, "source_topic"),
      letter.path("source_partition").asInt(),
      letter.path("source_offset").asLong(),
      time(letter, "source_time"),
      letter.path("tries").asInt(1),
      text(letter, "attempt"),
      time(letter, "failed_at")
    };
  }

  private static Object[] foreign(StreamRecord message) {
    byte[] payload = message.payload();
    boolean text = payload == null || Utf8.isText(payload);
    String encoding = payload == null ? "none" : text ? "text" : "base64";
    return new Object[] {
      "?/" + message.identity(),
      null,
      null,
      "foreign",
      "Found in a dead-letter topic, but not written by Caravan.",
      text ? payload : Base64.getEncoder().encode(payload),
      encoding,
      null,
      null,
      null,
      message.topic(),
      message.partition(),
      message.offset(),
      Instant.ofEpochMilli(Math.max(0, message.timestamp())),
      1,
      null,
      Instant.ofEpochMilli(Math.max(0, message.timestamp()))
    };
  }

  private static byte[] text(JsonNode letter, String field) {
    JsonNode value = letter.get(field);
    return value == null || value.isNull() ? null : value.asText().getBytes(StandardCharsets.UTF_8);
  }

  private static Instant time(JsonNode letter, String field) {
    try {
      return letter.hasNonNull(field) ? Instant.parse(letter.get(field).asText()) : null;
    } catch (DateTimeParseException noTime) {
      return null;
    }
  }
}
