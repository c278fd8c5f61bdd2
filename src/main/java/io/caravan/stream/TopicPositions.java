package io.caravan.stream;

import io.caravan.record.WorldException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/** What brokers know of topics and of the groups that read them. */
public final class TopicPositions implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;
  private final Admin admin;
  private final TopicIds ids;

  /**
   * @param client settings of Kafka's clients
   */
  public TopicPositions(Map<String, String> client) {
    Map<String, Object> config = new HashMap<>(client);
    config.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000");
    config.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
    this.admin = Admin.create(config);
    this.ids = new TopicIds(client);
  }

  /** What a partition holds: from the first record until before the end. */
  public record Span(long first, long end) {}

  /**
   * Asks whether brokers are there.
   *
   * @throws WorldException when they do not answer
   */
  public void ping() {
    asked("reach the brokers", admin.describeCluster().nodes());
  }

  /** Names of all topics. */
  public SortedSet<String> topics() {
    return new TreeSet<>(asked("list topics", admin.listTopics().names()));
  }

  /** The partitions of a topic that is there, in order. */
  public List<TopicPartition> partitions(String topic) {
    return asked("describe topic " + topic, admin.describeTopics(List.of(topic)).allTopicNames())
        .get(topic)
        .partitions()
        .stream()
        .map(p -> new TopicPartition(topic, p.partition()))
        .toList();
  }

  /** What the partitions hold now. */
  public Map<TopicPartition, Span> spans(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> first = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> end = ends(partitions);
    Map<TopicPartition, Span> spans = new HashMap<>();
    partitions.forEach(p -> spans.put(p, new Span(first.get(p), end.get(p))));
    return spans;
  }

  /**
   * Where logs really end. A reader of committed records does not see what a transaction has sent
   * until the broker has marked its end, and that is after the sender was told that it is
   * committed.
   */
  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.latest());
  }

  /** Offset of the first record at that time or later; the end when there is none. */
  public Map<TopicPartition, Long> at(Collection<TopicPartition> partitions, Instant time) {
    Map<TopicPartition, Long> found =
        offsets(partitions, OffsetSpec.forTimestamp(time.toEpochMilli()));
    Map<TopicPartition, Long> ends = ends(partitions);
    found.replaceAll((partition, offset) -> offset < 0 ? ends.get(partition) : offset);
    return found;
  }

  private Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> request = new HashMap<>();
    partitions.forEach(p -> request.put(p, which));
    Map<TopicPartition, ListOffsetsResultInfo> answer =
        asked("ask for offsets of " + partitions, admin.listOffsets(request).all());
    Map<TopicPartition, Long> offsets = new HashMap<>();
    answer.forEach((p, info) -> offsets.put(p, info.offset()));
    return offsets;
  }

  /**
   * Where a group's offsets stand.
   *
   * @param table the table that its route lands in, whose position is the truth; empty when the
   *     offsets are
   */
  public record Group(
      TreeMap<String, PartitionPosition> parts, Optional<String> table, boolean read) {}

  /** A group of readers; it has no parts when nobody knows it. */
  public Group group(String name) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        asked(
            "ask for the offsets of group " + name,
            admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata());
    TreeMap<String, PartitionPosition> parts = new TreeMap<>();
    Optional<String> table = Optional.empty();
    for (Map.Entry<TopicPartition, OffsetAndMetadata> each : offsets.entrySet()) {
      if (each.getValue() != null) {
        String part = PartitionPosition.part(each.getKey());
        parts.put(part, Positions.ofGroup(part, each.getValue()));
        table = table.or(() -> PartitionPosition.hinted(each.getValue().metadata()));
      }
    }
    return new Group(parts, table, !parts.isEmpty() && hasMembers(name));
  }

  private boolean hasMembers(String group) {
    try {
      return !asked("describe group " + group, admin.describeConsumerGroups(List.of(group)).all())
          .get(group)
          .members()
          .isEmpty();
    } catch (WorldException e) {
      if (e.getCause() != null && e.getCause().getCause() instanceof GroupIdNotFoundException) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Where partitions stand when they are moved to other offsets of the topics as they are now.
   *
   * @param from where they stand; nothing for those that were never read
   * @param buried how far dead letters are durable
   */
  public Map<String, PartitionPosition> moved(
      Map<TopicPartition, Long> to,
      Map<String, PartitionPosition> from,
      Map<String, PartitionPosition> buried) {
    Map<String, String> topicIds = ids.of(to.keySet());
    Map<String, PartitionPosition> moved = new TreeMap<>();
    to.forEach(
        (partition, offset) -> {
          String part = PartitionPosition.part(partition);
          String id = topicIds.getOrDefault(partition.topic(), "");
          PartitionPosition before = from.getOrDefault(part, PartitionPosition.at(id, 0));
          moved.put(part, before.movedTo(id, offset, buried.get(part)));
        });
    return moved;
  }

  /**
   * Sets the offsets of a group that nobody reads by.
   *
   * @return false when somebody does: nothing was changed then
   */
  public boolean set(String group, Map<String, PartitionPosition> parts) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    parts.forEach(
        (part, position) ->
            offsets.put(
                PartitionPosition.partition(part).orElseThrow(),
                new OffsetAndMetadata(position.next(), position.json())));
    try {
      asked(
          "set the offsets of group " + group,
          admin.alterConsumerGroupOffsets(group, offsets).all());
      return true;
    } catch (WorldException e) {
      if (e.getCause() != null && e.getCause().getCause() instanceof UnknownMemberIdException) {
        return false;
      }
      throw e;
    }
  }

  private static <T> T asked(String what, KafkaFuture<T> answer) {
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new WorldException("Cannot " + what + ": " + e.getCause().getMessage(), e);
    } catch (TimeoutException | KafkaException e) {
      throw new WorldException("Cannot " + what + ": the brokers do not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldException("Cannot " + what + ": interrupted", e);
    }
  }

  @Override
  public void close() {
    ids.close();
    admin.close(Duration.ofSeconds(2));
  }
}
