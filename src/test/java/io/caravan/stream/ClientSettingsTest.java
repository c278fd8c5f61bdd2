package io.caravan.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.Key;
import io.caravan.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What docs/streams.md says of Kafka's clients is what they are opened with. */
class ClientSettingsTest {
  private static final Path PAGE = Path.of("docs/streams.md");
  private static final Pattern EFFECTIVE =
      Pattern.compile("(consumer|producer) `([a-z.]+)=([^`]+)` \\|");
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> the_clients_have_what_the_table_says() throws IOException {
    String page = Files.readString(PAGE);
    Map<String, AbstractConfig> clients = clients(client(page), batchRecords(page));
    List<MatchResult> rows = EFFECTIVE.matcher(page).results().toList();
    assertThat(rows).hasSize(11);
    return rows.stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.group(1) + " " + row.group(2),
                    () ->
                        assertThat(effective(clients.get(row.group(1)), row.group(2)))
                            .isEqualTo(row.group(3))));
  }

  @Test
  void a_property_of_the_user_wins_except_over_what_exactly_once_needs() {
    Map<String, AbstractConfig> clients =
        clients(
            Map.of(
                "session.timeout.ms",
                "45000",
                "compression.type",
                "zstd",
                "acks",
                "1",
                "enable.auto.commit",
                "true",
                "auto.offset.reset",
                "latest"),
            20_000);
    assertThat(effective(clients.get("consumer"), "session.timeout.ms")).isEqualTo("45000");
    assertThat(effective(clients.get("consumer"), "max.poll.records")).isEqualTo("5000");
    assertThat(effective(clients.get("consumer"), "enable.auto.commit")).isEqualTo("false");
    assertThat(effective(clients.get("consumer"), "auto.offset.reset")).isEqualTo("none");
    assertThat(effective(clients.get("producer"), "compression.type")).isEqualTo("zstd");
    assertThat(effective(clients.get("producer"), "acks")).isEqualTo("all");
  }

  @Test
  void what_it_calls_a_default_is_one_of_the_kamelet() throws IOException {
    String kamelet = Files.readString(Path.of("routes/kamelets/kafka-records-source.kamelet.yaml"));
    assertThat(kamelet)
        .containsPattern("startFrom:\\n(?: {8}.*\\n)*? {8}default: earliest\\n")
        .containsPattern("batchRecords:\\n(?: {8}.*\\n)*? {8}default: 20000\\n")
        .containsPattern("batchTime:\\n(?: {8}.*\\n)*? {8}default: 1s\\n");
  }

  /** As Kafka's clients understand what they are given, their own defaults included. */
  private static Map<String, AbstractConfig> clients(Map<String, String> client, int records) {
    Map<String, String> all = new HashMap<>(client);
    all.put("bootstrap.servers", "127.0.0.1:9");
    StreamSettings settings =
        new StreamSettings(
            "user-events-enriched",
            "user-events-enriched",
            all,
            "test",
            false,
            new StreamSettings.BatchSize(records, 1 << 24, Duration.ofSeconds(1)),
            0.1,
            Duration.ofSeconds(10),
            StreamRecord.Decoder.JSON);
    Map<String, Object> consumer = ReaderConfig.of(settings, 0);
    consumer.put("key.deserializer", ByteArrayDeserializer.class);
    consumer.put("value.deserializer", ByteArrayDeserializer.class);
    Map<String, Object> producer = Transactions.config(all, "test");
    producer.put("key.serializer", ByteArraySerializer.class);
    producer.put("value.serializer", ByteArraySerializer.class);
    return Map.of(
        "consumer", new ConsumerConfig(consumer), "producer", new ProducerConfig(producer));
  }

  private static String effective(AbstractConfig config, String key) {
    String value = String.valueOf(config.values().get(key));
    return key.equals("acks") && value.equals("-1") ? "all" : value;
  }

  private Map<String, String> client(String page) throws IOException {
    Files.writeString(folder.resolve("application.properties"), block(page, "properties"));
    return Settings.read(folder, Map.of(), Map.of()).below(Key.KAFKA_CLIENT);
  }

  private static int batchRecords(String page) {
    return Pattern.compile("batchRecords: (\\d+)")
        .matcher(block(page, "yaml"))
        .results()
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .findFirst()
        .orElseThrow();
  }

  private static String block(String page, String language) {
    return Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
        .matcher(page)
        .results()
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow();
  }
}
