package io.caravan.stream;

import io.caravan.record.KillPoint;
import io.caravan.record.Position;
import io.caravan.record.PositionRange;
import io.caravan.record.WorldException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
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
public final class StreamConsumer extends KafkaConsumer<byte[], byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(StreamConsumer.class);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(8);
  private static final Duration HINT_PATIENCE = Duration.ofSeconds(5);
  private static final Duration REPLAYS_ASKED_EVERY = Duration.ofSeconds(1);
  private static final Duration ENDS_ASKED_EVERY = Duration.ofSeconds(1);
  private final StreamSettings settings;
  private final Optional<Landing> landing;
  private final StreamStatus status;
  private final Replays replays;
  private final Clock clock;
  private final Runnable closed;
  private final Gathering gathering;
  private final DeadShare deadShare;
  private final Transactions transactions;
  private final TopicIds topicIds;
  private final Positions positions = new Positions();
  // What a failed batch was halved into, in order.
  private final Deque<Slice> slices = new ArrayDeque<>();
  private final Set<TopicPartition> readBefore = new HashSet<>();
  private Slice pending;
  private StreamBatch batch;
  private boolean seekNeeded;
  private int failures;
  private long restUntil;
  private long endsAsked;
  private long replaysAsked;
  private long replayPause;
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
    super(config(settings, number), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.settings = settings;
    this.landing = landing;
    this.status = status;
    this.replays = replays;
    this.clock = clock;
    this.closed = closed;
    this.gathering = new Gathering(settings.batch(), System::nanoTime);
    this.deadShare = new DeadShare(settings.deadShare());
    this.topicIds = new TopicIds(settings.client());
    this.transactions =
        new Transactions(settings.client(), identity(settings, number), topicIds::ensure);
  }

  /**
   * Records that are read, tried and given up together.
   *
   * @param replays empty for records that came from the topic just now
   * @param cause not null when they are to be buried
   */
  private record Slice(
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

  private static String identity(StreamSettings settings, int number) {
    return "caravan-" + settings.route() + "-" + settings.instance() + "-" + number;
  }

  /** What the consumer is opened with: docs/streams.md. */
  static Map<String, Object> config(StreamSettings settings, int number) {
    Map<String, Object> config = new HashMap<>(settings.client());
    config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");
    config.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "2000");
    config.putIfAbsent(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, "300000");
    config.putIfAbsent(
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        Integer.toString(Math.min(5_000, settings.batch().records())));
    config.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "4194304");
    // A topic that begins to match a pattern is found soon.
    config.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "10000");
    config.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    // A process that was killed takes its own place again at once instead of waiting for the
    // session of its past life to end.
    config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, identity(settings, number));
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, identity(settings, number));
    // Whoever writes a topic makes it, with as many partitions as it needs.
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    // Where to begin is never left to the client: what it does not find is an error, not a skip.
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return config;
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
      List<Replays.Replay> again = replaysDue();
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
      stop(outOfRange(e));
      return ConsumerRecords.empty();
    } catch (StoppedException e) {
      stop(e.getMessage());
      return ConsumerRecords.empty();
    } catch (WorldException | KafkaException e) {
      beginAgain("Cannot read: " + e.getMessage());
      return ConsumerRecords.empty();
    }
  }

  /** Records that died and are sent again go before new ones, not faster than was asked for. */
  private List<Replays.Replay> replaysDue() {
    long now = System.nanoTime();
    if (replaysAsked != 0 && now - replaysAsked < replayPause) {
      return List.of();
    }
    replaysAsked = now;
    replayPause = REPLAYS_ASKED_EVERY.toNanos();
    for (TopicPartition partition : assignment()) {
      PartitionPosition position = positions.of(partition);
      List<Replays.Replay> due =
          position == null
              ? List.of()
              : replays.next(
                  settings.route(), partition, position.replayed(), settings.batch().records());
      if (!due.isEmpty()) {
        int rate = due.get(0).rate();
        List<Replays.Replay> allowed = rate == 0 ? due : due.subList(0, Math.min(rate, due.size()));
        replayPause = rate == 0 ? 0 : allowed.size() * 1_000_000_000L / rate;
        return allowed;
      }
    }
    return List.of();
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
    batch = new StreamBatch(records, new Reading());
    if (slice.cause != null) {
      records.forEach(record -> batch.bury(record, slice.cause));
    }
    ConsumerRecord<byte[], byte[]> last = slice.records.get(slice.records.size() - 1);
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
      if (tried.replays.isEmpty()) {
        deadShare.landed(done);
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
    List<ConsumerRecord<byte[], byte[]>> records = tried.records;
    if (tried.cause != null) {
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
    Map<String, String> ids = topicIds.of(partitions);
    Map<TopicPartition, OffsetAndMetadata> group = committed(new HashSet<>(partitions));
    Position landed = landing.map(Landing::position).orElse(Position.NONE);
    Map<TopicPartition, Long> begins = beginningOffsets(partitions);
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = group.get(partition);
      positions.begin(partition, landed, offset, landing.isPresent());
      PartitionPosition position = positions.of(partition);
      String id = ids.getOrDefault(partition.topic(), "");
      long begin = begins.get(partition);
      if (position == null) {
        long start =
            settings.fromLatest() && !knows(partition.topic(), landed, group)
                ? endOffsets(List.of(partition)).get(partition)
                : begin;
        position = PartitionPosition.at(id, start);
        positions.start(partition, position);
      } else {
        checkSame(partition, position, id, begin);
      }
      seek(partition, position.next());
    }
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

  private static boolean knows(
      String topic, Position landed, Map<TopicPartition, OffsetAndMetadata> group) {
    return landed.parts().keySet().stream().anyMatch(p -> p.startsWith("kafka:" + topic + "/"))
        || group.values().stream().anyMatch(java.util.Objects::nonNull);
  }

  private void checkSame(
      TopicPartition partition, PartitionPosition position, String id, long begin) {
    if (!position.topicId().isEmpty() && !id.isEmpty() && !position.topicId().equals(id)) {
      throw new StoppedException(
          "topic '%s' is another one than was read so far: it has been deleted and made again. %s"
              .formatted(partition.topic(), remedy("--topic " + partition.topic())));
    }
    if (position.next() < begin) {
      throw new StoppedException(
          "%d records of %s are gone before they were read (position %d, first record %d): the topic's retention was too short. %s"
              .formatted(
                  begin - position.next(), partition, position.next(), begin, remedy(partition)));
    }
    long end = endOffsets(List.of(partition)).get(partition);
    if (position.next() > end) {
      throw new StoppedException(
          "%s ends at offset %d, but was read until %d already: the topic has lost records, or was made again. %s"
              .formatted(partition, end, position.next(), remedy(partition)));
    }
  }

  private String remedy(TopicPartition partition) {
    return remedy("--topic " + partition.topic() + " --partition " + partition.partition());
  }

  /** The command that lets the route go on, ready to be run. */
  private String remedy(String source) {
    String dataset = landing.map(Landing::table).orElse(settings.group());
    return "Nothing is skipped by itself. To read on from the first record that is there%s: ./caravan position set %s %s --to earliest"
        .formatted(landing.isPresent() ? "" : ", stop the application and run", dataset, source);
  }

  private String outOfRange(OffsetOutOfRangeException e) {
    TopicPartition partition = e.offsetOutOfRangePartitions().keySet().iterator().next();
    return "offset %d of %s is not there (any more). %s"
        .formatted(e.offsetOutOfRangePartitions().get(partition), partition, remedy(partition));
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

  /** The batch's side of this consumer. */
  private final class Reading implements StreamBatch.Reading {
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
        transactions.run(letters, offsets(positions.noted(after)), groupMetadata());
        KillPoint.AFTER_LETTERS.pass();
        positions.buried(after);
      }
    }

    @Override
    public void land(StreamBatch landing, Iterable<ProducerRecord<byte[], byte[]>> output) {
      check(landing);
      Map<TopicPartition, PartitionPosition> after = positions.after(landing);
      KillPoint.BEFORE_COMMIT.pass();
      transactions.run(joined(output, letters(landing, false)), offsets(after), groupMetadata());
      KillPoint.AFTER_COMMIT.pass();
      positions.landed(after);
      progress(after);
    }

    @Override
    public void landed(StreamBatch landing) {
      Map<TopicPartition, PartitionPosition> after = positions.after(landing);
      positions.landed(after);
      progress(after);
      // A hint for tools that show a group's lag; nobody begins from it.
      hint(after);
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

  private void hint(Map<TopicPartition, PartitionPosition> after) {
    try {
      // At once, so that it cannot overtake the offsets of a later transaction.
      super.commitSync(offsets(positions.noted(after)), HINT_PATIENCE);
    } catch (KafkaException notNeeded) {
      LOG.debug("Cannot tell the group its offsets: {}", notNeeded.getMessage());
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

  // Positions move only with what has landed: Camel's own commits are left out.

  @Override
  public void commitSync() {}

  @Override
  public void commitSync(Duration timeout) {}

  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {}

  @Override
  public void commitAsync() {}

  @Override
  public void commitAsync(OffsetCommitCallback callback) {}

  @Override
  public void commitAsync(
      Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {}

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
