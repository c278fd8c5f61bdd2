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
 * @param dead those of them that are dead letters
 */
public record PartitionPosition(String topicId, long next, long in, long dead) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The part's name in a table's position. */
  public static String part(TopicPartition partition) {
    return "kafka:" + partition.topic() + "/" + partition.partition();
  }

  static PartitionPosition parse(String part, String text) {
    try {
      Map<?, ?> fields = JSON.readValue(text, Map.class);
      Object id = fields.get("topicId");
      return new PartitionPosition(
          id == null ? "" : id.toString(),
          number(fields.get("next")),
          number(fields.get("in")),
          number(fields.get("dead")));
    } catch (JsonProcessingException | NumberFormatException e) {
      throw new WorldException(
          "Cannot read the position of %s: '%s'. Was the table written by another program?"
              .formatted(part, text),
          e);
    }
  }

  private static long number(Object value) {
    return value == null ? 0 : Long.parseLong(value.toString());
  }

  PartitionPosition handled(long nextOffset, long records, long deadRecords) {
    return new PartitionPosition(topicId, nextOffset, in + records, dead + deadRecords);
  }

  PartitionPosition of(String id) {
    return new PartitionPosition(id, next, in, dead);
  }

  /** JSON with sorted keys. */
  String json() {
    Map<String, Object> fields = new TreeMap<>();
    fields.put("next", next);
    fields.put("in", in);
    fields.put("dead", dead);
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
