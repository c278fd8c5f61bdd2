package io.caravan.stream;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer on which Camel's commits do nothing: positions move only with what has landed, and
 * only its owner knows when.
 */
abstract class UncommittingConsumer extends KafkaConsumer<byte[], byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(UncommittingConsumer.class);
  private static final Duration HINT_PATIENCE = Duration.ofSeconds(5);

  UncommittingConsumer(Map<String, Object> config) {
    super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Offsets for tools that show a group's lag; nobody begins from them, so they may fail. */
  final void hint(Map<TopicPartition, OffsetAndMetadata> offsets) {
    try {
      // At once, so that it cannot overtake the offsets of a later transaction.
      super.commitSync(offsets, HINT_PATIENCE);
    } catch (KafkaException notNeeded) {
      LOG.debug("Cannot tell the group its offsets: {}", notNeeded.getMessage());
    }
  }

  @Override
  public void commitSync() {}

  @Override
  public void commitSync(Duration timeout) {}

  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {}

  @Override
  public void commitAsync() {}

  @Override
  public void commitAsync(OffsetCommitCallback callback) {}

  @Override
  public void commitAsync(
      Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {}
}
