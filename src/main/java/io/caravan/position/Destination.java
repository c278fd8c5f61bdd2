package io.caravan.position;

import io.caravan.record.Spelling;
import io.caravan.stream.PartitionPosition;
import io.caravan.stream.TopicPositions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import org.apache.kafka.common.TopicPartition;

/** What a {@link Target} means in the topics that are there: an offset for each partition. */
final class Destination {
  private Destination() {}

  /**
   * The offsets that are meant.
   *
   * @param dataset for messages
   * @param from where the dataset stands
   */
  static Map<TopicPartition, Long> offsets(
      TopicPositions topics,
      String dataset,
      Target target,
      SortedMap<String, PartitionPosition> from) {
    List<TopicPartition> partitions = wanted(topics, dataset, target, from);
    if (target.isOffset()) {
      return offset(topics, partitions, target);
    }
    Map<TopicPartition, Long> offsets = new HashMap<>();
    if (target.to().equals(Target.EARLIEST) || target.to().equals(Target.LATEST)) {
      topics
          .spans(partitions)
          .forEach(
              (p, span) ->
                  offsets.put(p, target.to().equals(Target.EARLIEST) ? span.first() : span.end()));
    } else {
      offsets.putAll(
          topics.at(
              partitions,
              target
                  .time()
                  .orElseThrow(
                      () ->
                          PositionDesk.wrong(
                              "Cannot move %s to '%s'.".formatted(dataset, target.to()),
                              "Write earliest, latest, an offset, or a time with zone: 2026-01-31T02:00:00Z."))));
    }
    return offsets;
  }

  private static Map<TopicPartition, Long> offset(
      TopicPositions topics, List<TopicPartition> partitions, Target target) {
    if (partitions.size() > 1) {
      throw PositionDesk.wrong(
          "Cannot move %d partitions to offset %s: each has its own."
              .formatted(partitions.size(), target.to()),
          "Say which one is meant: --partition 0.");
    }
    TopicPartition partition = partitions.get(0);
    TopicPositions.Span span = topics.spans(partitions).get(partition);
    long offset = Long.parseLong(target.to());
    if (offset < span.first() || offset > span.end()) {
      throw PositionDesk.wrong(
          "Cannot move to offset %d of %s: it is not there."
              .formatted(offset, PartitionPosition.part(partition)),
          "It has %d to %d, where the next record will be.".formatted(span.first(), span.end()));
    }
    return Map.of(partition, offset);
  }

  private static List<TopicPartition> wanted(
      TopicPositions topics,
      String dataset,
      Target target,
      SortedMap<String, PartitionPosition> from) {
    List<String> read =
        from.keySet().stream()
            .map(part -> PositionDesk.partition(part).topic())
            .distinct()
            .toList();
    if (target.topic() == null && read.size() != 1) {
      throw PositionDesk.wrong(
          "Cannot move %s: it reads %s."
              .formatted(dataset, read.isEmpty() ? "no topic yet" : "several topics"),
          "Say which one is meant: --topic "
              + (read.isEmpty() ? "NAME" : String.join(" or ", read)));
    }
    String topic = target.topic() == null ? read.get(0) : target.topic();
    SortedSet<String> there = topics.topics();
    if (!there.contains(topic)) {
      throw PositionDesk.wrong(
          "Cannot move %s: there is no topic '%s'.".formatted(dataset, topic),
          Spelling.didYouMean(topic, there, "Topics are: " + String.join(", ", there) + "."));
    }
    List<TopicPartition> all = topics.partitions(topic);
    if (target.partition() == null) {
      return all;
    }
    TopicPartition one = new TopicPartition(topic, target.partition());
    if (!all.contains(one)) {
      throw PositionDesk.wrong(
          "Cannot move %s: topic '%s' has no partition %d."
              .formatted(dataset, topic, target.partition()),
          "It has %d, from 0 on.".formatted(all.size()));
    }
    return List.of(one);
  }
}
