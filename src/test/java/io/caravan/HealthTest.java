package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.embedded.EmbeddedKafka;
import io.caravan.embedded.EmbeddedS3;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the health address says while real parts go and come back. */
@Timeout(300)
class HealthTest {
  private static final String ROUTES =
      """
      - route:
          id: bronze.events
          from:
            uri: kamelet:kafka-records-source
            parameters: {topic: events, batchTime: 100ms, longestPause: 500ms}
            steps:
              - to: {uri: kamelet:bronze-sink, parameters: {table: events}}
      - route:
          id: bronze.events-hook
          from:
            uri: kamelet:signed-webhook-source
            parameters: {path: /hook, scheme: none, idHeader: x-id}
            steps:
              - to: {uri: kamelet:bronze-sink, parameters: {table: hooks}}
      """;
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private int port;

  @Test
  void streams_and_webhooks_are_down_while_a_part_is_and_up_again_by_themselves() throws Exception {
    port = freePort();
    Files.createDirectories(folder.resolve("routes/bronze"));
    Files.writeString(folder.resolve("routes/bronze/events.camel.yaml"), ROUTES);
    EmbeddedS3 store = EmbeddedS3.start(folder.resolve("s3"), "lake");
    EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
    Map<String, String> settings = new HashMap<>();
    settings.put("caravan.server", "http://127.0.0.1:" + port);
    settings.put("caravan.webhooks", "http://127.0.0.1:" + freePort());
    settings.put("caravan.s3.endpoint", store.endpoint().toString());
    settings.put("caravan.s3.access-key", store.accessKey());
    settings.put("caravan.s3.secret-key", store.secretKey());
    settings.put("caravan.kafka.brokers", kafka.brokers());
    settings.put("caravan.data", folder.resolve("data").toString());
    try (Application application = Application.own(Settings.read(folder, Map.of(), settings));
        Pipelines pipelines = new Pipelines(application)) {
      send(kafka);
      pipelines.start();
      awaitHealth("stream-bronze.events", "UP");
      awaitIn(1);
      assertThat(health().path("status").asText()).isEqualTo("UP");
      assertThat(check("webhook-/hook").at("/data/state").asText()).isEqualTo("taking deliveries");
      assertThat(check("stream-bronze.events").at("/data/state").asText()).isEqualTo("reading");

      final int storePort = store.endpoint().getPort();
      store.close();
      send(kafka);
      JsonNode down = awaitHealth("stream-bronze.events", "DOWN");
      assertThat(down.at("/data/state").asText()).isIn("trying again", "waiting to land a batch");
      assertThat(down.at("/data/reason").asText()).contains("Cannot");
      assertThat(Instant.parse(down.at("/data/since").asText())).isBefore(Instant.now());
      awaitHealth("object-store", "DOWN");
      assertThat(check("webhook-/hook").path("status").asText()).isEqualTo("UP");
      store = EmbeddedS3.start(folder.resolve("s3"), "lake", storePort);
      awaitHealth("object-store", "UP");
      awaitHealth("stream-bronze.events", "UP");
      awaitIn(2);

      final int brokerPort = kafka.port();
      kafka.close();
      awaitHealth("brokers", "DOWN");
      awaitHealth("webhook-/hook", "DOWN");
      awaitHealth("stream-bronze.events", "DOWN");
      kafka = EmbeddedKafka.start(folder.resolve("kafka"), brokerPort);
      awaitHealth("webhook-/hook", "UP");
      awaitHealth("stream-bronze.events", "UP");
      await().until(() -> health().path("status").asText().equals("UP"));
    } finally {
      kafka.close();
      store.close();
    }
  }

  private JsonNode awaitHealth(String check, String status) {
    return await()
        .alias(check + " " + status)
        .atMost(Duration.ofSeconds(60))
        .until(() -> check(check), found -> found.path("status").asText().equals(status));
  }

  private void awaitIn(long records) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(check("stream-bronze.events").at("/data/in").asText())
                    .as(health().toString())
                    .isEqualTo(Long.toString(records)));
  }

  private JsonNode check(String name) throws IOException, InterruptedException {
    for (JsonNode check : health().path("checks")) {
      if (check.path("name").asText().equals(name)) {
        return check;
      }
    }
    return JSON.createObjectNode();
  }

  private JsonNode health() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + port + "/observe/health?data=true"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return JSON.readTree(answer.body());
  }

  private static void send(EmbeddedKafka kafka) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", kafka.brokers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("events", "{}".getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
