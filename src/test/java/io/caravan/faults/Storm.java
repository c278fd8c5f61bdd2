package io.caravan.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Readers that join the groups of routes, take some of their partitions, and leave without having
 * done anything.
 */
final class Storm {
  private static final Duration AWAY = Duration.ofMillis(1000);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private Storm() {}

  /**
   * How often somebody joined.
   *
   * @param groups with the topic that each reads
   */
  static int over(String brokers, Map<String, String> groups, Duration lasting) {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<Integer>> all = new ArrayList<>();
      groups.forEach(
          (group, topic) -> all.add(threads.submit(() -> joined(brokers, group, topic, lasting))));
      int joined = 0;
      for (Future<Integer> one : all) {
        joined += one.get();
      }
      return joined;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static int joined(String brokers, String group, String topic, Duration lasting)
      throws InterruptedException {
    long end = System.nanoTime() + lasting.toNanos();
    int joined = 0;
    while (System.nanoTime() < end) {
      Map<String, Object> config =
          Map.of(
              "bootstrap.servers",
              brokers,
              "group.id",
              group,
              "enable.auto.commit",
              "false",
              "auto.offset.reset",
              "earliest");
      try (var reader =
          new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        reader.subscribe(List.of(topic));
        long leaves = System.nanoTime() + PATIENCE.toNanos();
        while (reader.assignment().isEmpty() && System.nanoTime() < leaves) {
          reader.poll(Duration.ofMillis(100));
        }
        joined += reader.assignment().isEmpty() ? 0 : 1;
      }
      // How long it is away is part of the fault, nothing is waited for.
      Thread.sleep(AWAY.toMillis());
    }
    return joined;
  }
}
