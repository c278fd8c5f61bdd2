package io.caravan.webhook;

import io.caravan.record.WorldException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what an inbox holds already, to remember its deliveries. */
final class Tail implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final int most;

  /**
   * @param most deliveries that are remembered of a partition
   */
  Tail(Map<String, String> client, int most) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "5000");
    config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.most = most;
  }

  int partitions(String topic) {
    return consumer.partitionsFor(topic, PATIENCE).size();
  }

  /** Remembers everything that lies in the partition now. */
  void read(TopicPartition partition, Deliveries into) {
    read(partition, end(partition), into);
  }

  /**
   * Remembers what lies before an offset, and is not known yet.
   *
   * @throws WorldException when the broker does not answer
   */
  void read(TopicPartition partition, long end, Deliveries into) {
    try {
      long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
      long from = Math.max(begin, Math.max(end - most, into.until()));
      consumer.assign(List.of(partition));
      consumer.seek(partition, from);
      long silent = System.nanoTime();
      while (consumer.position(partition) < end) {
        var records = consumer.poll(Duration.ofMillis(100));
        for (ConsumerRecord<byte[], byte[]> record : records) {
          if (record.offset() < end && record.key() != null) {
            into.add(
                Fingerprint.of(record.key()),
                new Deliveries.Seen(record.offset(), body(record.value())));
          }
        }
        if (!records.isEmpty()) {
          silent = System.nanoTime();
        } else if (System.nanoTime() - silent > PATIENCE.toNanos()) {
          throw new WorldException("Cannot read " + partition + ": the broker does not answer.");
        }
      }
      into.until(end);
    } catch (KafkaException e) {
      throw new WorldException("Cannot read " + partition + ": " + e.getMessage(), e);
    }
  }

  private long end(TopicPartition partition) {
    return consumer.endOffsets(List.of(partition)).get(partition);
  }

  static Fingerprint body(byte[] value) {
    return Fingerprint.of(value == null ? new byte[0] : value);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
