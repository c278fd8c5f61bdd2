package io.caravan.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.record.WorldException;
import java.util.Map;
import java.util.Optional;
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
 * @param revived those that were dead, but have landed since: {@code dead + revived} is how many
 *     first deaths there were
 * @param replayed place of the last {@linkplain Replays replay} that was handled; empty for none
 * @param moves how often somebody moved the position on purpose: a record that is read again after
 *     that is another one than before
 */
public record PartitionPosition(
    String topicId, long next, long in, long dead, long revived, String replayed, long moves) {
  private static final String KAFKA = "kafka:";
  private static final String HINT = "table";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The partition that a part of a table's position is about; empty when it is another source. */
  public static Optional<TopicPartition> partition(String part) {
    int slash = part.lastIndexOf('/');
    return part.startsWith(KAFKA) && slash > 0
        ? Optional.of(
            new TopicPartition(
                part.substring(KAFKA.length(), slash), Integer.parseInt(part.substring(slash + 1))))
        : Optional.empty();
  }

  /** The part's name in a table's position. */
  public static String part(TopicPartition partition) {
    return KAFKA + partition.topic() + "/" + partition.partition();
  }

  /**
   * @throws WorldException when the text is no position of ours
   */
  public static PartitionPosition parse(String part, String text) {
    try {
      Map<?, ?> fields = JSON.readValue(text, Map.class);
      return new PartitionPosition(
          text(fields.get("topicId")),
          number(fields.get("next")),
          number(fields.get("in")),
          number(fields.get("dead")),
          number(fields.get("revived")),
          text(fields.get("replayed")),
          number(fields.get("moves")));
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
    return new PartitionPosition(topicId, next, 0, 0, 0, "", 0);
  }

  PartitionPosition handled(long nextOffset, long records, long deadRecords) {
    return new PartitionPosition(
        topicId, nextOffset, in + records, dead + deadRecords, revived, replayed, moves);
  }

  PartitionPosition replayed(String place, long lived) {
    return new PartitionPosition(topicId, next, in, dead - lived, revived + lived, place, moves);
  }

  /** The same counts at the offset that the group of readers has noted. */
  PartitionPosition at(long offset) {
    return new PartitionPosition(topicId, offset, in, dead, revived, replayed, moves);
  }

  /**
   * Somewhere else, because somebody wants it.
   *
   * @param buried how far dead letters are durable, when that is further than the landing: what
   *     died on the way there stays dead
   */
  PartitionPosition movedTo(String id, long offset, PartitionPosition buried) {
    boolean ahead = buried != null && buried.moves == moves && buried.next > next;
    long died = ahead && buried.replayed.equals(replayed) ? buried.dead - dead : 0;
    return new PartitionPosition(id, offset, in + died, dead + died, revived, replayed, moves + 1);
  }

  /** JSON with sorted keys, without what is not there. */
  public String json() {
    return json(fields());
  }

  /** What a group of readers notes that only hints at what a table says. */
  String hint(String table) {
    Map<String, Object> fields = fields();
    fields.put(HINT, table);
    return json(fields);
  }

  /** The table whose position the noted text only hints at; empty when it is the truth itself. */
  static Optional<String> hinted(String noted) {
    try {
      Object table = noted.startsWith("{") ? JSON.readValue(noted, Map.class).get(HINT) : null;
      return Optional.ofNullable(table).map(Object::toString);
    } catch (JsonProcessingException foreign) {
      return Optional.empty();
    }
  }

  private Map<String, Object> fields() {
    Map<String, Object> fields = new TreeMap<>();
    fields.put("next", next);
    fields.put("in", in);
    fields.put("dead", dead);
    if (revived > 0) {
      fields.put("revived", revived);
    }
    if (moves > 0) {
      fields.put("moves", moves);
    }
    if (!replayed.isEmpty()) {
      fields.put("replayed", replayed);
    }
    if (!topicId.isEmpty()) {
      fields.put("topicId", topicId);
    }
    return fields;
  }

  private static String json(Map<String, Object> fields) {
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a position as JSON: " + fields, e);
    }
  }
}
