package io.caravan.route.editing;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.record.Place;
import io.caravan.record.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CamelKeysTest {
  private static final CamelKeys KEYS = CamelKeys.load();
  private static final Place PLACE = new Place("application.properties", 3, 1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          camel.main.routes-includ-pattern | x     | Camel has no such key. | Did you mean 'camel.main.routes-include-pattern'?
          camel.main.nmae                  | x     | Camel has no such key. | Did you mean 'camel.main.name'?
          camel.sever.port                 | 8080  | Camel has no such key. | Did you mean 'camel.server.port'?
          camel.server.port                | many  | 'many' is not a whole number. | Write a whole number.
          camel.server.enabled             | yes   | 'yes' is neither true nor false. | Write 'true' or 'false'.
          camel.component.kafak.brokers    | a:9092 | Camel has no such key. | Did you mean 'camel.component.kafka.brokers'?
          camel.component.kafka.broker     | a:9092 | Camel has no such key. | Did you mean 'camel.component.kafka.brokers'?
          """)
  void a_wrong_key_or_value_is_told_with_its_place_and_a_near_name(
      String key, String value, String what, String remedy) {
    assertThat(KEYS.check(key, value, PLACE))
        .contains(new Problem(PLACE, "Cannot set '" + key + "': " + what, remedy));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "camel.main.name",
        "camel.main.routesIncludePattern",
        "camel.main.routes-include-pattern",
        "camel.component.kafka.brokers",
        "camel.component.kafka.additional-properties[x]",
        "camel.kamelet.interval-source.schedule",
        "camel.beans.mine",
        "sample.schedule",
        "caravan.anything"
      })
  void a_right_key_and_those_of_others_pass(String key) {
    assertThat(KEYS.check(key, "{{later}}", PLACE)).isEmpty();
  }

  @Test
  void a_value_that_only_the_environment_knows_is_left_to_camel() {
    assertThat(KEYS.check("camel.server.port", "{{env:PORT}}", PLACE)).isEmpty();
  }
}
