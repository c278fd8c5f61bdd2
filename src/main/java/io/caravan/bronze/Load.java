package io.caravan.bronze;

import io.caravan.lake.StagedFile;
import io.caravan.record.PositionRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything that goes into a table in one commit, in as many files as it takes: a data window, a
 * range of offsets, a message. Used by one thread.
 */
public final class Load {
  private final String source;
  private final Supplier<Optional<PositionRange>> range;
  private final String attempt;
  private final List<StagedFile> files = new ArrayList<>();
  private Commitment commitment;

  /** What is decided when the first file is begun and holds for all of them. */
  record Commitment(Instant ingestedAt, String batchId) {}

  /**
   * @param source the {@code _source} of the rows
   * @param range what the load covers, asked when all of it is read; empty for a source that cannot
   *     say (it is then delivered at least once)
   * @param attempt tells loads and their tries apart, so that two processes never write the same
   *     object
   */
  public Load(String source, Supplier<Optional<PositionRange>> range, String attempt) {
    this.source = source;
    this.range = range;
    this.attempt = attempt;
  }

  /** A load of known extent. */
  public static Load covering(String source, PositionRange range, String attempt) {
    return new Load(source, () -> Optional.of(range), attempt);
  }

  /** A load from a source without positions. */
  public static Load atLeastOnce(String source, String attempt) {
    return new Load(source, Optional::empty, attempt);
  }

  public String source() {
    return source;
  }

  Optional<PositionRange> range() {
    return range.get();
  }

  String attempt() {
    return attempt;
  }

  Optional<Commitment> commitment() {
    return Optional.ofNullable(commitment);
  }

  void decide(Commitment decided) {
    commitment = decided;
  }

  void add(StagedFile file) {
    files.add(file);
  }

  List<StagedFile> files() {
    return List.copyOf(files);
  }

  Optional<StagedFile> newest() {
    return files.isEmpty() ? Optional.empty() : Optional.of(files.get(files.size() - 1));
  }

  /** Rows that lie in the object store by now. */
  public long rows() {
    return files.stream().mapToLong(StagedFile::rows).sum();
  }
}
