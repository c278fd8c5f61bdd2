package io.caravan.registry;

import java.util.List;

/**
 * A schema as a registry holds it.
 *
 * @param type {@code AVRO}, {@code PROTOBUF}, {@code JSON}
 * @param text the schema itself; for Protobuf a serialized file in base64
 * @param references schemas that it uses, by the names that it calls them
 */
record RegisteredSchema(String type, String text, List<Reference> references) {
  record Reference(String name, RegisteredSchema schema) {}
}
