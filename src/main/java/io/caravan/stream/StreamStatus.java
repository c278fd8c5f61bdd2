package io.caravan.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.TopicPartition;

/**
 * How the reading of one route goes, for health, metrics and whoever waits until everything is
 * read. Shared by the route's readers.
 */
public final class StreamStatus {
  private final String route;
  private final Map<TopicPartition, Progress> progress = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();
  private final Map<Object, Trouble> troubles = new ConcurrentHashMap<>();
  private final Map<Object, Instant> batches = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> warnings = new ConcurrentHashMap<>();
  private final Map<String, Lookups> lookups = new ConcurrentHashMap<>();

  /**
   * One partition.
   *
   * @param next offset of the first record that has not landed
   * @param end offset after the last record, when it was last asked
   * @param in records handled so far
   * @param dead those of them that are dead letters
   * @param deaths those that ever were: so many letters were written when they died first
   */
  public record Progress(long next, long end, long in, long dead, long deaths) {
    public long lag() {
      return Math.max(0, end - next);
    }
  }

  /**
   * Why a reader does not go on.
   *
   * @param stopped true when it waits for a person; else it tries again by itself
   */
  public record Trouble(String reason, boolean stopped, Instant since) {}

  public StreamStatus(String route) {
    this.route = route;
  }

  public String route() {
    return route;
  }

  /** By {@code topic-partition}, as far as they are read in this process. */
  public Map<String, Progress> partitions() {
    Map<String, Progress> sorted = new TreeMap<>();
    progress.forEach((partition, p) -> sorted.put(partition.toString(), p));
    return sorted;
  }

  /** The same, by partition. */
  public Map<TopicPartition, Progress> progress() {
    return Map.copyOf(progress);
  }

  /** Records that are in the topics, but have not landed. */
  public long lag() {
    return progress.values().stream().mapToLong(Progress::lag).sum();
  }

  /** Records handled so far, by all readers there ever were. */
  public long in() {
    return progress.values().stream().mapToLong(Progress::in).sum();
  }

  /** Those of them that are dead letters. */
  public long dead() {
    return progress.values().stream().mapToLong(Progress::dead).sum();
  }

  /** Whether partitions have been assigned at all. */
  public boolean reading() {
    return !progress.isEmpty();
  }

  /** The first reason why a reader does not go on. */
  public Optional<Trouble> trouble() {
    return troubles.values().stream().min(java.util.Comparator.comparing(Trouble::since));
  }

  /** Since when the oldest batch that is with the route has been there; empty when none is. */
  public Optional<Instant> underWay() {
    return batches.values().stream().min(java.util.Comparator.naturalOrder());
  }

  /** Counts records that break a check that only warns; those of a batch tried twice twice. */
  public void warned(String check, long records) {
    warnings.computeIfAbsent(check, none -> new LongAdder()).add(records);
  }

  /** How many records broke a check that only warns, by check. */
  public Map<String, Long> warnings() {
    Map<String, Long> sorted = new TreeMap<>();
    warnings.forEach((check, records) -> sorted.put(check, records.sum()));
    return sorted;
  }

  /**
   * What was looked up elsewhere.
   *
   * @param records that were looked up so far
   * @param read keys that were not remembered
   * @param missed records that nothing was found for
   * @param oldest age of the oldest answer in the last batch: how stale it may have been
   */
  public record Lookups(long records, long read, long missed, Duration oldest) {}

  /** Notes what a step looked up for a batch. */
  public void looked(String reference, long records, long read, long missed, Duration oldest) {
    lookups.merge(
        reference,
        new Lookups(records, read, missed, oldest),
        (a, b) ->
            new Lookups(a.records + b.records, a.read + b.read, a.missed + b.missed, b.oldest));
  }

  /** By what it was looked up in. */
  public Map<String, Lookups> lookups() {
    return new TreeMap<>(lookups);
  }

  void progress(TopicPartition partition, PartitionPosition position, long end) {
    progress.put(
        partition,
        new Progress(
            position.next(),
            end,
            position.in(),
            position.dead(),
            position.dead() + position.revived()));
  }

  /** Notes how far records of a partition are committed, as the broker says now. */
  void committed(TopicPartition partition, long end) {
    ends.put(partition, end);
  }

  /** How far the reader knows that each partition's records are committed. */
  public Map<TopicPartition, Long> committed() {
    return Map.copyOf(ends);
  }

  void forget(TopicPartition partition) {
    progress.remove(partition);
    ends.remove(partition);
  }

  void began(Object reader, Instant at) {
    batches.put(reader, at);
  }

  void ended(Object reader) {
    batches.remove(reader);
  }

  void trouble(Object reader, String reason, boolean stopped, Instant since) {
    Trouble before = troubles.get(reader);
    Instant first = before != null && before.stopped == stopped ? before.since : since;
    troubles.put(reader, new Trouble(reason, stopped, first));
  }

  void well(Object reader) {
    troubles.remove(reader);
  }
}
