package io.caravan.stream;

import io.caravan.record.KillPoint;
import io.caravan.record.RecordException;
import io.caravan.record.WorldException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Records and the offsets they were made from, in one transaction. The producer is made when it is
 * first needed, and made anew after a failure: whatever state a failure left it in, the broker
 * aborts.
 */
final class Transactions implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private final Map<String, String> client;
  private final String id;
  private final Consumer<String> topicNeeded;
  private final Set<String> topics = new HashSet<>();
  private KafkaProducer<byte[], byte[]> producer;

  /**
   * @param id the transactional id: a process that was killed and comes back ends what it had begun
   * @param topicNeeded told of each topic before the first record goes there
   */
  Transactions(Map<String, String> client, String id, Consumer<String> topicNeeded) {
    this.client = client;
    this.id = id;
    this.topicNeeded = topicNeeded;
  }

  void run(
      Iterable<ProducerRecord<byte[], byte[]>> records,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      ConsumerGroupMetadata group) {
    try {
      KafkaProducer<byte[], byte[]> open = open();
      open.beginTransaction();
      for (ProducerRecord<byte[], byte[]> record : records) {
        if (topics.add(record.topic())) {
          topicNeeded.accept(record.topic());
        }
        open.send(record);
      }
      open.sendOffsetsToTransaction(offsets, group);
      KillPoint.IN_TRANSACTION.pass();
      open.commitTransaction();
    } catch (RuntimeException e) {
      abandon();
      throw explained(e);
    }
  }

  private static RuntimeException explained(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof RecordTooLargeException) {
        return new RecordException(
            "Cannot send the record: %s. Raise max.message.bytes of the topic, or max.request.size."
                .formatted(cause.getMessage()));
      }
    }
    return e instanceof KafkaException
        ? new WorldException("Cannot send to Kafka: " + e.getMessage(), e)
        : e;
  }

  private KafkaProducer<byte[], byte[]> open() {
    if (producer == null) {
      producer =
          new KafkaProducer<>(
              config(client, id), new ByteArraySerializer(), new ByteArraySerializer());
      producer.initTransactions();
    }
    return producer;
  }

  /** What the producer is opened with: docs/streams.md. */
  static Map<String, Object> config(Map<String, String> client, String id) {
    Map<String, Object> config = new HashMap<>(client);
    config.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "snappy");
    config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "5");
    config.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, "131072");
    // How large a record may be is for brokers and topics to say; a letter is larger than what
    // died.
    config.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "33554432");
    config.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, "67108864");
    config.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "30000");
    config.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, "15000");
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, id);
    return config;
  }

  private void abandon() {
    topics.clear();
    if (producer != null) {
      try {
        producer.abortTransaction();
      } catch (RuntimeException alreadyLost) {
        // The next producer of this id aborts it.
      }
      close();
    }
  }

  @Override
  public void close() {
    if (producer != null) {
      KafkaProducer<byte[], byte[]> closing = producer;
      producer = null;
      closing.close(PATIENCE);
    }
  }
}
