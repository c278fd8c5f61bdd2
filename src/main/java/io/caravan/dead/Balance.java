package io.caravan.dead;

import io.caravan.engine.Sql;
import io.caravan.engine.SqlEngine;
import io.caravan.engine.SqlSession;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Scan;
import io.caravan.lake.Snapshot;
import io.caravan.record.DatasetName;
import io.caravan.stream.DeadLetter;
import io.caravan.stream.PartitionPosition;
import io.caravan.stream.StreamStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether streams add up, looked at from time to time while they run: {@code in = landed + dead}.
 *
 * <ul>
 *   <li>Each commit of a stream must add as many rows as its position says have landed; that is
 *       read from the commits' summaries alone.
 *   <li>As many letters must lie in {@code dead.letters} as the positions say have died. Both move
 *       on meanwhile, so each is compared with what the other says once it has caught up.
 * </ul>
 *
 * <p>What does not add up is kept with the table too, where {@code ./caravan dead} finds it.
 */
public final class Balance {
  /** By this begin the properties under which tables keep what does not add up. */
  public static final String PROPERTY = "imbalance.";

  /** Noted by a commit whose records may become fewer rows than they are. */
  private static final String MERGED = "merged";

  private static final long NOTHING = -1;
  private static final DatasetName LETTERS = DatasetName.parse(DeadLetter.TABLE);
  private final Lake lake;
  private final SqlEngine engine;
  private final Map<DatasetName, Long> checked = new HashMap<>();
  private final Map<String, Imbalance> unequal = new TreeMap<>();
  private Map<Source, StreamStatus.Progress> before = Map.of();
  private Map<Source, Long> lettersBefore = Map.of();
  private long countedAt = NOTHING;

  /**
   * Something that does not add up.
   *
   * @param subject commit or source, unique
   * @param what which numbers are not equal, and where
   */
  public record Imbalance(DatasetName table, String subject, String what) {}

  private record Source(String route, TopicPartition partition) {}

  public Balance(Lake lake, SqlEngine engine) {
    this.lake = lake;
    this.engine = engine;
  }

  /**
   * Looks again.
   *
   * @param streams those that run
   * @return everything that does not add up, what was found before included
   */
  public List<Imbalance> look(List<StreamStatus> streams) {
    Map<String, Imbalance> found = new TreeMap<>();
    for (DatasetName name : lake.tables()) {
      lake.find(name).ifPresent(table -> commits(table, found));
    }
    unequal.putAll(found); // A commit that is wrong stays so.
    letters(streams);
    return List.copyOf(unequal.values());
  }

  /** What tables keep of it. */
  public List<String> known() {
    List<String> known = new ArrayList<>();
    for (DatasetName name : lake.tables()) {
      lake.find(name)
          .ifPresent(
              table ->
                  table
                      .properties()
                      .forEach(
                          (key, what) -> {
                            if (key.startsWith(PROPERTY) && !what.isEmpty()) {
                              known.add(what);
                            }
                          }));
    }
    return known;
  }

  private void commits(LakeTable table, Map<String, Imbalance> found) {
    List<Snapshot> newest = table.history();
    Long last = checked.get(table.name());
    for (int i = 0; i + 1 < newest.size(); i++) {
      Snapshot commit = newest.get(i);
      if (last != null && commit.id() == last) {
        break;
      }
      landed(commit, newest.get(i + 1)).ifPresent(landed -> compare(table, commit, landed, found));
    }
    if (!newest.isEmpty()) {
      checked.put(table.name(), newest.get(0).id());
    }
  }

  /**
   * How many records have landed from one commit to the next, by their positions; empty for none of
   * a stream's.
   */
  private static Optional<Long> landed(Snapshot commit, Snapshot parent) {
    if (commit.operation().equals(LakeTable.REPACKED)
        || commit.position().equals(parent.position())) {
      return Optional.empty();
    }
    long landed = 0;
    boolean streamed = false;
    for (Map.Entry<String, String> part : commit.position().parts().entrySet()) {
      String before = parent.position().parts().get(part.getKey());
      if (PartitionPosition.partition(part.getKey()).isPresent()
          && !part.getValue().equals(before)) {
        streamed = true;
        landed += landed(part.getKey(), part.getValue()) - landed(part.getKey(), before);
      }
    }
    return streamed ? Optional.of(landed) : Optional.empty();
  }

  private static long landed(String part, String text) {
    if (text == null) {
      return 0;
    }
    PartitionPosition position = PartitionPosition.parse(part, text);
    return position.in() - position.dead();
  }

  private void compare(
      LakeTable table, Snapshot commit, long landed, Map<String, Imbalance> found) {
    long rows = Long.parseLong(commit.summary().getOrDefault("added-records", "0"));
    boolean merged = commit.summary().containsKey(MERGED);
    if (rows == landed || merged && rows < landed) {
      return;
    }
    note(
        table,
        "commit." + commit.id(),
        "Commit %d of %s has %d rows, but %d records have landed by its position."
            .formatted(commit.id(), table.name(), rows, landed),
        found);
  }

  private void note(LakeTable table, String subject, String what, Map<String, Imbalance> found) {
    found.put(subject, new Imbalance(table.name(), subject, what));
    table.setProperties(Map.of(PROPERTY + subject, what));
  }

  private void letters(List<StreamStatus> streams) {
    Map<Source, StreamStatus.Progress> now = new HashMap<>();
    Map<String, StreamStatus> wellRead = new HashMap<>();
    boolean landing = false;
    for (StreamStatus stream : streams) {
      if (stream.route().equals(DeadLetter.TABLE)) {
        // Caught up with what lay in its topics a moment ago, and so with all of the round before.
        landing = stream.reading() && stream.lag() == 0 && stream.trouble().isEmpty();
      } else {
        stream.progress().forEach((p, at) -> now.put(new Source(stream.route(), p), at));
        if (stream.trouble().isEmpty()) {
          wellRead.put(stream.route(), stream);
        }
      }
    }
    boolean anyDied = now.values().stream().anyMatch(at -> at.deaths() > 0);
    if (landing && (anyDied || !lettersBefore.isEmpty())) {
      Map<Source, Long> letters = lettersNow();
      now.forEach(
          (source, at) -> {
            if (wellRead.containsKey(source.route)) {
              compare(source, at, letters.getOrDefault(source, 0L));
            }
          });
      lettersBefore = letters;
    }
    before = now;
  }

  private void compare(Source source, StreamStatus.Progress at, long letters) {
    StreamStatus.Progress then = before.get(source);
    if (then == null) {
      return;
    }
    // The batch that was under way when letters were counted last has landed since.
    boolean settled = at.next() > then.next() || at.lag() == 0;
    boolean missing = letters < then.deaths();
    boolean tooMany = settled && lettersBefore.getOrDefault(source, 0L) > at.deaths();
    String subject = "letters." + source.route + "." + source.partition;
    if (missing || tooMany) {
      Map<String, Imbalance> found = new TreeMap<>();
      note(
          lake.load(LETTERS),
          subject,
          "Of %s, %d records of %s have died, but %s has %d letters of them."
              .formatted(
                  source.partition,
                  missing ? then.deaths() : at.deaths(),
                  source.route,
                  LETTERS,
                  missing ? letters : lettersBefore.get(source)),
          found);
      unequal.putAll(found);
    } else if (settled && unequal.remove(subject) != null) {
      lake.load(LETTERS).setProperties(Map.of(PROPERTY + subject, ""));
    }
  }

  /**
   * Letters of first deaths; one that landed twice counts once. They are counted when there are
   * others than last time, for that reads them all.
   */
  private Map<Source, Long> lettersNow() {
    Optional<LakeTable> table = lake.find(LETTERS);
    if (table.isEmpty()) {
      return Map.of();
    }
    Scan all = table.get().scan(LakeTable.MAIN);
    if (all.snapshot() == countedAt) {
      return lettersBefore;
    }
    Map<Source, Long> letters = new HashMap<>();
    try (SqlSession session = engine.session()) {
      session.bind(LETTERS, all);
      String sql =
          """
          select route, source_topic, source_partition, count(distinct id) from %s
          where tries = 1 and route is not null and source_topic is not null group by all
          """
              .formatted(Sql.name(LETTERS));
      for (List<Object> row : session.query(sql).rows()) {
        TopicPartition partition =
            new TopicPartition((String) row.get(1), ((Number) row.get(2)).intValue());
        letters.put(new Source((String) row.get(0), partition), ((Number) row.get(3)).longValue());
      }
    }
    countedAt = all.snapshot();
    return letters;
  }
}
