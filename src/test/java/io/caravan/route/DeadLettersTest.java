package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.caravan.dead.Balance;
import io.caravan.dead.DeadLetters;
import io.caravan.lake.LakeTable;
import io.caravan.record.DatasetName;
import io.caravan.record.Position;
import io.caravan.record.PositionRange;
import io.caravan.record.ProjectException;
import io.caravan.record.RecordException;
import io.caravan.stream.StreamBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.Processor;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersTest {
  private static final String ROUTES =
      "classpath:routes/topic-to-topic.camel.yaml,file:routes/dead-letters.camel.yaml";
  private static final Processor CHECK =
      exchange ->
          exchange
              .getMessage()
              .getBody(StreamBatch.class)
              .each(
                  "test",
                  "check",
                  r -> {
                    if ("bogus".equals(r.value().get("type"))) {
                      throw new RecordException("type is 'bogus'");
                    }
                  });
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

  private static StreamParts.Running run(String topic) {
    return parts.run(
        ROUTES,
        Map.of("topic", topic, "deadShare", "100%", "batchRecords", "50"),
        Map.of("step", CHECK));
  }

  private static DeadLetters desk() {
    return new DeadLetters(parts.lake.lake, parts.lake.engine);
  }

  private static DeadLetters.Selection of(String topic, boolean replayedToo) {
    return new DeadLetters.Selection(
        List.of(), null, null, null, "source_topic = '" + topic + "'", replayedToo);
  }

  private static List<String> list(String topic, boolean replayedToo) {
    return desk().list(of(topic, replayedToo), 1000).rows().stream()
        .map(row -> row.get(0) + " " + row.get(2) + " " + row.get(3))
        .sorted()
        .toList();
  }

  private static void awaitOpen(String topic, int letters) {
    await().atMost(Duration.ofSeconds(40)).until(() -> list(topic, false).size() == letters);
  }

  @Test
  void a_letter_is_replayed_once_as_it_was_edited_and_lands_beside_its_neighbours() {
    parts.topic("desk", 2);
    parts.topic("desk-refined", 1);
    parts.topic("desk-dlq", 1);
    String[] texts =
        IntStream.range(0, 300)
            .mapToObj(
                i -> "{\"i\":%d,\"type\":\"%s\"}".formatted(i, i % 3 == 0 ? "bogus" : "click"))
            .toArray(String[]::new);
    parts.send("desk", texts);
    try (var running = run("desk")) {
      awaitOpen("desk", 100);
      var status = running.streams.of("refined").orElseThrow();
      assertThat(status.in()).isEqualTo(300);
      assertThat(status.dead()).isEqualTo(100);
      assertThat(desk().summary(of("desk", false)).rows())
          .singleElement()
          .satisfies(
              row ->
                  assertThat(row.subList(0, 4))
                      .isEqualTo(List.of("refined", "test", "check", 100L)));

      assertThat(
              parts.lake.query(
                  DatasetName.parse("dead.letters"),
                  "select count(distinct id), count(*), count(failed_at), count(source_time) from %s where source_topic = 'desk'"))
          .containsExactly("[100, 100, 100, 100]");
      await().until(() -> running.streams.of("dead.letters").orElseThrow().lag() == 0);

      var wouldGo =
          desk().replay(of("desk", false), "replace(original, 'bogus', 'click')", 0, true);
      assertThat(wouldGo.letters()).isEqualTo(100);
      assertThat(list("desk", false)).hasSize(100);

      var gone = desk().replay(of("desk", false), "replace(original, 'bogus', 'click')", 0, false);
      assertThat(gone.letters()).isEqualTo(100);
      assertThat(desk().replay(of("desk", false), null, 0, false).letters()).isZero();
      await().atMost(Duration.ofSeconds(30)).until(() -> status.dead() == 0);
      assertThat(status.in()).isEqualTo(300);
    }
    assertThat(parts.texts("desk-refined"))
        .containsExactlyInAnyOrder(
            java.util.Arrays.stream(texts)
                .map(t -> t.replace("bogus", "click"))
                .toArray(String[]::new));
    assertThat(list("desk", true)).hasSize(100).allMatch(letter -> letter.endsWith(" replayed 1"));
    // A route that is started again does not begin with its replays again.
    parts.send("desk", "{\"i\":300,\"type\":\"click\"}");
    try (var running = run("desk")) {
      await().until(() -> running.streams.of("refined").orElseThrow().in() == 301);
    }
    assertThat(parts.texts("desk-refined")).hasSize(301);
  }

  @Test
  void streams_add_up_through_deaths_and_replays_and_what_does_not_is_told_with_its_numbers() {
    parts.topic("sums", 1);
    Balance balance = new Balance(parts.lake.lake, parts.lake.engine);
    parts.send("sums", "{\"type\":\"bogus\"}", "{\"type\":\"bogus\"}", "{\"type\":\"click\"}");
    try (var running = run("sums")) {
      awaitOpen("sums", 2);
      desk().replay(of("sums", false), "replace(original, 'bogus', 'click')", 0, false);
      await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> running.streams.of("refined").orElseThrow().dead() == 0);
      assertThat(lookedTwice(balance, running)).isEmpty();

      // Letters that are gone, and a commit whose position tells of rows that it has not.
      LakeTable letters = parts.lake.lake.load(DatasetName.parse("dead.letters"));
      letters.change(LakeTable.MAIN).replaceAll().commit();
      String part = "kafka:elsewhere/0";
      letters
          .change(LakeTable.MAIN)
          .covering(
              new PositionRange(
                  Position.NONE, Position.of(part, "{\"next\":7,\"in\":7,\"dead\":2}")))
          .commit();
      List<String> told =
          lookedTwice(balance, running).stream().map(Balance.Imbalance::what).toList();
      assertThat(told)
          .anySatisfy(
              what ->
                  assertThat(what)
                      .contains("of dead.letters has 0 rows, but 5 records have landed"))
          .anySatisfy(
              what ->
                  assertThat(what)
                      .isEqualTo(
                          "Of sums-0, 2 records of refined have died, but dead.letters has 0 letters of them."));
      assertThat(balance.known()).containsAll(told);
    }
  }

  private static List<Balance.Imbalance> lookedTwice(Balance balance, StreamParts.Running running) {
    var letters = running.streams.of("dead.letters").orElseThrow();
    await().until(() -> letters.reading() && letters.lag() == 0);
    balance.look(running.streams.all());
    await().until(() -> letters.lag() == 0);
    return balance.look(running.streams.all());
  }

  @Test
  void what_dies_again_is_open_again_and_says_so() {
    parts.topic("again", 1);
    parts.topic("again-refined", 1);
    parts.topic("again-dlq", 1);
    parts.send("again", "{\"type\":\"bogus\"}", "{\"type\":\"click\"}");
    try (var running = run("again")) {
      awaitOpen("again", 1);
      desk().replay(of("again", false), null, 5, false);
      await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> list("again", false), List.of("refined/again/0/0 open 2")::equals);
      assertThat(running.streams.of("refined").orElseThrow().dead()).isEqualTo(1);
      desk().replay(of("again", false), "'{\"type\":\"mended\"}'", 5, false);
      await().until(() -> parts.texts("again-refined").size() == 2);
    }
    assertThat(parts.texts("again-refined"))
        .containsExactly("{\"type\":\"click\"}", "{\"type\":\"mended\"}");
    assertThat(list("again", true)).containsExactly("refined/again/0/0 replayed 2");
  }

  @Test
  void what_others_left_in_a_dead_letter_topic_is_kept_too_and_a_wrong_condition_is_explained() {
    parts.topic("others-dlq", 1);
    parts.topic("others", 1);
    parts.send("others-dlq", "not ours");
    try (var running = run("others")) {
      await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> list("others-dlq", false), List.of("?/others-dlq/0/0 open 1")::equals);
    }
    assertThatThrownBy(
            () ->
                desk()
                    .list(
                        new DeadLetters.Selection(List.of(), null, null, null, "kause = 1", false),
                        1))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("kause")
        .hasMessageContaining("columns of dead.letters");
  }

  @Test
  void a_route_replays_too_until_a_letter_has_set_out_often_enough() {
    parts.topic("routed", 1);
    parts.topic("routed-refined", 1);
    parts.topic("routed-dlq", 1);
    parts.send("routed", "{\"type\":\"bogus\"}", "{\"type\":\"click\"}");
    try (var running = run("routed")) {
      awaitOpen("routed", 1);
      try (var replaying = replaying("source_topic = 'routed'", "bogus")) {
        assertThat(replay(replaying)).isEqualTo(1L);
        await()
            .atMost(Duration.ofSeconds(40))
            .until(() -> list("routed", false), List.of("refined/routed/0/0 open 2")::equals);
        assertThat(replay(replaying)).isEqualTo(0L);
      }
    }
  }

  @Test
  void sql_of_a_replay_that_is_wrong_stops_its_route_from_being_made() {
    assertThatThrownBy(() -> replaying("sauce_topic = 'routed'", "click"))
        .hasStackTraceContaining("sauce_topic")
        .hasStackTraceContaining("columns of dead.letters");
  }

  private static StreamParts.Running replaying(String where, String becomes) {
    return parts.run("replay.camel.yaml", Map.of("where", where, "becomes", becomes), Map.of());
  }

  private static Object replay(StreamParts.Running running) {
    return running
        .context()
        .createProducerTemplate()
        .requestBody("direct:replays", null, Object.class);
  }

  @Test
  void while_the_dead_letter_topic_refuses_letters_the_record_waits_and_is_not_passed_over()
      throws Exception {
    parts.topic("refusing", 1);
    parts.topic("refusing-refined", 1);
    parts.topic("refusing-dlq", 1);
    largestLetter("refusing-dlq", "100");
    parts.send("refusing", "{\"type\":\"bogus\"}", "{\"type\":\"click\"}");
    try (var running = run("refusing")) {
      var status = running.streams.of("refined").orElseThrow();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(status.trouble().map(t -> t.reason()).orElse("none"))
                      .startsWith("Cannot bury a record: Cannot send the record: ")
                      .contains("max.message.bytes"));
      assertThat(status.in()).isZero();
      assertThat(parts.texts("refusing-dlq")).isEmpty();
      largestLetter("refusing-dlq", "1000000");
      await().atMost(Duration.ofSeconds(30)).until(() -> status.in() == 2);
      await().until(() -> status.trouble().isEmpty());
    }
    assertThat(parts.texts("refusing-dlq")).hasSize(1);
    assertThat(parts.texts("refusing-refined")).containsExactly("{\"type\":\"click\"}");
  }

  private static void largestLetter(String topic, String bytes) throws Exception {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    var entry = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, bytes);
    parts
        .admin
        .incrementalAlterConfigs(
            Map.of(resource, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }
}
