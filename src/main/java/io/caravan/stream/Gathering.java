package io.caravan.stream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Records that become a batch when they are enough, or have waited long enough. */
final class Gathering {
  private final StreamSettings.BatchSize size;
  private final LongSupplier nanos;
  private List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
  private long bytes;
  private long due;

  Gathering(StreamSettings.BatchSize size, LongSupplier nanos) {
    this.size = size;
    this.nanos = nanos;
  }

  void add(ConsumerRecords<byte[], byte[]> more) {
    if (records.isEmpty()) {
      due = nanos.getAsLong() + size.patience().toNanos();
    }
    for (ConsumerRecord<byte[], byte[]> record : more) {
      records.add(record);
      bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }
  }

  boolean isEmpty() {
    return records.isEmpty();
  }

  boolean isFull() {
    return records.size() >= size.records() || bytes >= size.bytes();
  }

  boolean isComplete() {
    return isFull() || !records.isEmpty() && nanosLeft() <= 0;
  }

  /** Until the batch has waited long enough. */
  long nanosLeft() {
    return due - nanos.getAsLong();
  }

  /** The records of a batch; the next begins empty. */
  List<ConsumerRecord<byte[], byte[]>> take() {
    List<ConsumerRecord<byte[], byte[]>> taken = records;
    clear();
    return taken;
  }

  void clear() {
    records = new ArrayList<>();
    bytes = 0;
  }

  /** Another reader has these now. */
  void drop(Collection<TopicPartition> partitions) {
    records.removeIf(r -> partitions.contains(new TopicPartition(r.topic(), r.partition())));
  }
}
