package io.caravan.stream;

import io.caravan.record.KillPoint;
import io.caravan.record.Position;
import io.caravan.record.PositionRange;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * How the batches of a reader land: what a commit covers, and which letters and offsets go in one
 * transaction.
 */
final class Landings {
  private final StreamSettings settings;
  private final Optional<Landing> landing;
  private final StreamStatus status;
  private final Clock clock;
  private final UncommittingConsumer reader;
  private final Positions positions;
  private final Transactions transactions;
  private final DeadShare deadShare;

  Landings(
      StreamSettings settings,
      Optional<Landing> landing,
      StreamStatus status,
      Clock clock,
      UncommittingConsumer reader,
      Positions positions,
      Transactions transactions) {
    this.settings = settings;
    this.landing = landing;
    this.status = status;
    this.clock = clock;
    this.reader = reader;
    this.positions = positions;
    this.transactions = transactions;
    this.deadShare = new DeadShare(settings.deadShare());
  }

  /** The side of one batch, for as long as it is with the route. */
  StreamBatch.Reading attempt() {
    return new Attempt();
  }

  /** A batch has landed whole. */
  void landed(StreamBatch batch) {
    deadShare.landed(batch);
  }

  /** One try to land a batch. */
  private final class Attempt implements StreamBatch.Reading {
    private final String attempt = UUID.randomUUID().toString();

    @Override
    public String route() {
      return settings.route();
    }

    @Override
    public String attempt() {
      return attempt;
    }

    @Override
    public PositionRange range(StreamBatch landing) {
      TreeMap<String, String> until = new TreeMap<>();
      positions
          .after(landing)
          .forEach((p, next) -> until.put(PartitionPosition.part(p), next.json()));
      Position to = new Position(until);
      return new PositionRange(positions.stored().restrictedTo(to), to);
    }

    @Override
    public void bury(StreamBatch landing) {
      check(landing);
      List<ProducerRecord<byte[], byte[]>> letters = letters(landing, true);
      if (!letters.isEmpty()) {
        Map<TopicPartition, PartitionPosition> after = positions.after(landing);
        transactions.run(letters, offsets(positions.noted(after)), reader.groupMetadata());
        KillPoint.AFTER_LETTERS.pass();
        positions.buried(after);
      }
    }

    @Override
    public void land(StreamBatch landing, Iterable<ProducerRecord<byte[], byte[]>> output) {
      check(landing);
      Map<TopicPartition, PartitionPosition> after = positions.after(landing);
      KillPoint.BEFORE_COMMIT.pass();
      transactions.run(
          joined(output, letters(landing, false)), offsets(after), reader.groupMetadata());
      KillPoint.AFTER_COMMIT.pass();
      positions.landed(after);
      progress(after);
    }

    @Override
    public void landed(StreamBatch landing) {
      Map<TopicPartition, PartitionPosition> after = positions.after(landing);
      positions.landed(after);
      progress(after);
      reader.hint(offsets(positions.noted(after)));
    }

    /** Replays that die again are no slip of an edit: nobody counts them. */
    private void check(StreamBatch landing) {
      if (!landing.all().get(0).isReplay()) {
        deadShare.check(landing);
      }
    }

    private List<ProducerRecord<byte[], byte[]>> letters(StreamBatch landing, boolean onlyNew) {
      List<ProducerRecord<byte[], byte[]>> letters = new ArrayList<>();
      Instant now = clock.instant();
      for (StreamRecord record : landing.all()) {
        if (record.dead() && !(onlyNew && positions.isBuried(record))) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          long moves = positions.of(partition).moves();
          letters.add(DeadLetter.of(record, settings.route(), moves, attempt, now));
        }
      }
      return letters;
    }
  }

  private void progress(Map<TopicPartition, PartitionPosition> after) {
    after.forEach(
        (partition, position) -> {
          StreamStatus.Progress before = status.partitions().get(partition.toString());
          long end = before == null ? position.next() : before.end();
          status.progress(partition, position, Math.max(end, position.next()));
        });
  }

  private static Iterable<ProducerRecord<byte[], byte[]>> joined(
      Iterable<ProducerRecord<byte[], byte[]>> output,
      List<ProducerRecord<byte[], byte[]>> letters) {
    return () ->
        java.util.stream.Stream.concat(
                java.util.stream.StreamSupport.stream(output.spliterator(), false),
                letters.stream())
            .iterator();
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(
      Map<TopicPartition, PartitionPosition> after) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    after.forEach(
        (p, next) ->
            offsets.put(
                p,
                new OffsetAndMetadata(
                    next.next(),
                    landing.map(table -> next.hint(table.table())).orElseGet(next::json))));
    return offsets;
  }
}
