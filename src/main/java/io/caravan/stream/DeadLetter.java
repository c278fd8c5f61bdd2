package io.caravan.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record that could not go on, as it lies in the dead-letter topic: one JSON object with the
 * exact original, why, where and when. Key and headers are the original's own.
 */
public final class DeadLetter {
  /** Namespace and name of the table of dead letters. */
  public static final String TABLE = "dead.letters";

  /** Namespace and name of the table of records that are to go their way again. */
  public static final String REPLAYS = "dead.replays";

  private static final JsonFactory JSON = new JsonFactory();

  private DeadLetter() {}

  /** The dead-letter topic of a topic. */
  public static String topicOf(String topic) {
    return topic + "-dlq";
  }

  /**
   * The letter of a dead record.
   *
   * @param route id of the user's route
   * @param moves how often the position of its partition was moved
   * @param attempt the batch it died in
   * @param at when
   */
  static ProducerRecord<byte[], byte[]> of(
      StreamRecord record, String route, long moves, String attempt, Instant at) {
    Cause cause = record.cause().orElseThrow();
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("id", id(route, record, moves));
      Payload payload = Payload.of(record.payload());
      json.writeStringField("original", payload.text());
      json.writeStringField("original_encoding", payload.encoding());
      json.writeStringField("error", cause.message());
      json.writeStringField("cause", cause.kind());
      json.writeStringField("step", cause.step());
      json.writeStringField("route", route);
      json.writeStringField("source_topic", record.topic());
      json.writeNumberField("source_partition", record.partition());
      json.writeNumberField("source_offset", record.offset());
      json.writeStringField("source_time", Instant.ofEpochMilli(record.timestamp()).toString());
      json.writeNumberField("tries", record.tries());
      json.writeStringField("attempt", attempt);
      json.writeStringField("failed_at", at.truncatedTo(ChronoUnit.MICROS).toString());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return new ProducerRecord<>(
        topicOf(record.topic()),
        null,
        null,
        record.key(),
        out.toByteArray(),
        new RecordHeaders(record.headers().toArray()));
  }

  /**
   * The letter's id: the same however often the record dies in that route. An offset that is read
   * again because the position was moved may hold another record, and is another one in any case.
   */
  private static String id(String route, StreamRecord record, long moves) {
    return record
        .letter()
        .orElseGet(() -> route + "/" + record.identity() + (moves == 0 ? "" : "~" + moves));
  }

  /** Any bytes as text. */
  record Payload(String text, String encoding) {
    static Payload of(byte[] bytes) {
      if (bytes == null) {
        return new Payload(null, "none");
      }
      String text = Utf8.decode(bytes);
      return text == null
          ? new Payload(Base64.getEncoder().encodeToString(bytes), "base64")
          : new Payload(text, "text");
    }
  }
}
