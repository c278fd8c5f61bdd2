package io.caravan.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.engine.SqlFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * P4: records that are far larger, wider and more various than any should be, in a heap of 512 MiB.
 */
@EnabledIfSystemProperty(
    named = "caravan.faults",
    matches = "long",
    disabledReason = "part of the long form: -Dcaravan.faults=long")
class LargeRecordsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final String LARGEST = Integer.toString(128 << 20);
  @TempDir Path folder;

  @Test
  void payloads_of_fifty_megabytes_ten_thousand_fields_and_ever_new_fields_land_beside_others()
      throws Exception {
    Product.prepare();
    try (StreamWorld world = new StreamWorld(folder, 1)) {
      Map<ConfigResource, java.util.Collection<AlterConfigOp>> larger =
          Stream.of("events", "events-dlq", "refined")
              .collect(
                  Collectors.toMap(
                      topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic),
                      topic ->
                          List.of(
                              new AlterConfigOp(
                                  new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, LARGEST),
                                  AlterConfigOp.OpType.SET))));
      world.events.admin().incrementalAlterConfigs(larger).all().get();
      FaultProject project =
          world
              .project(0)
              .set("caravan.kafka.client.max.request.size", LARGEST)
              .set("caravan.kafka.client.buffer.memory", LARGEST);
      List<String> payloads =
          Stream.of(
                  Stream.of(payload(0, "click", "\"pad\":\"" + "x".repeat(50 << 20) + "\"")),
                  Stream.of(payload(1, "click", fields(0, 10_000))),
                  IntStream.range(2, 5_000).mapToObj(n -> payload(n, "click", fields(n * 20, 20))),
                  Stream.of(payload(5_000, "bogus", "\"pad\":\"" + "y".repeat(50 << 20) + "\"")),
                  Stream.of(payload(5_001, "click", "\"last\":true")))
              .flatMap(all -> all)
              .toList();
      send(world, payloads);
      StreamAudit audit = new StreamAudit(project, world);
      try (Product product = Product.start(project)) {
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofSeconds(2))
            // Until the tables are there.
            .ignoreException(SqlFailure.class)
            .untilAsserted(
                () -> {
                  assertThat(product.isAlive()).as(product.said()).isTrue();
                  assertThat(
                          audit.rows(
                              "select (select count(*) from bronze.events), (select sum(length(payload)) from bronze.events), (select count(*) from silver.latest), (select sum(length(original)) from dead.letters)"))
                      .as(product.said())
                      .containsExactly(
                          List.of(
                              (long) payloads.size(),
                              java.math.BigInteger.valueOf(
                                  payloads.stream().mapToLong(String::length).sum()),
                              (long) payloads.size(),
                              java.math.BigInteger.valueOf(payloads.get(5_000).length())));
                  assertThat(audit.read("refined")).hasSize(payloads.size() - 1);
                });
        System.out.printf(
            "faults: %,d records, two of them of 50 MiB: most memory of the process %s%n",
            payloads.size(), product.mostMemory());
        assertThat(product.log()).doesNotContain("OutOfMemory");
        product.terminate();
      }
    }
  }

  private static String payload(int n, String type, String more) {
    return "{\"id\":\"k%d\",\"n\":%d,\"type\":\"%s\",%s}".formatted(n, n, type, more);
  }

  private static String fields(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> "\"f" + i + "\":" + i)
        .collect(Collectors.joining(","));
  }

  private static void send(StreamWorld world, List<String> payloads) {
    try (var producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", world.brokers(),
                "max.request.size", LARGEST,
                "buffer.memory", LARGEST),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String payload : payloads) {
        producer.send(
            new ProducerRecord<>(Events.TOPIC, 0, null, payload.getBytes(StandardCharsets.UTF_8)));
      }
    }
  }
}
