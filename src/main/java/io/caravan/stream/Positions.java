package io.caravan.stream;

import io.caravan.record.Position;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Where the partitions of one reader stand: in the landing, and in the dead letters. */
final class Positions {
  private final Map<TopicPartition, PartitionPosition> landed = new HashMap<>();
  // As the landing spells them: what its fence compares.
  private final TreeMap<String, String> stored = new TreeMap<>();
  private final Map<TopicPartition, Long> buriedBefore = new HashMap<>();

  /** Takes note of where a partition stands; it stands nowhere when it was never read. */
  void begin(
      TopicPartition partition, Position table, OffsetAndMetadata group, boolean landsInTable) {
    forget(partition);
    String part = PartitionPosition.part(partition);
    if (group != null) {
      buriedBefore.put(partition, group.offset());
    }
    if (landsInTable) {
      table
          .value(part)
          .ifPresent(
              text -> {
                stored.put(part, text);
                landed.put(partition, PartitionPosition.parse(part, text));
              });
    } else if (group != null) {
      landed.put(partition, ofGroup(part, group));
    }
  }

  private static PartitionPosition ofGroup(String part, OffsetAndMetadata group) {
    PartitionPosition counts =
        group.metadata().startsWith("{")
            ? PartitionPosition.parse(part, group.metadata())
            : new PartitionPosition("", 0, 0, 0);
    return new PartitionPosition(counts.topicId(), group.offset(), counts.in(), counts.dead());
  }

  /** Gives a partition that was never read a place to begin. */
  void start(TopicPartition partition, PartitionPosition position) {
    landed.put(partition, position);
  }

  PartitionPosition of(TopicPartition partition) {
    return landed.get(partition);
  }

  /** What the landing holds now, of the partitions of this reader. */
  Position stored() {
    return new Position(stored);
  }

  /** Where the partitions of a batch stand once it has landed. */
  Map<TopicPartition, PartitionPosition> after(StreamBatch batch) {
    Map<TopicPartition, long[]> counts = new LinkedHashMap<>();
    for (StreamRecord record : batch.all()) {
      long[] count =
          counts.computeIfAbsent(
              new TopicPartition(record.topic(), record.partition()), p -> new long[3]);
      count[0] = record.offset() + 1;
      count[1]++;
      count[2] += record.dead() ? 1 : 0;
    }
    Map<TopicPartition, PartitionPosition> after = new LinkedHashMap<>();
    counts.forEach(
        (partition, count) ->
            after.put(partition, landed.get(partition).handled(count[0], count[1], count[2])));
    return after;
  }

  void landed(Map<TopicPartition, PartitionPosition> after) {
    after.forEach(
        (partition, position) -> {
          landed.put(partition, position);
          stored.put(PartitionPosition.part(partition), position.json());
        });
  }

  void buried(Map<TopicPartition, PartitionPosition> after) {
    after.forEach((partition, position) -> buriedBefore.put(partition, position.next()));
  }

  /** Whether the record is among the dead letters already, though its batch has not landed. */
  boolean isBuried(StreamRecord record) {
    Long before = buriedBefore.get(new TopicPartition(record.topic(), record.partition()));
    return before != null && record.offset() < before;
  }

  void forget(TopicPartition partition) {
    landed.remove(partition);
    stored.remove(PartitionPosition.part(partition));
    buriedBefore.remove(partition);
  }
}
