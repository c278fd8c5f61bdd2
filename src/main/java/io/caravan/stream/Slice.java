package io.caravan.stream;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Records that are read, tried and given up together.
 *
 * @param replays empty for records that came from the topic just now
 * @param cause not null when they are to be buried
 */
record Slice(
    List<ConsumerRecord<byte[], byte[]>> records, List<Replays.Replay> replays, Cause cause) {
  static Slice of(List<ConsumerRecord<byte[], byte[]>> records) {
    return new Slice(records, List.of(), null);
  }

  static Slice ofReplays(List<Replays.Replay> replays) {
    return new Slice(replays.stream().map(Replays.Replay::record).toList(), replays, null);
  }

  Slice part(int from, int to) {
    List<Replays.Replay> some = replays.isEmpty() ? replays : replays.subList(from, to);
    return new Slice(records.subList(from, to), some, null);
  }

  Slice buried(Cause why) {
    return new Slice(records, replays, why);
  }

  List<StreamRecord> fresh(StreamRecord.Decoder decoder) {
    return replays.isEmpty()
        ? records.stream().map(r -> new StreamRecord(r, decoder)).toList()
        : replays.stream().map(r -> new StreamRecord(r, decoder)).toList();
  }
}
