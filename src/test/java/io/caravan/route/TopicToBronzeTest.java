package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.caravan.lake.LakeTable;
import io.caravan.position.Move;
import io.caravan.position.Target;
import io.caravan.record.DatasetName;
import io.caravan.record.FencedException;
import io.caravan.record.Position;
import io.caravan.record.PositionRange;
import io.caravan.record.ProjectException;
import io.caravan.stream.Landing;
import io.caravan.stream.Replays;
import io.caravan.stream.StreamBatch;
import io.caravan.stream.StreamConsumer;
import io.caravan.stream.StreamRecord;
import io.caravan.stream.StreamSettings;
import io.caravan.stream.StreamStatus;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicToBronzeTest {
  private static final String ROUTES = "topic-to-bronze.camel.yaml";
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

  private static List<String> query(String table, String sql) {
    return parts.lake.query(new DatasetName("bronze", table), sql);
  }

  private static void awaitRows(String table, long rows) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(query(table, "select count(*) from %s"))
                    .containsExactly("[" + rows + "]"));
  }

  @Test
  void payload_key_headers_time_and_offset_arrive_as_they_are_whatever_they_are() {
    parts.topic("mixed", 1);
    parts.send("mixed", "{\"a\": 1.0}", "", null, "no json \u00fc");
    var odd =
        new ProducerRecord<byte[], byte[]>(
            "mixed", 0, 1_700_000_000_123L, new byte[] {(byte) 0xff}, new byte[] {0, (byte) 0x80});
    odd.headers().add("trace", StreamParts.bytes("abc"));
    odd.headers().add("trace", new byte[] {(byte) 0xfe});
    odd.headers().add("kafka.OVERRIDE_TOPIC", StreamParts.bytes("elsewhere"));
    parts.producer.send(odd);
    parts.producer.flush();
    try (var running = parts.run(ROUTES, Map.of("topic", "mixed", "table", "mixed"), Map.of())) {
      awaitRows("mixed", 5);
    }
    assertThat(
            query(
                "mixed",
                "select payload, _encoding, _topic, _partition, _offset, _key, _key_encoding, _headers from %s order by _offset"))
        .containsExactly(
            "[{\"a\": 1.0}, null, mixed, 0, 0, k0, null, null]",
            "[, null, mixed, 0, 1, k1, null, null]",
            "[null, null, mixed, 0, 2, k2, null, null]",
            "[no json \u00fc, null, mixed, 0, 3, k3, null, null]",
            "[AIA=, base64, mixed, 0, 4, /w==, base64, [{\"name\":\"trace\",\"value\":\"abc\"},{\"name\":\"trace\",\"base64\":\"/g==\"},{\"name\":\"kafka.OVERRIDE_TOPIC\",\"value\":\"elsewhere\"}]]");
    assertThat(
            query(
                "mixed",
                "select epoch_ms(_timestamp), _source, length(_raw_hash), _ingested_at is not null from %s where _offset = 4"))
        .containsExactly("[1700000000123, kafka:mixed, 64, true]");
  }

  private static Landing nothingLanded() {
    return new Landing() {
      @Override
      public String table() {
        return "bronze.gathered";
      }

      @Override
      public Position position() {
        return Position.NONE;
      }
    };
  }

  @Test
  void a_route_that_is_resumed_while_a_batch_is_gathered_reads_no_record_twice() {
    parts.topic("gathered", 1);
    parts.send("gathered", "{}", "{}", "{}");
    StreamSettings settings =
        new StreamSettings(
            "gathering",
            "gathering",
            Map.of("bootstrap.servers", parts.kafka.brokers()),
            "test",
            false,
            new StreamSettings.BatchSize(100, 1 << 20, Duration.ofSeconds(2)),
            0.1,
            Duration.ofSeconds(1),
            StreamRecord.Decoder.JSON);
    List<Long> offsets = new ArrayList<>();
    try (var consumer =
        new StreamConsumer(
            settings,
            Optional.of(nothingLanded()),
            new StreamStatus("gathering"),
            Replays.NONE,
            Clock.systemUTC(),
            0,
            () -> {})) {
      consumer.subscribe(
          List.of("gathered"),
          new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
          });
      TopicPartition partition = new TopicPartition("gathered", 0);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                assertThat(consumer.poll(Duration.ofMillis(100))).isEmpty();
                return consumer.assignment().contains(partition)
                    && consumer.position(partition) == 3;
              });
      consumer.pause(List.of(partition));
      consumer.resume(List.of(partition));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                for (ConsumerRecord<?, ?> batch : consumer.poll(Duration.ofMillis(100))) {
                  ((StreamBatch) batch.value()).all().forEach(r -> offsets.add(r.offset()));
                }
                return !offsets.isEmpty();
              });
    }
    assertThat(offsets).containsExactly(0L, 1L, 2L);
  }

  @Test
  void a_route_that_comes_back_goes_on_where_its_table_stands_and_several_readers_share_a_topic() {
    parts.topic("shared", 4);
    for (int round = 0; round < 3; round++) {
      String[] texts = new String[100];
      java.util.Arrays.setAll(texts, i -> "{\"i\":" + i + "}");
      parts.send("shared", texts);
      try (var running =
          parts.run(
              ROUTES,
              Map.of("topic", "shared", "table", "shared", "consumers", "2", "batchRecords", "7"),
              Map.of())) {
        awaitRows("shared", 100L * (round + 1));
        await().until(() -> running.streams.of("bronze.events").orElseThrow().lag() == 0);
        var status = running.streams.of("bronze.events").orElseThrow();
        assertThat(status.in()).isEqualTo(100L * (round + 1));
        assertThat(status.dead()).isZero();
        assertThat(status.trouble()).isEmpty();
      }
    }
    assertThat(query("shared", "select count(distinct (_partition, _offset)) from %s"))
        .containsExactly("[300]");
  }

  @Test
  void a_topic_that_was_made_again_stops_the_route_and_the_command_in_the_message_lets_it_go_on()
      throws Exception {
    Map<String, String> route = Map.of("topic", "remade", "table", "remade");
    parts.topic("remade", 1);
    parts.send("remade", "1", "2", "3");
    try (var running = parts.run(ROUTES, route, Map.of())) {
      awaitRows("remade", 3);
    }
    parts.admin.deleteTopics(List.of("remade")).all().get();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !parts.admin.listTopics().names().get().contains("remade"));
    parts.topic("remade", 1);
    parts.send("remade", "4", "5", "6", "7", "8");
    try (var running = parts.run(ROUTES, route, Map.of())) {
      var status = running.streams.of("bronze.events").orElseThrow();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> status.trouble().map(t -> t.stopped()).orElse(false));
      String reason = status.trouble().orElseThrow().reason();
      assertThat(reason)
          .contains("topic 'remade' is another one than was read so far")
          .contains("Nothing is skipped by itself");
      assertThat(query("remade", "select count(*) from %s")).containsExactly("[3]");

      String command = reason.substring(reason.indexOf("./caravan ") + "./caravan ".length());
      assertThat(parts.caravan(command)).isZero();

      awaitRows("remade", 8);
      await().until(() -> status.trouble().isEmpty());
      assertThat(status.in()).isEqualTo(8);
    }
    assertThat(query("remade", "select payload from %s order by _ingested_at, _offset"))
        .containsExactly("[1]", "[2]", "[3]", "[4]", "[5]", "[6]", "[7]", "[8]");
    assertThat(table("remade").history())
        .filteredOn(s -> "position moved on purpose".equals(s.summary().get("reason")))
        .singleElement()
        .satisfies(
            s -> assertThat(s.summary()).containsEntry("moved", "kafka:remade/0 from 3 to 0"));
  }

  private static LakeTable table(String name) {
    return parts.lake.lake.load(new DatasetName("bronze", name));
  }

  @Test
  void a_position_is_moved_to_an_offset_a_time_the_first_or_the_last_record_and_nowhere_else() {
    parts.topic("places", 2);
    for (long time : List.of(1_000L, 2_000L, 3_000L)) {
      parts.producer.send(new ProducerRecord<>("places", 0, time, null, new byte[0]));
    }
    parts.producer.flush();
    try (var running = parts.run(ROUTES, Map.of("topic", "places", "table", "places"), Map.of())) {
      awaitRows("places", 3);
    }
    Map<String, List<String>> places = new java.util.LinkedHashMap<>();
    places.put("1", List.of("kafka:places/0 from 3 to 1"));
    places.put("1970-01-01T00:00:02Z", List.of("kafka:places/0 from 3 to 1"));
    places.put("1970-01-01T00:00:02.001Z", List.of("kafka:places/0 from 3 to 2"));
    places.put("2100-01-01", List.of("kafka:places/0 from 3 to 3"));
    places.put("earliest", List.of("kafka:places/0 from 3 to 0"));
    places.put("latest", List.of("kafka:places/0 from 3 to 3"));
    places.forEach(
        (to, moves) ->
            assertThat(moved("bronze.places", target("places", 0, to))).isEqualTo(moves));
    assertThat(moved("bronze.places", target(null, null, "earliest")))
        .containsExactly("kafka:places/0 from 3 to 0", "kafka:places/1 from nothing to 0");
    Map<Target, String> refused = new java.util.LinkedHashMap<>();
    refused.put(target("places", 0, "4"), "It has 0 to 3");
    refused.put(target("places", null, "1"), "--partition 0");
    refused.put(target("places", 7, "1"), "It has 2, from 0 on");
    refused.put(target("plaecs", 0, "1"), "Did you mean 'places'?");
    refused.put(target("places", 0, "yesterday"), "a time with zone");
    refused.forEach(
        (wrong, remedy) ->
            assertThatThrownBy(() -> moved("bronze.places", wrong))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(remedy));
    assertThatThrownBy(() -> moved("bronze.palces", target("places", 0, "1")))
        .hasMessageContaining("Did you mean 'bronze.places'?");
    // The offsets of a group whose route lands in a table move nothing.
    assertThatThrownBy(() -> moved("bronze.events", target("places", 0, "1")))
        .hasMessageContaining("Name the table: bronze.");
    assertThat(table("places").position().value("kafka:places/0").orElseThrow())
        .as("what was only asked")
        .contains("\"next\":3");
    assertThat(parts.positions().show("bronze.places"))
        .singleElement()
        .satisfies(
            p ->
                assertThat(List.of(p.at(), p.first(), p.end(), p.lag(), p.in(), p.dead()))
                    .isEqualTo(List.of("3", 0L, 3L, 0L, 3L, 0L)));
  }

  private static Target target(String topic, Integer partition, String to) {
    return new Target(topic, partition, null, to);
  }

  private static List<String> moved(String dataset, Target target) {
    return parts.positions().set(dataset, target, true).stream().map(Move::toString).toList();
  }

  @Test
  void a_reader_that_began_before_the_position_was_moved_cannot_commit() {
    parts.topic("fenced", 1);
    parts.send("fenced", "a", "b");
    Map<String, String> route = Map.of("topic", "fenced", "table", "fenced");
    try (var running = parts.run(ROUTES, route, Map.of())) {
      awaitRows("fenced", 2);
    }
    Position began = table("fenced").position();
    String part = "kafka:fenced/0";
    parts.positions().set("bronze.fenced", target("fenced", 0, "0"), false);
    LakeTable.Commit late =
        table("fenced")
            .change(LakeTable.MAIN)
            .covering(
                new PositionRange(
                    began, Position.of(part, began.value(part).orElseThrow().replace(":2", ":9"))));
    assertThatThrownBy(late::commit).isInstanceOf(FencedException.class);
    try (var running = parts.run(ROUTES, route, Map.of())) {
      awaitRows("fenced", 4);
    }
  }
}
