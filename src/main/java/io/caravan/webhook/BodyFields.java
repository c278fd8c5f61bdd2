package io.caravan.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/** Single fields of a body that may be a JSON object, read without building anything of it. */
final class BodyFields {
  private static final JsonFactory JSON = new JsonFactory();

  private BodyFields() {}

  /** Text or number of a field of the outermost object; empty when the body is anything else. */
  static Optional<String> text(byte[] body, String name) {
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals(name);
        JsonToken value = json.nextToken();
        if (wanted) {
          return value.isScalarValue() && value != JsonToken.VALUE_NULL
              ? Optional.of(json.getText())
              : Optional.empty();
        }
        json.skipChildren();
      }
      return Optional.empty();
    } catch (IOException notJson) {
      // Whatever was signed is kept as it came: what it should have been, later steps judge.
      return Optional.empty();
    }
  }
}
