package io.caravan.faults;

import static io.caravan.record.KillPoint.AFTER_COMMIT;
import static io.caravan.record.KillPoint.BEFORE_COMMIT;
import static io.caravan.record.KillPoint.BEFORE_REPLAY;
import static io.caravan.record.KillPoint.IN_TRANSACTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.Application;
import io.caravan.dead.DeadLetters;
import io.caravan.record.KillPoint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P3: dead letters of two routes, one to a topic and one to a table, are mended and sent on their
 * way again, by a process that is killed again and again.
 */
class ReplayFaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final List<KillPoint> POINTS =
      List.of(BEFORE_REPLAY, IN_TRANSACTION, BEFORE_COMMIT, AFTER_COMMIT);
  private static final String MENDED = "replace(original, 'bogus', 'click') || '}'";
  @TempDir Path folder;

  @Test
  void every_letter_is_replayed_once_however_often_the_process_is_killed() throws Exception {
    boolean isLong = Profile.current().isLong();
    int records = isLong ? Profile.times(50_000) : 1_000;
    int kills = isLong ? Profile.times(20) : 2;
    long seed = Profile.seed();
    Random random = new Random(seed);
    Figures figures = new Figures("replays killed", seed);
    Product.prepare();
    try (StreamWorld world = new StreamWorld(folder, 0)) {
      FaultProject project =
          world.inThisWorld(StreamProject.ofLetters(folder.resolve("project"), isLong ? 500 : 100));
      StreamAudit audit = new StreamAudit(project, world);
      send(world, records);
      BronzeWatch letters = world.watch("dead/letters");
      try (Product product = Product.start(project, Map.of(), "caravan.kill=BEFORE_REPLAY:2")) {
        await().atMost(PATIENCE).until(() -> letters.rows() >= 2 * records || !product.isAlive());
        assertThat(letters.rows()).as(product.said()).isEqualTo(2L * records);
        if (isLong) {
          commandKilled(project, "BEFORE_COMMIT:1");
          commandKilled(project, "AFTER_COMMIT:1");
        }
        // What a command that was killed had committed, is not sent a second time.
        assertThat(replayed(audit)).isEqualTo(isLong ? 0 : 2L * records);
        assertThat(product.awaitEnd(PATIENCE))
            .as(product.said())
            .isEqualTo(Product.KILLED_AT_A_POINT);
        figures.killed();
      }
      for (int i = 1; i < kills; i++) {
        String point = POINTS.get(i % POINTS.size()) + ":" + (1 + random.nextInt(3));
        try (Product product = Product.start(project, Map.of(), "caravan.kill=" + point)) {
          assertThat(product.awaitEnd(PATIENCE))
              .as(point + "\n" + product.said())
              .isEqualTo(Product.KILLED_AT_A_POINT);
          figures.killed();
        }
      }
      try (Product product = Product.start(project)) {
        // Seen from outside: who opens the data folder while it starts, keeps it from starting.
        BronzeWatch landed = world.watch("silver/all");
        await().atMost(PATIENCE).until(() -> landed.rows() == records || !product.isAlive());
        assertThat(landed.rows()).as(product.said()).isEqualTo(records);
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofSeconds(1))
            .untilAsserted(
                () -> assertThat(audit.read("refined")).hasSizeGreaterThanOrEqualTo(records));
        product.terminate();
      }
      check(audit, records);
      figures.print(
          "%,d dead letters replayed, each once in the topic or in the table"
              .formatted(2 * records));
    }
  }

  private static void check(StreamAudit audit, int records) {
    Set<String> expected =
        IntStream.range(0, records)
            .mapToObj(n -> dying(n).replace("bogus", "click") + "}")
            .collect(Collectors.toSet());
    Set<String> inTopic = new HashSet<>();
    audit
        .read("refined")
        .forEach(
            record -> {
              String text = new String(record.value(), StandardCharsets.UTF_8);
              assertThat(inTopic.add(text)).as("in the topic once: " + text).isTrue();
            });
    assertThat(inTopic).isEqualTo(expected);
    assertThat(
            audit.rows("select count(*), count(distinct n), min(n), max(n) from silver.all").get(0))
        .isEqualTo(List.of((long) records, (long) records, 0L, records - 1L));
    assertThat(replayed(audit)).as("letters still open").isZero();
    assertThat(audit.read("events-dlq")).as("nothing died again").hasSize(2 * records);
  }

  private static String dying(int n) {
    return "{\"id\":\"k%d\",\"n\":%d,\"type\":\"bogus\"".formatted(n % 100, n);
  }

  private static void send(StreamWorld world, int records) {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", world.brokers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int n = 0; n < records; n++) {
        producer.send(
            new ProducerRecord<>(
                Events.TOPIC,
                n % Events.PARTITIONS,
                ("k" + n % 100).getBytes(StandardCharsets.UTF_8),
                dying(n).getBytes(StandardCharsets.UTF_8)));
      }
    }
  }

  private static void commandKilled(FaultProject project, String point) {
    try (Product command =
        Product.start(
            project,
            Map.of(),
            "caravan.kill=" + point,
            "dead",
            "replay",
            "--all",
            "--edit",
            MENDED)) {
      assertThat(command.awaitEnd(PATIENCE))
          .as(command.said())
          .isEqualTo(Product.KILLED_AT_A_POINT);
    }
  }

  /** How many letters were open, and are sent again now. */
  private static long replayed(StreamAudit audit) {
    try (Application application = audit.visit()) {
      return application
          .deadLetters()
          .replay(DeadLetters.Selection.open(), MENDED, 0, false)
          .letters();
    }
  }
}
