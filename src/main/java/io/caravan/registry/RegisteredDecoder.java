package io.caravan.registry;

import io.caravan.record.RecordException;
import io.caravan.stream.JsonObject;
import io.caravan.stream.StreamRecord;
import java.nio.ByteBuffer;

/** Reads payloads by the registered schema that they name. */
public final class RegisteredDecoder implements StreamRecord.Decoder {
  private static final int HEAD = 5;
  private final Format format;
  private final Registry registry;

  public RegisteredDecoder(Format format, Registry registry) {
    this.format = format;
    this.registry = registry;
  }

  @Override
  public JsonObject decode(byte[] payload) {
    if (payload == null || payload.length == 0) {
      throw new RecordException("Cannot read the payload as %s: it is empty.".formatted(format));
    }
    if (payload.length < HEAD || payload[0] != 0) {
      throw new RecordException(
          "Cannot read the payload as %s: it does not begin with a zero byte and its schema's id, as what was written with a schema registry does."
              .formatted(format));
    }
    int id = ByteBuffer.wrap(payload, 1, 4).getInt();
    return JsonObject.parse(registry.payload(format, id).json(payload, HEAD));
  }
}
