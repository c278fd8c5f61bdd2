package io.caravan.stream;

import io.caravan.record.Position;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a reader begins in each partition, and what stops it there: a topic that is another one
 * than it was, records that are gone. Whoever stops a reader is told the command that moves it on.
 */
final class Starts {
  private final StreamSettings settings;
  private final Optional<Landing> landing;
  private final TopicIds topicIds;
  private final Positions positions;

  Starts(
      StreamSettings settings, Optional<Landing> landing, TopicIds topicIds, Positions positions) {
    this.settings = settings;
    this.landing = landing;
    this.topicIds = topicIds;
    this.positions = positions;
  }

  /**
   * Takes the reader to where the landing stands.
   *
   * @throws StoppedException when that place is not there any more
   */
  void seek(Consumer<?, ?> reader, Collection<TopicPartition> partitions) {
    Map<String, String> ids = topicIds.of(partitions);
    Map<TopicPartition, OffsetAndMetadata> group = reader.committed(new HashSet<>(partitions));
    Position landed = landing.map(Landing::position).orElse(Position.NONE);
    Map<TopicPartition, Long> begins = reader.beginningOffsets(partitions);
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = group.get(partition);
      positions.begin(partition, landed, offset, landing.isPresent());
      PartitionPosition position = positions.of(partition);
      String id = ids.getOrDefault(partition.topic(), "");
      long begin = begins.get(partition);
      if (position == null) {
        long start =
            settings.fromLatest() && !knows(partition.topic(), landed, group)
                ? reader.endOffsets(List.of(partition)).get(partition)
                : begin;
        position = PartitionPosition.at(id, start);
        positions.start(partition, position);
      } else {
        checkSame(reader, partition, position, id, begin);
      }
      reader.seek(partition, position.next());
    }
  }

  private static boolean knows(
      String topic, Position landed, Map<TopicPartition, OffsetAndMetadata> group) {
    return landed.parts().keySet().stream().anyMatch(p -> p.startsWith("kafka:" + topic + "/"))
        || group.values().stream().anyMatch(java.util.Objects::nonNull);
  }

  private void checkSame(
      Consumer<?, ?> reader,
      TopicPartition partition,
      PartitionPosition position,
      String id,
      long begin) {
    if (!position.topicId().isEmpty() && !id.isEmpty() && !position.topicId().equals(id)) {
      throw new StoppedException(
          "topic '%s' is another one than was read so far: it has been deleted and made again. %s"
              .formatted(partition.topic(), remedy("--topic " + partition.topic())));
    }
    if (position.next() < begin) {
      throw new StoppedException(
          "%d records of %s are gone before they were read (position %d, first record %d): the topic's retention was too short. %s"
              .formatted(
                  begin - position.next(), partition, position.next(), begin, remedy(partition)));
    }
    long end = reader.endOffsets(List.of(partition)).get(partition);
    if (position.next() > end) {
      throw new StoppedException(
          "%s ends at offset %d, but was read until %d already: the topic has lost records, or was made again. %s"
              .formatted(partition, end, position.next(), remedy(partition)));
    }
  }

  private String remedy(TopicPartition partition) {
    return remedy("--topic " + partition.topic() + " --partition " + partition.partition());
  }

  /** The command that lets the route go on, ready to be run. */
  private String remedy(String source) {
    String dataset = landing.map(Landing::table).orElse(settings.group());
    return "Nothing is skipped by itself. To read on from the first record that is there%s: ./caravan position set %s %s --to earliest"
        .formatted(landing.isPresent() ? "" : ", stop the application and run", dataset, source);
  }

  String outOfRange(OffsetOutOfRangeException e) {
    TopicPartition partition = e.offsetOutOfRangePartitions().keySet().iterator().next();
    return "offset %d of %s is not there (any more). %s"
        .formatted(e.offsetOutOfRangePartitions().get(partition), partition, remedy(partition));
  }
}
