package io.caravan.testing;

import io.caravan.record.WorldException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics of one case; they go with it. */
final class Topics implements AutoCloseable {
  private final Map<String, Object> client;
  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> given = new HashMap<>();
  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> read = new HashMap<>();

  Topics(Map<String, String> client) {
    this.client = Map.copyOf(client);
    this.admin = Admin.create(this.client);
    Map<String, Object> config = new HashMap<>(client);
    config.put("isolation.level", "read_committed");
    config.put("auto.offset.reset", "earliest");
    config.put("enable.auto.commit", "false");
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Makes a topic of one partition, with these records. */
  void fill(String topic, List<Given.Sent> records) {
    done(admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all());
    Map<String, Object> config = new HashMap<>(client);
    // As the topic is new: a request that comes too early must not let the next one overtake it.
    config.put("max.in.flight.requests.per.connection", "1");
    try (var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (Given.Sent each : records) {
        byte[] key = each.key() == null ? null : bytes(each.key());
        var record = new ProducerRecord<>(topic, 0, key, Values.bytes(each.value()));
        each.headers()
            .forEach((name, value) -> record.headers().add(new RecordHeader(name, bytes(value))));
        sent.add(producer.send(record));
      }
      producer.flush();
      for (Future<RecordMetadata> each : sent) {
        given.put(new TopicPartition(topic, 0), done(each).offset() + 1);
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  /**
   * Reads on; gives the offset after the last record of each partition. Empty while a transaction
   * is open: its sender knows that it is committed before readers do.
   */
  Optional<Map<TopicPartition, Long>> ends() {
    Set<TopicPartition> all =
        consumer.listTopics().entrySet().stream()
            .filter(topic -> !topic.getKey().startsWith("__"))
            .flatMap(topic -> topic.getValue().stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .collect(Collectors.toSet());
    if (!all.equals(consumer.assignment())) {
      Map<TopicPartition, Long> before = new HashMap<>();
      consumer.assignment().forEach(p -> before.put(p, consumer.position(p)));
      consumer.assign(all);
      all.forEach(p -> consumer.seek(p, before.getOrDefault(p, 0L)));
    }
    Map<TopicPartition, Long> written = written(all);
    Map<TopicPartition, Long> until = consumer.endOffsets(all);
    if (all.stream().anyMatch(p -> until.get(p) < written.get(p))) {
      return Optional.empty();
    }
    while (all.stream().anyMatch(p -> consumer.position(p) < until.get(p))) {
      consumer
          .poll(Duration.ofMillis(50))
          .forEach(
              record ->
                  read.computeIfAbsent(
                          new TopicPartition(record.topic(), record.partition()),
                          p -> new ArrayList<>())
                      .add(record));
    }
    Map<TopicPartition, Long> ends = new HashMap<>(given);
    read.forEach((p, records) -> ends.put(p, records.get(records.size() - 1).offset() + 1));
    return Optional.of(ends);
  }

  /** Where logs end, what is not committed included. */
  private Map<TopicPartition, Long> written(Set<TopicPartition> all) {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    all.forEach(partition -> ends.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, Long> written = new HashMap<>();
    done(admin.listOffsets(ends, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED)).all())
        .forEach((partition, end) -> written.put(partition, end.offset()));
    return written;
  }

  /** What has been read of a topic, partition by partition. */
  List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    return records().getOrDefault(topic, List.of());
  }

  /** What has been read, by topic. */
  Map<String, List<ConsumerRecord<byte[], byte[]>>> records() {
    Map<String, List<ConsumerRecord<byte[], byte[]>>> all = new TreeMap<>();
    read.entrySet().stream()
        .sorted(java.util.Comparator.comparingInt(e -> e.getKey().partition()))
        .forEach(
            e ->
                all.computeIfAbsent(e.getKey().topic(), t -> new ArrayList<>())
                    .addAll(e.getValue()));
    return all;
  }

  /** Forgets the topics and how far groups have read them: the next case has them anew. */
  @Override
  public void close() {
    try (admin;
        consumer) {
      Collection<String> topics = done(admin.listTopics().names());
      done(admin.deleteTopics(topics.stream().filter(t -> !t.startsWith("__")).toList()).all());
      List<String> groups =
          done(admin.listGroups().all()).stream().map(group -> group.groupId()).toList();
      done(admin.deleteConsumerGroups(groups).all());
    }
  }

  private static <T> T done(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldException("Cannot use the broker of the tests: interrupted", e);
    } catch (ExecutionException e) {
      throw new WorldException(
          "Cannot use the broker of the tests: " + e.getCause().getMessage(), e.getCause());
    }
  }
}
