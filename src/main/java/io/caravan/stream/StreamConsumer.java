package io.caravan.stream;

import io.caravan.record.KillPoint;
import io.caravan.record.WorldException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka consumer whose polls give one record, and that record's value is a {@link StreamBatch}.
 *
 * <p>Camel's Kafka component polls it, keeps its thread and its place in the group, and makes one
 * exchange of each batch. What a batch is, where reading begins and what happens to a batch that
 * did not land is decided here:
 *
 * <ul>
 *   <li>Reading begins where the landing's position says, at every assignment of partitions and
 *       after every failure; offsets of the group are written for tools to look at, and for the
 *       dead letters, which they are committed together with.
 *   <li>A batch that failed because of the world is read again from there, after a pause that
 *       grows. The consumer stays in its group meanwhile.
 *   <li>A batch that failed because of a record is halved until only that record is left, which
 *       then is a dead letter.
 * </ul>
 */
public final class StreamConsumer extends UncommittingConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(StreamConsumer.class);
  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(8);
  private static final Duration ENDS_ASKED_EVERY = Duration.ofSeconds(1);
  private final StreamSettings settings;
  private final StreamStatus status;
  private final ReplayTurns replays;
  private final Starts starts;
  private final Troubles troubles;
  private final Landings landings;
  private final Clock clock;
  private final Runnable closed;
  private final Gathering gathering;
  private final Transactions transactions;
  private final TopicIds topicIds;
  private final Positions positions = new Positions();
  // What a failed batch was halved into, in order.
  private final Deque<Slice> slices = new ArrayDeque<>();
  private Slice pending;
  private StreamBatch batch;
  private boolean seekNeeded;
  private long endsAsked;
  private boolean suspended;
  private boolean matchAgain;

  /**
   * @param landing the table; empty when the batches land in topics, with their offsets
   * @param replays records that died and are sent again
   * @param number tells the readers of a route in this process apart
   * @param closed called when the consumer is closed
   */
  public StreamConsumer(
      StreamSettings settings,
      Optional<Landing> landing,
      StreamStatus status,
      Replays replays,
      Clock clock,
      int number,
      Runnable closed) {
    super(ReaderConfig.of(settings, number));
    this.settings = settings;
    this.status = status;
    this.clock = clock;
    this.closed = closed;
    this.gathering = new Gathering(settings.batch(), System::nanoTime);
    this.topicIds = new TopicIds(settings.client());
    this.transactions =
        new Transactions(
            settings.client(), ReaderConfig.identity(settings, number), topicIds::ensure);
    this.replays = new ReplayTurns(settings, replays, positions);
    this.starts = new Starts(settings, landing, topicIds, positions);
    this.troubles = new Troubles(settings, status, clock, this);
    this.landings = new Landings(settings, landing, status, clock, this, positions, transactions);
  }

  @Override
  public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
    super.subscribe(topics, new Assigned(listener));
  }

  @Override
  public void subscribe(java.util.regex.Pattern topics, ConsumerRebalanceListener listener) {
    super.subscribe(topics, new Assigned(listener));
    matchAgain = true;
  }

  /** Left to {@link #close}, which also gives up this process's place in the group. */
  @Override
  public void unsubscribe() {}

  /** One batch as the value of one record, or nothing. */
  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    settle();
    try {
      if (troubles.resting()) {
        return rest(deadline);
      }
      if (seekNeeded) {
        // What is in hand already is read again from there.
        drop();
        seekToPositions(assignment());
        seekNeeded = false;
      }
      if (!slices.isEmpty()) {
        return deliver(slices.pop());
      }
      List<Replays.Replay> again = replays.due(assignment());
      if (!again.isEmpty()) {
        KillPoint.BEFORE_REPLAY.pass();
        return deliver(Slice.ofReplays(again));
      }
      if (matchAgain && !assignment().isEmpty()) {
        // Brokers give a member that comes back what it had before, whatever its pattern matches
        // by now.
        matchAgain = false;
        enforceRebalance("topics may have come while this reader was away");
      }
      KillPoint.BEFORE_READ.pass();
      gather(deadline);
      return gathering.isComplete() ? deliver(Slice.of(gathering.take())) : ConsumerRecords.empty();
    } catch (WakeupException e) {
      throw e;
    } catch (OffsetOutOfRangeException e) {
      stop(starts.outOfRange(e));
      return ConsumerRecords.empty();
    } catch (StoppedException e) {
      stop(e.getMessage());
      return ConsumerRecords.empty();
    } catch (WorldException | KafkaException e) {
      beginAgain("Cannot read: " + e.getMessage());
      return ConsumerRecords.empty();
    }
  }

  private void gather(long deadline) {
    while (!gathering.isComplete()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return;
      }
      long patience = gathering.isEmpty() ? left : Math.min(left, gathering.nanosLeft());
      gathering.add(super.poll(Duration.ofNanos(Math.max(0, patience))));
      askEnds();
    }
  }

  private ConsumerRecords<byte[], byte[]> deliver(Slice slice) {
    KillPoint.AFTER_READ.pass();
    pending = slice;
    status.began(this, clock.instant());
    List<StreamRecord> records = slice.fresh(settings.decoder());
    batch = new StreamBatch(records, landings.attempt());
    if (slice.cause() != null) {
      records.forEach(record -> batch.bury(record, slice.cause()));
    }
    return batch.asRecords();
  }

  /** What became of the batch that was delivered last. */
  private void settle() {
    if (pending == null) {
      return;
    }
    Slice tried = pending;
    StreamBatch done = batch;
    pending = null;
    batch = null;
    status.ended(this);
    if (done.hasLanded() || done.failure() == null) {
      if (tried.replays().isEmpty()) {
        landings.landed(done);
      }
      troubles.landed();
      return;
    }
    troubles.failed();
    failed(tried, done, done.failure());
  }

  private void failed(Slice tried, StreamBatch done, Throwable failure) {
    switch (Fault.of(failure)) {
      case WORLD -> beginAgain(Fault.message(failure));
      case FENCED -> {
        LOG.info("Route {}: another reader was first, so this one begins again", settings.route());
        beginAgain(Fault.message(failure));
      }
      case ROUTE -> stop(Fault.message(failure));
      case RECORD -> searchRecord(tried, done, failure);
      default -> throw new IllegalStateException("No such fault");
    }
  }

  /** Halves what failed, until one record is left that is at fault. */
  private void searchRecord(Slice tried, StreamBatch done, Throwable failure) {
    List<ConsumerRecord<byte[], byte[]>> records = tried.records();
    if (tried.cause() != null) {
      beginAgain("Cannot bury a record: " + Fault.message(failure));
    } else if (records.size() == 1) {
      Cause cause = new Cause("route", "error", Fault.message(failure));
      LOG.warn("Route {}: {} is dead: {}", settings.route(), done.all().get(0), cause.message());
      slices.push(tried.buried(cause));
    } else {
      int middle = records.size() / 2;
      slices.push(tried.part(middle, records.size()));
      slices.push(tried.part(0, middle));
    }
  }

  /** Drops everything in hand; after a pause, reading goes on from the landing's position. */
  private void beginAgain(String reason) {
    drop();
    troubles.again(reason);
  }

  /** Waits for a person: looks again from time to time whether what was wrong has been mended. */
  private void stop(String reason) {
    drop();
    troubles.stop(reason);
  }

  private void drop() {
    slices.clear();
    gathering.clear();
    seekNeeded = true;
  }

  /** Stays in the group without taking records. */
  private ConsumerRecords<byte[], byte[]> rest(long deadline) {
    Set<TopicPartition> all = new HashSet<>(assignment());
    super.pause(all);
    long until = Math.min(deadline, troubles.restUntil());
    try {
      super.poll(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.debug("Cannot stay in the group for now: {}", e.getMessage());
      LockSupport.parkNanos(until - System.nanoTime());
    } finally {
      if (!suspended) {
        all.retainAll(assignment());
        super.resume(all);
      }
    }
    return ConsumerRecords.empty();
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    suspended = true;
    super.pause(partitions);
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    suspended = false;
    seekNeeded = true;
    super.resume(partitions);
  }

  /** Partitions come and go during a poll, on this thread, while no batch is with the route. */
  private final class Assigned implements ConsumerRebalanceListener {
    private final ConsumerRebalanceListener camel;

    Assigned(ConsumerRebalanceListener camel) {
      this.camel = camel;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      left(partitions);
      camel.onPartitionsRevoked(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      left(partitions);
      camel.onPartitionsLost(partitions);
    }

    private void left(Collection<TopicPartition> partitions) {
      gathering.drop(partitions);
      slices.clear();
      partitions.forEach(positions::forget);
      partitions.forEach(status::forget);
      seekNeeded = true;
      if (partitions.containsAll(assignment())) {
        troubles.othersTurn();
      }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      camel.onPartitionsAssigned(partitions);
      seekNeeded = true;
      // Nothing is fetched before the seek: it happens here where the world allows it.
      try {
        seekToPositions(partitions);
      } catch (StoppedException | WorldException | KafkaException e) {
        // Nothing is fetched from there, and no poll asks where to begin.
        StreamConsumer.super.pause(partitions);
        partitions.forEach(partition -> seek(partition, 0));
        troubles.lookAtOnce();
        LOG.debug("Cannot find positions yet: {}", e.getMessage());
      }
    }
  }

  private void seekToPositions(Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    starts.seek(this, partitions);
    if (!suspended) {
      super.resume(partitions);
    }
    troubles.placeFound();
    endsAsked = 0;
    askEnds();
  }

  private void askEnds() {
    long now = System.nanoTime();
    if (endsAsked != 0 && now - endsAsked < ENDS_ASKED_EVERY.toNanos()) {
      return;
    }
    endsAsked = now;
    Set<TopicPartition> all = assignment();
    if (!all.isEmpty()) {
      // Also the sign that brokers are there: a poll says nothing when they are not.
      endOffsets(all, BROKER_PATIENCE)
          .forEach(
              (partition, end) -> {
                PartitionPosition position = positions.of(partition);
                if (position != null) {
                  status.progress(partition, position, readUntil(partition, position, end));
                  status.committed(partition, end);
                }
              });
    }
  }

  /**
   * The end of what is there to be read: markers of transactions take offsets, but are no records.
   */
  private long readUntil(TopicPartition partition, PartitionPosition position, long end) {
    boolean nothingInHand = gathering.isEmpty() && slices.isEmpty() && !seekNeeded;
    return nothingInHand && position(partition) >= end ? position.next() : end;
  }

  @Override
  public void close() {
    close(CloseOptions.timeout(Duration.ofSeconds(10)));
  }

  @Override
  public void close(CloseOptions options) {
    closeAll(
        () ->
            super.close(
                options.withGroupMembershipOperation(
                    CloseOptions.GroupMembershipOperation.LEAVE_GROUP)));
  }

  private void closeAll(Runnable consumer) {
    try {
      transactions.close();
      topicIds.close();
    } finally {
      troubles.ended();
      status.ended(this);
      closed.run();
      consumer.run();
    }
  }
}
