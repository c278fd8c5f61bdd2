package io.caravan.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.record.WorldException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * How far one partition of a topic has been handled, and what became of its records: {@code in =
 * landed + dead} holds because the two counts and the position are one value.
 *
 * @param topicId tells a topic from a later one of the same name; empty when not known
 * @param next offset of the first record that has not been handled
 * @param in records handled so far
 * @param dead those of them that are dead letters now
 * @param replayed place of the last {@linkplain Replays replay} that was handled; empty for none
 */
public record PartitionPosition(String topicId, long next, long in, long dead, String replayed) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The part's name in a table's position. */
  public static String part(TopicPartition partition) {
    return "kafka:" + partition.topic() + "/" + partition.partition();
  }

  static PartitionPosition parse(String part, String text) {
    try {
      Map<?, ?> fields = JSON.readValue(text, Map.class);
      return new PartitionPosition(
          text(fields.get("topicId")),
          number(fields.get("next")),
          number(fields.get("in")),
          number(fields.get("dead")),
          text(fields.get("replayed")));
    } catch (JsonProcessingException | NumberFormatException e) {
      throw new WorldException(
          "Cannot read the position of %s: '%s'. Was the table written by another program?"
              .formatted(part, text),
          e);
    }
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }

  private static long number(Object value) {
    return value == null ? 0 : Long.parseLong(value.toString());
  }

  /** The position of a partition that was never read. */
  static PartitionPosition at(String topicId, long next) {
    return new PartitionPosition(topicId, next, 0, 0, "");
  }

  PartitionPosition handled(long nextOffset, long records, long deadRecords) {
    return new PartitionPosition(topicId, nextOffset, in + records, dead + deadRecords, replayed);
  }

  PartitionPosition replayed(String place, long revived) {
    return new PartitionPosition(topicId, next, in, dead - revived, place);
  }

  /** JSON with sorted keys. */
  String json() {
    Map<String, Object> fields = new TreeMap<>();
    fields.put("next", next);
    fields.put("in", in);
    fields.put("dead", dead);
    if (!replayed.isEmpty()) {
      fields.put("replayed", replayed);
    }
    if (!topicId.isEmpty()) {
      fields.put("topicId", topicId);
    }
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a position as JSON: " + fields, e);
    }
  }
}
