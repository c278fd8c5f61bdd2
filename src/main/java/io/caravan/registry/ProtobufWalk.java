package io.caravan.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.caravan.record.RecordException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * One message on its way from Protobuf to JSON: names as the schema has them, numbers as numbers,
 * times as ISO text. A field that knows whether it was set is left out when it was not.
 */
final class ProtobufWalk {
  private static final int LONGEST_SCALE = 1_000;
  private final JsonGenerator json;
  private final ByteArrayBuilder out;

  ProtobufWalk(JsonGenerator json, ByteArrayBuilder out) {
    this.json = json;
    this.out = out;
  }

  void message(Message message) throws IOException {
    if (out.size() > Payload.MOST_BYTES) {
      throw new RecordException(
          "Cannot read the payload as Protobuf: it is much larger than its bytes.");
    }
    switch (message.getDescriptorForType().getFullName()) {
      case "google.protobuf.Timestamp" -> json.writeString(instant(message).toString());
      case "google.protobuf.Duration" -> json.writeString(duration(message).toString());
      case "google.protobuf.FieldMask" -> json.writeString(paths(message));
      case "google.protobuf.Struct" -> value(field(message, 1), message);
      case "google.protobuf.ListValue" -> value(field(message, 1), message);
      case "google.protobuf.Value" -> anyValue(message);
      case "google.protobuf.DoubleValue",
              "google.protobuf.FloatValue",
              "google.protobuf.Int64Value",
              "google.protobuf.UInt64Value",
              "google.protobuf.Int32Value",
              "google.protobuf.UInt32Value",
              "google.protobuf.BoolValue",
              "google.protobuf.StringValue",
              "google.protobuf.BytesValue" ->
          value(field(message, 1), message);
      case "confluent.type.Decimal" -> json.writeNumber(decimal(message).toPlainString());
      default -> object(message);
    }
  }

  private static FieldDescriptor field(Message message, int number) {
    return message.getDescriptorForType().findFieldByNumber(number);
  }

  private static Object get(Message message, int number) {
    return message.getField(field(message, number));
  }

  private static Instant instant(Message message) {
    return Instant.ofEpochSecond((Long) get(message, 1), (Integer) get(message, 2));
  }

  private static Duration duration(Message message) {
    return Duration.ofSeconds((Long) get(message, 1), (Integer) get(message, 2));
  }

  private static String paths(Message message) {
    return ((List<?>) get(message, 1))
        .stream().map(Object::toString).collect(java.util.stream.Collectors.joining(","));
  }

  private static BigDecimal decimal(Message message) {
    int scale = (Integer) get(message, 3);
    if (Math.abs((long) scale) > LONGEST_SCALE) {
      throw new IllegalArgumentException("a decimal has %d places.".formatted(scale));
    }
    byte[] unscaled = ((ByteString) get(message, 1)).toByteArray();
    return new BigDecimal(unscaled.length == 0 ? BigInteger.ZERO : new BigInteger(unscaled), scale);
  }

  /** A JSON value as a message: whichever of its fields is set. */
  private void anyValue(Message message) throws IOException {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (message.hasField(field)) {
        if (field.getType() == FieldDescriptor.Type.ENUM) {
          json.writeNull();
        } else {
          value(field, message);
        }
        return;
      }
    }
    json.writeNull();
  }

  private void object(Message message) throws IOException {
    json.writeStartObject();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (!field.hasPresence() || message.hasField(field)) {
        json.writeFieldName(field.getName());
        value(field, message);
      }
    }
    json.writeEndObject();
  }

  private void value(FieldDescriptor field, Message message) throws IOException {
    Object value = message.getField(field);
    if (field.isMapField()) {
      json.writeStartObject();
      for (Object each : (List<?>) value) {
        Message entry = (Message) each;
        json.writeFieldName(get(entry, 1).toString());
        single(field(entry, 2), get(entry, 2));
      }
      json.writeEndObject();
    } else if (field.isRepeated()) {
      json.writeStartArray();
      for (Object each : (List<?>) value) {
        single(field, each);
      }
      json.writeEndArray();
    } else {
      single(field, value);
    }
  }

  private void single(FieldDescriptor field, Object value) throws IOException {
    switch (field.getType()) {
      case MESSAGE, GROUP -> message((Message) value);
      case ENUM -> {
        EnumValueDescriptor symbol = (EnumValueDescriptor) value;
        if (symbol.getIndex() < 0) {
          json.writeNumber(symbol.getNumber()); // One that came into the schema later.
        } else {
          json.writeString(symbol.getName());
        }
      }
      case BOOL -> json.writeBoolean((Boolean) value);
      case STRING -> json.writeString((String) value);
      case BYTES ->
          json.writeString(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
      case UINT32, FIXED32 -> json.writeNumber(Integer.toUnsignedLong((Integer) value));
      case INT32, SINT32, SFIXED32 -> json.writeNumber((Integer) value);
      case UINT64, FIXED64 -> json.writeNumber(new BigInteger(Long.toUnsignedString((Long) value)));
      case INT64, SINT64, SFIXED64 -> json.writeNumber((Long) value);
      case FLOAT -> {
        if (Float.isFinite((Float) value)) {
          json.writeNumber((Float) value);
        } else {
          json.writeString(value.toString());
        }
      }
      case DOUBLE -> {
        if (Double.isFinite((Double) value)) {
          json.writeNumber((Double) value);
        } else {
          json.writeString(value.toString());
        }
      }
    }
  }
}
