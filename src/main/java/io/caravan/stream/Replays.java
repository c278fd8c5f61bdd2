package io.caravan.stream;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Records that died and are sent on their way again. */
@FunctionalInterface
public interface Replays {
  /** None, ever. */
  Replays NONE = (route, partition, after, most) -> List.of();

  /** Id of the letter that is sent again at a place. */
  static String letter(String place) {
    return place.substring(place.indexOf('|') + 1);
  }

  /**
   * One of them.
   *
   * @param place its place in the order in which a partition's replays are read, and the letter's
   *     id: {@code 00123|route/topic/0/17}; what a position remembers
   * @param record the original, or what somebody made of it, with topic, partition and offset of
   *     the original
   * @param tries how often it has set out, this time included
   * @param rate most records a second; 0 for no limit
   */
  record Replay(String place, ConsumerRecord<byte[], byte[]> record, int tries, int rate) {}

  /**
   * The next replays of a route's records of one partition.
   *
   * @param after place of the last one that was handled; empty for none
   * @param most so many at most
   * @return in the order of their places
   * @throws io.caravan.record.WorldException when they cannot be read
   */
  List<Replay> next(String route, TopicPartition partition, String after, int most);
}
