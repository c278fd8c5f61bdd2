package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.quality.Suites;
import io.caravan.record.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckedStreamTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String USER =
      "{\"type\": \"expect_column_values_to_not_be_null\", \"kwargs\": {\"column\": \"user.id\"}}";
  private static final String KIND =
      "{\"type\": \"expect_column_values_to_be_in_set\", \"kwargs\": {\"column\": \"kind\", \"value_set\": [\"view\", \"buy\"]}%s}";
  private static final String PRICE =
      "{\"type\": \"expect_column_values_to_be_between\", \"kwargs\": {\"column\": \"price\", \"min_value\": 0, \"row_condition\": \"kind == 'buy'\"}}";

  private static final String FOR_TABLES =
      "{\"type\": \"expect_column_to_exist\", \"kwargs\": {\"column\": \"kind\"}}";

  @TempDir static Path folder;
  private static StreamParts parts;
  private static Suites suites;

  @BeforeAll
  static void start() throws IOException {
    parts = new StreamParts(folder);
    suites =
        new Suites(
            Files.createDirectory(folder.resolve("expectations")),
            Clock.systemUTC(),
            Suites.Recorder.none());
  }

  @AfterAll
  static void stop() {
    parts.close();
  }

  private static void suite(String... expectations) throws IOException {
    Files.writeString(
        folder.resolve("expectations/events.json"),
        "{\"name\": \"events\", \"expectations\": [" + String.join(",\n", expectations) + "]}");
  }

  private static StreamParts.Running run(String topic) {
    return parts.run("checked-stream.camel.yaml", Map.of("topic", topic), Map.of("suites", suites));
  }

  private static void topics(String name) {
    Arrays.asList("", "-checked", "-dlq").forEach(end -> parts.topic(name + end, 1));
  }

  private static void awaitHandled(StreamParts.Running running, long records) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> running.streams.of("checked").orElseThrow().in() == records);
  }

  @Test
  void records_that_break_an_expectation_are_dead_and_say_which_and_by_what_value()
      throws IOException {
    suite(USER, KIND.formatted(""), PRICE);
    topics("quarantined");
    String[] sent = {
      "{\"user\":{\"id\":1},\"kind\":\"view\",\"price\":-1}",
      "{\"user\":{},\"kind\":\"sell\"}",
      "{\"user\":{\"id\":2},\"kind\":\"buy\",\"price\":-0.5}",
      "{\"user\":{\"id\":3},\"kind\":\"buy\",\"price\":0}",
      "no json",
      null,
    };
    parts.send("quarantined", sent);
    try (var running = run("quarantined")) {
      awaitHandled(running, 6);
    }
    assertThat(parts.read("quarantined-checked"))
        .extracting(
            r ->
                r.value() == null
                    ? null
                    : new String(r.value(), java.nio.charset.StandardCharsets.UTF_8))
        .containsExactly(sent[0], sent[3], null);
    assertThat(parts.texts("quarantined-dlq").stream().map(CheckedStreamTest::letter))
        .extracting(
            l -> l.get("source_offset").asLong(),
            l -> l.get("cause").asText(),
            l -> l.get("error").asText())
        .satisfiesExactly(
            one ->
                assertThat(one.toList())
                    .containsExactly(
                        1L,
                        "check",
                        "expect_column_values_to_not_be_null(user.id) is not met: user.id is null."
                            + " expect_column_values_to_be_in_set(kind) is not met: kind is text 'sell'."),
            one ->
                assertThat(one.toList())
                    .containsExactly(
                        2L,
                        "check",
                        "expect_column_values_to_be_between(price) is not met: price is number -0.5."),
            one -> assertThat(one.toList()).startsWith(4L, "parse"));
  }

  private static JsonNode letter(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void what_only_warns_goes_on_and_is_counted() throws IOException {
    suite(KIND.formatted(", \"severity\": \"warning\""));
    topics("warned");
    parts.send("warned", "{\"kind\":\"sell\"}", "{\"kind\":\"buy\"}", "{\"kind\":\"lend\"}");
    try (var running = run("warned")) {
      awaitHandled(running, 3);
      assertThat(running.streams.of("checked").orElseThrow().warnings())
          .containsExactly(Map.entry("events: expect_column_values_to_be_in_set(kind)", 2L));

      suite(FOR_TABLES);
      parts.send("warned", "{\"kind\":\"give\"}");
      awaitHandled(running, 4);
      assertThat(running.streams.of("checked").orElseThrow().warnings())
          .as("an edit that streams cannot follow changes nothing")
          .containsExactly(Map.entry("events: expect_column_values_to_be_in_set(kind)", 3L));
    }
    assertThat(parts.texts("warned-checked")).hasSize(4);
    assertThat(parts.texts("warned-dlq")).isEmpty();
  }

  @Test
  void what_blocks_stops_the_route_before_the_batch_and_an_edit_of_the_suite_lets_it_go_on()
      throws IOException {
    suite(KIND.formatted(", \"meta\": {\"caravan\": {\"on_failure\": \"block\"}}"));
    topics("blocked");
    parts.send("blocked", "{\"kind\":\"sell\"}", "{\"kind\":\"buy\"}", "{\"kind\":\"buy\"}");
    try (var running = run("blocked")) {
      var status = running.streams.of("checked").orElseThrow();
      await().until(() -> status.trouble().map(t -> t.stopped()).orElse(false));
      assertThat(status.trouble().orElseThrow().reason())
          .isEqualTo(
              """
              expectations/events.json(1,46): Cannot let a batch of route 'checked' pass: failed expect_column_values_to_be_in_set(kind): 1 of 3 rows (33.3 %), for example sell.
                Correct what sends such records, or say "on_failure": "quarantine" or "warn".""");
      assertThat(parts.texts("blocked-checked")).isEmpty();
      assertThat(parts.texts("blocked-dlq")).isEmpty();
      suite(KIND.formatted(""));
      awaitHandled(running, 3);
    }
    assertThat(parts.texts("blocked-checked")).hasSize(2);
    assertThat(parts.texts("blocked-dlq")).hasSize(1);
  }

  @Test
  void a_suite_that_needs_a_table_stops_the_route_from_starting() throws IOException {
    suite(FOR_TABLES);
    assertThat(catchThrowable(() -> run("refused").close()))
        .rootCause()
        .isInstanceOf(ProjectException.class)
        .hasMessage(
            """
            expectations/events.json(1,46): Cannot check the records of a stream by expect_column_to_exist(kind): it takes the SQL engine and a whole table.
              Move it to a suite of the table that the records land in.""");
  }
}
