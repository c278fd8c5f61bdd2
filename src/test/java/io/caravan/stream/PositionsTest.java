package io.caravan.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.record.Position;
import io.caravan.record.PositionRange;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PositionsTest {
  private static final TopicPartition PARTITION = new TopicPartition("events", 0);
  private static final PartitionPosition BEGIN = PartitionPosition.at("id", 0);

  /** A reader that begins where table and group stand. */
  private static Positions reader(PartitionPosition table, PartitionPosition group) {
    Positions positions = new Positions();
    Position stored =
        new Position(new TreeMap<>(Map.of(PartitionPosition.part(PARTITION), table.json())));
    positions.begin(PARTITION, stored, new OffsetAndMetadata(group.next(), group.json()), true);
    return positions;
  }

  private static StreamRecord record(long offset) {
    return new StreamRecord(
        new ConsumerRecord<>("events", 0, offset, null, new byte[0]), StreamRecord.Decoder.JSON);
  }

  private static StreamBatch batch(long from, long until) {
    return new StreamBatch(
        LongStream.range(from, until).mapToObj(PositionsTest::record).toList(), new Nobody());
  }

  @Test
  void letters_that_were_durable_before_the_process_died_stay_so_when_a_smaller_batch_lands() {
    // The dead of 0 to 99 were buried, then the process was killed before the table's commit.
    Positions first = reader(BEGIN, BEGIN);
    first.buried(first.after(batch(0, 100)));
    PartitionPosition noted = first.noted(first.after(batch(0, 100))).get(PARTITION);
    assertThat(noted.next()).isEqualTo(100);

    // The next one lands 0 to 49, tells the group so, and is killed as well.
    Positions second = reader(BEGIN, noted);
    assertThat(second.isBuried(record(99))).isTrue();
    Map<TopicPartition, PartitionPosition> landed = second.after(batch(0, 50));
    second.landed(landed);
    PartitionPosition told = second.noted(landed).get(PARTITION);
    assertThat(told).isEqualTo(noted);

    Positions third = reader(landed.get(PARTITION), told);
    assertThat(third.of(PARTITION).next()).isEqualTo(50);
    assertThat(third.isBuried(record(99))).isTrue();
    assertThat(third.isBuried(record(100))).isFalse();
    assertThat(third.noted(third.after(batch(50, 130))).get(PARTITION).next()).isEqualTo(130);
  }

  @Test
  void a_batch_of_replays_that_died_again_takes_nothing_back_of_what_is_buried() {
    PartitionPosition noted = BEGIN.handled(100, 100, 7);
    Positions positions = reader(BEGIN, noted);
    StreamRecord replay =
        new StreamRecord(
            new Replays.Replay(
                "0001|x", new ConsumerRecord<>("events", 0, 3, null, new byte[0]), 2, 0),
            StreamRecord.Decoder.JSON);
    Map<TopicPartition, PartitionPosition> after =
        positions.after(new StreamBatch(List.of(replay), new Nobody()));
    PartitionPosition told = positions.noted(after).get(PARTITION);
    assertThat(told.next()).isEqualTo(100);
    assertThat(told.dead()).isEqualTo(7);
    assertThat(told.replayed()).isEqualTo("0001|x");
    positions.buried(after);
    assertThat(positions.isBuried(record(99))).isTrue();
    assertThat(positions.isBuried(replay)).isTrue();
    // New records that land before the replays are tried again do not let them die twice.
    assertThat(positions.noted(positions.after(batch(0, 120))).get(PARTITION).replayed())
        .isEqualTo("0001|x");
  }

  /** A batch that lands nowhere. */
  private static final class Nobody implements StreamBatch.Reading {
    @Override
    public String route() {
      return "route";
    }

    @Override
    public PositionRange range(StreamBatch batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String attempt() {
      return "attempt";
    }

    @Override
    public void bury(StreamBatch batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void land(StreamBatch batch, Iterable<ProducerRecord<byte[], byte[]>> output) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void landed(StreamBatch batch) {
      throw new UnsupportedOperationException();
    }
  }
}
