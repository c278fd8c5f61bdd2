package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.position.Move;
import io.caravan.position.Target;
import io.caravan.record.ProjectException;
import io.caravan.record.WorldException;
import io.caravan.stream.StreamBatch;
import io.caravan.stream.StreamRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Processor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicToTopicTest {
  private static final String ROUTES = "topic-to-topic.camel.yaml";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Processor NOTHING = exchange -> {};
  @TempDir static Path folder;
  private static StreamParts parts;

  @BeforeAll
  static void start() {
    parts = new StreamParts(folder);
  }

  @AfterAll
  static void stop() {
    parts.close();
  }

  private static void topics(String name) {
    parts.topic(name, 1);
    parts.topic(name + "-refined", 1);
    parts.topic(name + "-dlq", 1);
  }

  private static StreamParts.Running run(String topic, Processor step) {
    return parts.run(ROUTES, Map.of("topic", topic), Map.of("step", step));
  }

  private static void awaitHandled(StreamParts.Running running, long records) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> running.streams.of("refined").orElseThrow().in() == records);
  }

  private static Processor each(java.util.function.Consumer<StreamRecord> action) {
    return exchange ->
        exchange.getMessage().getBody(StreamBatch.class).each("test", "check", action);
  }

  @Test
  void records_go_on_with_their_changes_keys_headers_and_times_and_nothing_else_is_touched() {
    topics("whole");
    parts.send("whole", "{ \"a\" : 1.10, \"b\":[1,2]}", "{}");
    try (var running =
        run(
            "whole",
            each(
                r -> {
                  r.value().set("user", Map.of("plan", "pro"));
                  r.value().set("_enriched_at", "now");
                }))) {
      awaitHandled(running, 2);
    }
    assertThat(parts.texts("whole-refined"))
        .containsExactly(
            "{ \"a\" : 1.10, \"b\":[1,2],\"user\":{\"plan\":\"pro\"},\"_enriched_at\":\"now\"}",
            "{\"user\":{\"plan\":\"pro\"},\"_enriched_at\":\"now\"}");
    ConsumerRecord<byte[], byte[]> sent = parts.read("whole").get(1);
    ConsumerRecord<byte[], byte[]> arrived = parts.read("whole-refined").get(1);
    assertThat(arrived.key()).isEqualTo(sent.key());
    assertThat(arrived.timestamp()).isEqualTo(sent.timestamp());
  }

  @Test
  void a_record_that_is_no_json_is_dead_with_its_exact_original_and_its_neighbours_go_on()
      throws IOException {
    topics("parsed");
    String[] texts =
        IntStream.range(0, 50).mapToObj(i -> "{\"i\":" + i + "}").toArray(String[]::new);
    texts[17] = "{\"i\": 17, \"cut\"";
    parts.send("parsed", texts);
    try (var running = run("parsed", each(r -> r.value().get("i")))) {
      awaitHandled(running, 50);
      assertThat(running.streams.of("refined").orElseThrow().dead()).isEqualTo(1);
    }
    assertThat(parts.texts("parsed-refined")).hasSize(49).doesNotContain(texts[17]);
    List<ConsumerRecord<byte[], byte[]>> dead = parts.read("parsed-dlq");
    assertThat(dead).hasSize(1);
    assertThat(dead.get(0).key()).isEqualTo(StreamParts.bytes("k17"));
    JsonNode letter = JSON.readTree(dead.get(0).value());
    assertThat(letter.get("original").asText()).isEqualTo(texts[17]);
    assertThat(letter.get("error").asText()).startsWith("Cannot read the payload as a JSON object");
    assertThat(letter.get("source_topic").asText()).isEqualTo("parsed");
    assertThat(letter.get("source_offset").asLong()).isEqualTo(17);
    assertThat(letter.get("step").asText()).isEqualTo("test");
    assertThat(letter.get("id").asText()).isEqualTo("refined/parsed/0/17");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 39})
  void a_step_that_fails_for_one_record_only_costs_that_record(int poison) {
    String topic = "poison" + poison;
    topics(topic);
    parts.send(
        topic, IntStream.range(0, 40).mapToObj(i -> "{\"i\":" + i + "}").toArray(String[]::new));
    Processor step =
        exchange -> {
          for (StreamRecord record : exchange.getMessage().getBody(StreamBatch.class)) {
            if (record.value().get("i").equals((long) poison)) {
              throw new IllegalStateException("boom");
            }
          }
        };
    try (var running = run(topic, step)) {
      awaitHandled(running, 40);
    }
    assertThat(parts.texts(topic + "-refined"))
        .containsExactlyElementsOf(
            IntStream.range(0, 40)
                .filter(i -> i != poison)
                .mapToObj(i -> "{\"i\":" + i + "}")
                .toList());
    assertThat(parts.texts(topic + "-dlq")).hasSize(1).first().asString().contains("boom");
  }

  @Test
  void while_the_world_is_wrong_the_batch_is_tried_until_it_lands_and_nothing_is_dead() {
    topics("world");
    parts.send("world", "{\"i\":1}", "{\"i\":2}");
    AtomicInteger tries = new AtomicInteger();
    Processor step =
        exchange -> {
          if (tries.incrementAndGet() <= 3) {
            throw new WorldException("the database does not answer");
          }
        };
    try (var running = run("world", step)) {
      await()
          .until(
              () -> running.streams.of("refined").orElseThrow().trouble(),
              trouble -> trouble.isPresent() && !trouble.get().stopped());
      awaitHandled(running, 2);
      await().until(() -> running.streams.of("refined").orElseThrow().trouble().isEmpty());
    }
    assertThat(parts.texts("world-refined")).hasSize(2);
    assertThat(parts.texts("world-dlq")).isEmpty();
  }

  @Test
  void a_slip_that_would_bury_a_topic_stops_the_route_and_mending_it_goes_on_from_there() {
    topics("slip");
    parts.send(
        "slip", IntStream.range(0, 500).mapToObj(i -> "{\"i\":" + i + "}").toArray(String[]::new));
    AtomicBoolean slipped = new AtomicBoolean(true);
    Processor step =
        each(
            r -> {
              if (slipped.get()) {
                throw new io.caravan.record.RecordException("no 'i' in it");
              }
            });
    try (var running = run("slip", step)) {
      var status = running.streams.of("refined").orElseThrow();
      await().until(() -> status.trouble().map(t -> t.stopped()).orElse(false));
      assertThat(status.trouble().orElseThrow().reason())
          .contains("500 of the last 500 records", "more than 10 % allows", "no 'i' in it");
      assertThat(parts.texts("slip-dlq")).isEmpty();
      slipped.set(false);
      awaitHandled(running, 500);
    }
    assertThat(parts.texts("slip-refined")).hasSize(500);
    assertThat(parts.texts("slip-dlq")).isEmpty();
  }

  @Test
  void a_group_is_moved_only_while_nobody_reads_and_what_dies_once_more_is_another_letter() {
    topics("moved");
    parts.send("moved", "{\"i\":0}", "no json", "{\"i\":2}");
    Processor step = each(r -> r.value().get("i"));
    try (var running =
        parts.run(ROUTES, Map.of("topic", "moved", "deadShare", "100%"), Map.of("step", step))) {
      awaitHandled(running, 3);
      assertThatThrownBy(() -> move(true))
          .isInstanceOf(ProjectException.class)
          .hasMessageContaining("its route is running")
          .hasMessageContaining("Stop the application");
      assertThatThrownBy(() -> move(false)).hasMessageContaining("its route is running");
    }
    assertThat(move(true)).containsExactly("kafka:moved/0 from 3 to 1");
    assertThat(move(false)).containsExactly("kafka:moved/0 from 3 to 1");
    try (var running =
        parts.run(ROUTES, Map.of("topic", "moved", "deadShare", "100%"), Map.of("step", step))) {
      awaitHandled(running, 5);
      assertThat(running.streams.of("refined").orElseThrow().dead()).isEqualTo(2);
    }
    assertThat(parts.texts("moved-refined")).containsExactly("{\"i\":0}", "{\"i\":2}", "{\"i\":2}");
    assertThat(parts.texts("moved-dlq"))
        .map(letter -> JSON.readTree(letter).get("id").asText())
        .containsExactly("refined/moved/0/1", "refined/moved/0/1~1");
  }

  private static List<String> move(boolean dryRun) {
    return parts.positions().set("refined", new Target("moved", 0, null, "1"), dryRun).stream()
        .map(Move::toString)
        .toList();
  }

  @Test
  void order_within_a_partition_is_kept_over_batches_and_restarts() {
    parts.topic("ordered", 3);
    parts.topic("ordered-refined", 1);
    List<String> sent = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      int first = round * 100;
      String[] texts =
          IntStream.range(first, first + 100)
              .mapToObj(i -> "{\"i\":" + i + "}")
              .toArray(String[]::new);
      sent.addAll(List.of(texts));
      parts.send("ordered", texts);
      try (var running =
          parts.run(
              ROUTES, Map.of("topic", "ordered", "batchRecords", "7"), Map.of("step", NOTHING))) {
        awaitHandled(running, sent.size());
      }
    }
    Map<String, List<Long>> byKey = new java.util.TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> r : parts.read("ordered-refined")) {
      byKey
          .computeIfAbsent(
              new String(r.key(), java.nio.charset.StandardCharsets.UTF_8), k -> new ArrayList<>())
          .add((Long) io.caravan.stream.JsonObject.parse(r.value()).get("i"));
    }
    assertThat(byKey.values().stream().mapToInt(List::size).sum()).isEqualTo(300);
    assertThat(byKey.values()).allSatisfy(values -> assertThat(values).isSorted());
  }
}
