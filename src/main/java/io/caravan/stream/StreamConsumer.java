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
import java.util.Map;
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
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(8);
  private static final Duration ENDS_ASKED_EVERY = Duration.ofSeconds(1);
  private final StreamSettings settings;
  private final StreamStatus status;
  private final ReplayTurns replays;
  private final Starts starts;
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
  private int failures;
  private long restUntil;
  private long endsAsked;
  private boolean stopped;
  private boolean suspended;
  private boolean matchAgain;
  // Whether the last batch failed: only one that lands shows that the trouble is over.
  private boolean unlanded;

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
      if (System.nanoTime() < restUntil) {
        return rest(deadline);
      }
      if (seekNeeded) {
        // What is in hand already is read again from there.
        slices.clear();
        gathering.clear();
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
    ConsumerRecord<byte[], byte[]> last = slice.records().get(slice.records().size() - 1);
    return oneRecord(last, batch);
  }

  /** Camel hands the value on as it is, whatever its type. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static ConsumerRecords<byte[], byte[]> oneRecord(
      ConsumerRecord<byte[], byte[]> last, StreamBatch value) {
    ConsumerRecord record =
        new ConsumerRecord(last.topic(), last.partition(), last.offset(), null, value);
    TopicPartition partition = new TopicPartition(last.topic(), last.partition());
    return new ConsumerRecords(Map.of(partition, List.of(record)), Map.of());
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
      failures = 0;
      unlanded = false;
      stopped = false;
      status.well(this);
      return;
    }
    unlanded = true;
    failed(tried, done, done.failure());
  }

  private void failed(Slice tried, StreamBatch done, Throwable failure) {
    switch (Fault.of(failure)) {
      case WORLD -> beginAgain(message(failure));
      case FENCED -> {
        LOG.info("Route {}: another reader was first, so this one begins again", settings.route());
        beginAgain(message(failure));
      }
      case ROUTE -> stop(message(failure));
      case RECORD -> searchRecord(tried, done, failure);
      default -> throw new IllegalStateException("No such fault");
    }
  }

  /** Halves what failed, until one record is left that is at fault. */
  private void searchRecord(Slice tried, StreamBatch done, Throwable failure) {
    List<ConsumerRecord<byte[], byte[]>> records = tried.records();
    if (tried.cause() != null) {
      beginAgain("Cannot bury a record: " + message(failure));
    } else if (records.size() == 1) {
      Cause cause = new Cause("route", "error", message(failure));
      LOG.warn("Route {}: {} is dead: {}", settings.route(), done.all().get(0), cause.message());
      slices.push(tried.buried(cause));
    } else {
      int middle = records.size() / 2;
      slices.push(tried.part(middle, records.size()));
      slices.push(tried.part(0, middle));
    }
  }

  private static String message(Throwable failure) {
    Throwable e = failure;
    while (e.getMessage() == null && e.getCause() != null) {
      e = e.getCause();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Drops everything in hand; after a pause, reading goes on from the landing's position. */
  private void beginAgain(String reason) {
    slices.clear();
    gathering.clear();
    seekNeeded = true;
    failures++;
    long pause = SHORTEST_PAUSE.toMillis() << Math.min(20, failures - 1);
    pause = Math.min(pause, settings.longestPause().toMillis());
    restUntil = System.nanoTime() + Duration.ofMillis(pause).toNanos();
    if (failures == 1 || Integer.bitCount(failures) == 1) {
      LOG.warn(
          "Route {} tries again in {} ms (attempt {}): {}",
          settings.route(),
          pause,
          failures,
          reason);
    }
    status.trouble(this, reason, false, clock.instant());
  }

  /** Waits for a person: looks again from time to time whether what was wrong has been mended. */
  private void stop(String reason) {
    slices.clear();
    gathering.clear();
    seekNeeded = true;
    if (!stopped) {
      LOG.error("Route {} has stopped: {}", settings.route(), reason);
    }
    stopped = true;
    restUntil = System.nanoTime() + settings.longestPause().toNanos();
    status.trouble(this, reason, true, clock.instant());
  }

  /** Stays in the group without taking records. */
  private ConsumerRecords<byte[], byte[]> rest(long deadline) {
    Set<TopicPartition> all = new HashSet<>(assignment());
    super.pause(all);
    long until = Math.min(deadline, restUntil);
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
      unlanded &= !partitions.containsAll(assignment());
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      camel.onPartitionsAssigned(partitions);
      seekNeeded = true;
      // Nothing is fetched before the seek: it happens here where the world allows it.
      try {
        seekToPositions(partitions);
      } catch (StoppedException | WorldException | KafkaException e) {
        hold(partitions);
        restUntil = System.nanoTime();
        LOG.debug("Cannot find positions yet: {}", e.getMessage());
      }
    }
  }

  /** Nothing is fetched from there, and no poll asks where to begin. */
  private void hold(Collection<TopicPartition> partitions) {
    super.pause(partitions);
    partitions.forEach(partition -> seek(partition, 0));
  }

  private void seekToPositions(Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    starts.seek(this, partitions);
    if (!suspended) {
      super.resume(partitions);
    }
    if (!unlanded) {
      // Whatever kept it from finding its place is mended; a batch need not come to show that.
      stopped = false;
      status.well(this);
    }
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
      status.well(this);
      status.ended(this);
      closed.run();
      consumer.run();
    }
  }
}
