package io.caravan.bronze;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.caravan.record.Column;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.Columns;
import io.caravan.stream.StreamBatch;
import io.caravan.stream.StreamRecord;
import io.caravan.stream.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Rows of messages: the exact payload, and everything the topic says of it. */
public final class MessageRows {
  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] BASE64 = "base64".getBytes(StandardCharsets.US_ASCII);

  /** The columns of every table of messages. */
  public static final Columns COLUMNS =
      Columns.of(
          column("payload", Simple.STRING, "The message, exactly as it came."),
          column(
              "_encoding", Simple.STRING, "base64 when the payload is no text; null when it is."),
          column("_topic", Simple.STRING, "Topic the message lies in."),
          column("_partition", Simple.INT, "Partition of the topic."),
          column("_offset", Simple.LONG, "Offset in the partition."),
          column("_key", Simple.STRING, "The message's key."),
          column(
              "_key_encoding", Simple.STRING, "base64 when the key is no text; null when it is."),
          column(
              "_headers",
              Simple.STRING,
              "The message's headers in their order, as a JSON array of name and value (or base64)."),
          column("_timestamp", Simple.TIMESTAMPTZ, "Time of the message in its topic."));

  private MessageRows() {}

  private static Column column(String name, Simple type, String doc) {
    return new Column(name, type, false, doc);
  }

  /** One load, and one file, of what is alive in a batch. */
  public static Batch batch(StreamBatch messages) {
    String source = "kafka:" + messages.all().get(0).topic();
    Load load = new Load(source, () -> Optional.of(messages.range()), messages.attempt());
    return RawRows.batch(COLUMNS, rows(messages), load);
  }

  private static Iterator<Object[]> rows(StreamBatch messages) {
    Iterator<StreamRecord> alive = messages.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return alive.hasNext();
      }

      @Override
      public Object[] next() {
        return values(alive.next());
      }
    };
  }

  private static Object[] values(StreamRecord message) {
    byte[] payload = message.payload();
    byte[] key = message.key();
    boolean text = payload == null || Utf8.isText(payload);
    boolean textKey = key == null || Utf8.isText(key);
    return new Object[] {
      text ? payload : Base64.getEncoder().encode(payload),
      text ? null : BASE64,
      message.topic(),
      message.partition(),
      message.offset(),
      textKey ? key : Base64.getEncoder().encode(key),
      textKey ? null : BASE64,
      headers(message.headers()),
      message.timestamp() < 0 ? null : Instant.ofEpochMilli(message.timestamp())
    };
  }

  /** The headers as JSON; null when there are none. */
  public static byte[] headers(Headers headers) {
    Iterator<Header> each = headers.iterator();
    if (!each.hasNext()) {
      return null;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartArray();
      while (each.hasNext()) {
        write(each.next(), json);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toByteArray();
  }

  private static void write(Header header, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", header.key());
    byte[] value = header.value();
    String text = value == null ? null : Utf8.decode(value);
    if (value != null && text == null) {
      json.writeStringField("base64", Base64.getEncoder().encodeToString(value));
    } else {
      json.writeStringField("value", text);
    }
    json.writeEndObject();
  }
}
