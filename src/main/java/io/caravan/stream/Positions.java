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
  private final Map<TopicPartition, String> buriedReplays = new HashMap<>();
  private final Map<TopicPartition, PartitionPosition> buried = new HashMap<>();

  /** Takes note of where a partition stands; it stands nowhere when it was never read. */
  void begin(
      TopicPartition partition, Position table, OffsetAndMetadata group, boolean landsInTable) {
    forget(partition);
    String part = PartitionPosition.part(partition);
    PartitionPosition noted = group == null ? null : ofGroup(part, group);
    if (landsInTable) {
      table
          .value(part)
          .ifPresent(
              text -> {
                stored.put(part, text);
                landed.put(partition, PartitionPosition.parse(part, text));
              });
    } else if (noted != null) {
      landed.put(partition, noted);
    }
    if (noted != null) {
      buriedReplays.put(partition, noted.replayed());
      PartitionPosition begun = landed.get(partition);
      // What was noted before the position was moved on purpose tells nothing of what is read now.
      if (begun == null || begun.moves() == noted.moves()) {
        buried.put(partition, noted);
      }
    }
  }

  static PartitionPosition ofGroup(String part, OffsetAndMetadata group) {
    return group.metadata().startsWith("{")
        ? PartitionPosition.parse(part, group.metadata()).at(group.offset())
        : PartitionPosition.at("", group.offset());
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
    Map<TopicPartition, PartitionPosition> after = new LinkedHashMap<>();
    TopicPartition partition = null;
    long records = 0;
    long dead = 0;
    StreamRecord last = null;
    for (StreamRecord record : batch.all()) {
      if (last == null
          || record.partition() != last.partition()
          || !record.topic().equals(last.topic())) {
        note(after, partition, last, records, dead);
        partition = new TopicPartition(record.topic(), record.partition());
        records = 0;
        dead = 0;
      }
      last = record;
      records += record.dropped() ? 0 : 1;
      dead += record.dead() ? 1 : 0;
    }
    note(after, partition, last, records, dead);
    return after;
  }

  private void note(
      Map<TopicPartition, PartitionPosition> after,
      TopicPartition partition,
      StreamRecord last,
      long records,
      long dead) {
    if (last != null) {
      PartitionPosition before = after.getOrDefault(partition, landed.get(partition));
      after.put(
          partition,
          last.isReplay()
              ? before.replayed(last.place(), records - dead)
              : before.handled(last.offset() + 1, records, dead));
    }
  }

  void landed(Map<TopicPartition, PartitionPosition> after) {
    after.forEach(
        (partition, position) -> {
          landed.put(partition, position);
          stored.put(PartitionPosition.part(partition), position.json());
        });
  }

  /** Takes note that the dead of a batch are durable as dead letters. */
  void buried(Map<TopicPartition, PartitionPosition> after) {
    noted(after)
        .forEach(
            (partition, position) -> {
              buried.put(partition, position);
              buriedReplays.put(partition, position.replayed());
            });
  }

  /**
   * What is noted for the group when a batch lands in a table, or its dead are buried: never less
   * than is durable as dead letters. A batch that is read again may be smaller than the one whose
   * dead were buried, and what lies behind it must not be buried twice.
   */
  Map<TopicPartition, PartitionPosition> noted(Map<TopicPartition, PartitionPosition> after) {
    Map<TopicPartition, PartitionPosition> noted = new LinkedHashMap<>();
    after.forEach(
        (partition, position) -> {
          PartitionPosition before = buried.get(partition);
          PartitionPosition furthest =
              before != null && before.next() > position.next() ? before : position;
          noted.put(
              partition,
              furthest.replayed(
                  later(position.replayed(), buriedReplays.getOrDefault(partition, "")), 0));
        });
    return noted;
  }

  private static String later(String a, String b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  /** Whether the record is among the dead letters already, though its batch has not landed. */
  boolean isBuried(StreamRecord record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    if (record.isReplay()) {
      return record.place().compareTo(buriedReplays.getOrDefault(partition, "")) <= 0;
    }
    PartitionPosition before = buried.get(partition);
    return before != null && record.offset() < before.next();
  }

  void forget(TopicPartition partition) {
    landed.remove(partition);
    stored.remove(PartitionPosition.part(partition));
    buried.remove(partition);
    buriedReplays.remove(partition);
  }
}
