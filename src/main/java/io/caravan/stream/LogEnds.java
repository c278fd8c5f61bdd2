package io.caravan.stream;

import io.caravan.record.WorldException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Where logs really end. A reader of committed records does not see what a transaction has sent
 * until the broker has marked its end, and that is after the sender was told that it is committed.
 */
public final class LogEnds implements AutoCloseable {
  private final Admin admin;

  /**
   * @param client settings of Kafka's clients
   */
  public LogEnds(Map<String, String> client) {
    admin = Admin.create(Map.<String, Object>copyOf(client));
  }

  /**
   * Where the partitions of these readers end now.
   *
   * @throws WorldException when the brokers cannot be asked
   */
  public Map<TopicPartition, Long> of(List<StreamStatus> readers) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    readers.forEach(r -> r.committed().keySet().forEach(p -> asked.put(p, OffsetSpec.latest())));
    Map<TopicPartition, Long> ends = new HashMap<>();
    try {
      admin
          .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition, end.offset()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldException("Interrupted while the brokers were asked", e);
    } catch (ExecutionException e) {
      throw new WorldException("Cannot ask where topics end: " + e.getCause().getMessage(), e);
    }
    return ends;
  }

  /** Whether these readers know that their partitions are committed until there. */
  public static boolean known(List<StreamStatus> readers, Map<TopicPartition, Long> ends) {
    return readers.stream()
        .flatMap(reader -> reader.committed().entrySet().stream())
        .allMatch(known -> known.getValue() >= ends.getOrDefault(known.getKey(), 0L));
  }

  @Override
  public void close() {
    admin.close();
  }
}
