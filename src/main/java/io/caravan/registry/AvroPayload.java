package io.caravan.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.caravan.record.RecordException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Avro's binary form, walked by its schema. */
final class AvroPayload implements Payload {
  private static final JsonFactory JSON = new JsonFactory();
  private final Schema schema;

  private AvroPayload(Schema schema) {
    this.schema = schema;
  }

  static AvroPayload of(RegisteredSchema registered) {
    Schema.Parser parser = new Schema.Parser();
    Schema schema = parsed(registered, parser, new HashSet<>());
    if (schema.getType() != Schema.Type.RECORD) {
      throw new IllegalArgumentException("it is no record, but " + schema.getType().getName());
    }
    return new AvroPayload(schema);
  }

  /** What is referenced must be known before what refers to it; two may refer to the same. */
  private static Schema parsed(
      RegisteredSchema registered, Schema.Parser parser, Set<String> done) {
    for (RegisteredSchema.Reference reference : registered.references()) {
      if (done.add(reference.schema().text())) {
        parsed(reference.schema(), parser, done);
      }
    }
    return parser.parse(registered.text());
  }

  @Override
  public byte[] json(byte[] payload, int from) {
    int length = payload.length - from;
    BinaryDecoder in = DecoderFactory.get().binaryDecoder(payload, from, length, null);
    try (ByteArrayBuilder out = new ByteArrayBuilder(2 * length + 64)) {
      try (JsonGenerator json = JSON.createGenerator(out)) {
        new AvroWalk(in, length, json, out).value(schema);
      }
      if (!in.isEnd()) {
        throw new RecordException(
            "Cannot read the payload as Avro: more follows the end of %s."
                .formatted(schema.getFullName()));
      }
      return out.toByteArray();
    } catch (IOException
        | AvroRuntimeException
        | UnsupportedOperationException
        | IllegalArgumentException
        | java.time.DateTimeException
        | ArithmeticException e) {
      throw new RecordException(
          "Cannot read the payload as Avro: it is no %s (%s)."
              .formatted(
                  schema.getFullName(),
                  e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
    }
  }
}
