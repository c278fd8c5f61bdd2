package io.caravan.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.stream.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyKindTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "WHOLE   | 42                   | 42",
        "WHOLE   | \"42\"               | 42",
        "WHOLE   | 42.0                 | 42",
        "WHOLE   | 42.5                 | none",
        "WHOLE   | \"x\"                | none",
        "WHOLE   | true                 | none",
        "WHOLE   | null                 | none",
        "WHOLE   | {}                   | none",
        "WHOLE   | 9223372036854775808  | none",
        "DECIMAL | 1.50                 | 1.5",
        "DECIMAL | \"1.5\"              | 1.5",
        "TEXT    | \"a\"                | a",
        "TEXT    | 42                   | 42",
        "TEXT    | \"a\\u0000\"         | none",
        "TEXT    | \"a\\ud800\"       | none",
        "TEXT    | \"\\ud83d\\ude00\" | \ud83d\ude00",
        "TEXT    | true                 | none",
        "DECIMAL | 1E+999999999         | none",
        "WHOLE   | 1E+999999999         | none",
        "TEXT    | [1]                  | none",
        "UUID    | \"6F9619FF-8B86-D011-B42D-00C04FC964FF\" | 6f9619ff-8b86-d011-b42d-00c04fc964ff",
        "UUID    | \"1-1-1-1-1\"        | none",
      })
  void a_value_in_any_spelling_is_the_key_it_means(KeyKind kind, String json, String key) {
    JsonObject record =
        JsonObject.parse(("{\"k\": " + json + "}").getBytes(StandardCharsets.UTF_8));
    Object found = kind.key(record.get("k"));
    assertThat(found == null ? null : found.toString()).isEqualTo(key);
  }
}
