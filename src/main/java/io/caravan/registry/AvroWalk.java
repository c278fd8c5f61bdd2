package io.caravan.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.caravan.record.RecordException;
import io.caravan.stream.Utf8;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.UUID;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;

/**
 * One record on its way from Avro to JSON. What a payload or a schema claims is never believed
 * before it is there: few bytes must not become much memory.
 */
final class AvroWalk {
  private static final int DEEPEST = 200;
  private static final int LONGEST_SCALE = 1_000;
  private final BinaryDecoder in;
  private final int length;
  private final JsonGenerator json;
  private final ByteArrayBuilder out;
  private long valuesLeft;
  private int depth;

  AvroWalk(BinaryDecoder in, int length, JsonGenerator json, ByteArrayBuilder out) {
    this.in = in;
    this.length = length;
    this.json = json;
    this.out = out;
    // Most values take a byte at least; but a schema may be full of those that take none.
    this.valuesLeft = 100_000L + 16L * length;
  }

  void value(Schema schema) throws IOException {
    if (--valuesLeft < 0 || out.size() > Payload.MOST_BYTES) {
      throw new RecordException(
          "Cannot read the payload as Avro: it is much larger than its bytes.");
    }
    if (++depth > DEEPEST) {
      throw new RecordException("Cannot read the payload as Avro: it goes too deep.");
    }
    switch (schema.getType()) {
      case RECORD -> record(schema);
      case ARRAY -> array(schema.getElementType());
      case MAP -> map(schema.getValueType());
      case UNION -> value(schema.getTypes().get(within(in.readIndex(), schema.getTypes().size())));
      case ENUM ->
          json.writeString(
              schema.getEnumSymbols().get(within(in.readEnum(), schema.getEnumSymbols().size())));
      case NULL -> json.writeNull();
      case BOOLEAN -> json.writeBoolean(in.readBoolean());
      case INT -> whole(schema, in.readInt());
      case LONG -> whole(schema, in.readLong());
      case FLOAT -> number(in.readFloat());
      case DOUBLE -> number(in.readDouble());
      case STRING -> json.writeString(text());
      case BYTES -> bytes(schema, bytes());
      case FIXED -> bytes(schema, read(schema.getFixedSize()));
    }
    depth--;
  }

  private static int within(int index, int size) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("there is no choice " + index);
    }
    return index;
  }

  private void record(Schema schema) throws IOException {
    json.writeStartObject();
    for (Schema.Field field : schema.getFields()) {
      json.writeFieldName(field.name());
      value(field.schema());
    }
    json.writeEndObject();
  }

  private void array(Schema element) throws IOException {
    json.writeStartArray();
    for (long block = in.readArrayStart(); block > 0; block = in.arrayNext()) {
      for (long i = 0; i < block; i++) {
        value(element);
      }
    }
    json.writeEndArray();
  }

  private void map(Schema element) throws IOException {
    json.writeStartObject();
    for (long block = in.readMapStart(); block > 0; block = in.mapNext()) {
      for (long i = 0; i < block; i++) {
        json.writeFieldName(text());
        value(element);
      }
    }
    json.writeEndObject();
  }

  private String text() throws IOException {
    String text = Utf8.decode(bytes());
    if (text == null) {
      throw new IllegalArgumentException("a text is no UTF-8");
    }
    return text;
  }

  private byte[] bytes() throws IOException {
    return read(in.readLong());
  }

  private byte[] read(long size) throws IOException {
    if (size < 0 || size > length) {
      throw new IllegalArgumentException("%d bytes are not there".formatted(size));
    }
    byte[] bytes = new byte[(int) size];
    in.readFixed(bytes, 0, bytes.length);
    return bytes;
  }

  private void number(double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeString(Double.toString(value));
    }
  }

  private void number(float value) throws IOException {
    if (Float.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeString(Float.toString(value));
    }
  }

  private void whole(Schema schema, long value) throws IOException {
    switch (logical(schema)) {
      case "date" -> json.writeString(LocalDate.ofEpochDay(value).toString());
      case "time-millis" ->
          json.writeString(LocalTime.ofNanoOfDay(Math.multiplyExact(value, 1_000_000L)).toString());
      case "time-micros" ->
          json.writeString(LocalTime.ofNanoOfDay(Math.multiplyExact(value, 1_000L)).toString());
      case "timestamp-millis" -> json.writeString(instant(value, 1_000).toString());
      case "timestamp-micros" -> json.writeString(instant(value, 1_000_000).toString());
      case "timestamp-nanos" -> json.writeString(instant(value, 1_000_000_000).toString());
      case "local-timestamp-millis" -> json.writeString(local(value, 1_000));
      case "local-timestamp-micros" -> json.writeString(local(value, 1_000_000));
      case "local-timestamp-nanos" -> json.writeString(local(value, 1_000_000_000));
      default -> json.writeNumber(value);
    }
  }

  private static String logical(Schema schema) {
    return schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
  }

  private static Instant instant(long value, long unit) {
    return Instant.ofEpochSecond(
        Math.floorDiv(value, unit), Math.floorMod(value, unit) * (1_000_000_000 / unit));
  }

  private static String local(long value, long unit) {
    return LocalDateTime.ofInstant(instant(value, unit), ZoneOffset.UTC).toString();
  }

  private void bytes(Schema schema, byte[] bytes) throws IOException {
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      decimal(new BigDecimal(new BigInteger(bytes), decimal.getScale()));
      return;
    }
    switch (logical(schema)) {
      case "uuid" -> {
        ByteBuffer halves = ByteBuffer.wrap(bytes);
        json.writeString(new UUID(halves.getLong(), halves.getLong()).toString());
      }
      case "duration" -> json.writeString(duration(bytes));
      default -> json.writeString(Base64.getEncoder().encodeToString(bytes));
    }
  }

  private void decimal(BigDecimal value) throws IOException {
    if (value.scale() > LONGEST_SCALE) {
      throw new IllegalArgumentException("a decimal has %d places".formatted(value.scale()));
    }
    json.writeNumber(value.toPlainString());
  }

  /** Months, days and milliseconds, each unsigned and little-endian. */
  private static String duration(byte[] bytes) {
    ByteBuffer parts = ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    long months = Integer.toUnsignedLong(parts.getInt());
    long days = Integer.toUnsignedLong(parts.getInt());
    BigDecimal seconds = BigDecimal.valueOf(Integer.toUnsignedLong(parts.getInt()), 3);
    return "P%dM%dDT%sS".formatted(months, days, seconds.toPlainString());
  }
}
