package io.caravan.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.embedded.EmbeddedKafka;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * W4 and W6: senders that are there only to be in the way, and a flood while the broker is away.
 * The long form ({@code -Dcaravan.faults=long}) takes a minute each.
 */
@Timeout(300)
class WebhookFaultsTest {
  private static final boolean LONG = "long".equals(System.getProperty("caravan.faults"));
  private static final String TOPIC = "inbox";
  private static final String SLOW =
      "POST /in HTTP/1.1\r\nHost: x\r\nx-id: slow%d\r\nContent-Length: 1000\r\n\r\n{";
  @TempDir Path folder;
  private EmbeddedKafka kafka;
  private WebhookServer server;
  private Inbox inbox;
  private Hook hook;
  private volatile boolean enough;

  @BeforeEach
  void open() {
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
    String brokers = kafka.brokers();
    server = new WebhookServer(URI.create("http://127.0.0.1:0"), 64 << 20);
    inbox =
        new Inbox(
            new Inbox.Settings(TOPIC, 1, 1_000_000, 1 << 20, Duration.ofSeconds(2)),
            () -> Map.of("bootstrap.servers", brokers));
    hook =
        new Hook(
            "/in",
            new Verifier(
                Scheme.unsigned().identifiedBy(Scheme.Identity.header("x-id")),
                List.of(),
                Duration.ofMinutes(5)),
            new Hook.Limits(1 << 20, Duration.ofSeconds(10), 512),
            List.of(),
            inbox,
            Clock.systemUTC());
    server.add(hook);
    inbox.open(Duration.ofSeconds(60));
  }

  @AfterEach
  void close() {
    server.remove(hook);
    inbox.close();
    server.close();
    kafka.close();
  }

  @Test
  void a_thousand_idle_senders_and_slow_bodies_are_in_nobodys_way() throws Exception {
    Flood flood = new Flood(server.port());
    flood.post(16, 500, 1_000);
    flood.forget();
    flood.post(16, 500, LONG ? 20_000 : 1_000);
    double before = flood.slowestOfHundred();
    flood.forget();
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        idle.add(new Socket("127.0.0.1", server.port()));
        if (i % 10 == 0) {
          byte[] head = SLOW.formatted(i).getBytes(StandardCharsets.US_ASCII);
          idle.get(i).getOutputStream().write(head);
        }
      }
      flood.post(16, 500, LONG ? 20_000 : 1_000);
      double beside = flood.slowestOfHundred();
      System.out.printf(
          "faults: p99 of webhooks %.1f ms, beside 1,000 idle senders of which 100 send slow bodies %.1f ms%n",
          before, beside);
      assertThat(flood.statuses()).containsOnlyKeys(200);
      assertThat(beside).isLessThan(Math.max(2 * before, LONG ? 20 : 500));
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
    await().until(() -> server.memoryTaken() == 0);
  }

  @Test
  void in_a_flood_while_the_broker_goes_and_comes_back_what_is_accepted_is_durable()
      throws Exception {
    int port = kafka.port();
    Flood flood = new Flood(server.port());
    ExecutorService thread = Executors.newSingleThreadExecutor();
    long begin = System.nanoTime();
    Future<Void> senders = thread.submit(() -> flooded(flood));
    await().until(() -> flood.statuses().getOrDefault(200, 0) > 500);
    kafka.close();
    long down = System.nanoTime();
    int accepted = flood.statuses().get(200);
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                System.nanoTime() - down > (LONG ? 60_000_000_000L : 2_500_000_000L)
                    && flood.statuses().getOrDefault(503, 0) > 500);
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), port);
    await().atMost(Duration.ofMinutes(2)).until(() -> flood.statuses().get(200) > accepted + 1500);
    enough = true;
    senders.get();
    thread.shutdown();
    assertThat(flood.statuses().keySet()).isSubsetOf(200, 429, 503);
    Set<String> durable = durable();
    for (Flood.Sent one : flood.sent()) {
      if (one.status() == 200) {
        assertThat(durable).contains(one.id());
      } else {
        assertThat(one.retryAfter()).as(one.toString()).isNotEmpty();
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "faults: flood of %,d deliveries, about %,.0f a second: %s; %,d lie in the inbox%n",
        flood.sent().size(), flood.sent().size() / seconds, flood.statuses(), durable.size());
  }

  private Void flooded(Flood flood) throws Exception {
    while (!enough) {
      flood.post(32, 5_000, 500);
    }
    return null;
  }

  /** Ids of what lies in the inbox. */
  private Set<String> durable() {
    Set<String> ids = new HashSet<>();
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.brokers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(r -> ids.add(new String(r.key(), StandardCharsets.UTF_8)));
      }
    }
    return ids;
  }
}
