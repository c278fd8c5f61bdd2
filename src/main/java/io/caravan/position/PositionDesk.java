package io.caravan.position;

import io.caravan.bronze.TablePosition;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.record.DatasetName;
import io.caravan.record.FencedException;
import io.caravan.record.Place;
import io.caravan.record.Position;
import io.caravan.record.PositionRange;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import io.caravan.record.WorldException;
import io.caravan.stream.PartitionPosition;
import io.caravan.stream.TopicPositions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Shows where datasets stand, and moves them.
 *
 * <p>A table is moved by a commit of its own, behind the same fence as every other: a reader that
 * began before is refused when it commits, and goes on from where the table stands by then. So the
 * application may run. What lands in topics stands where its group's offsets say; Kafka lets nobody
 * set those while a reader is in the group.
 */
public final class PositionDesk {
  private static final int TRIES = 10;
  private final Lake lake;
  private final Supplier<Map<String, String>> brokers;

  /**
   * @param brokers settings of Kafka's clients, asked for only when a topic is concerned
   */
  public PositionDesk(Lake lake, Supplier<Map<String, String>> brokers) {
    this.lake = lake;
    this.brokers = brokers;
  }

  /** Every table that has a position. */
  public SortedSet<DatasetName> datasets() {
    return lake.tables().stream()
        .filter(name -> !lake.load(name).position().parts().isEmpty())
        .collect(Collectors.toCollection(java.util.TreeSet::new));
  }

  /**
   * Where a dataset stands in each of its sources.
   *
   * @param dataset a table, or the group of a route that lands in topics
   * @throws ProjectException when there is none of that name
   */
  public List<SourcePosition> show(String dataset) {
    Optional<LakeTable> table = table(dataset);
    if (table.isEmpty()) {
      try (TopicPositions topics = new TopicPositions(brokers.get())) {
        SortedMap<String, PartitionPosition> parts = group(topics, dataset).parts();
        return shown(new TreeMap<>(parts), Optional.of(topics));
      }
    }
    SortedMap<String, String> parts = table.get().position().parts();
    TreeMap<String, PartitionPosition> partitions = partitions(parts);
    List<SourcePosition> shown = new ArrayList<>();
    if (!partitions.isEmpty()) {
      try (TopicPositions topics = new TopicPositions(brokers.get())) {
        shown.addAll(shown(partitions, Optional.of(topics)));
      } catch (WorldException brokersAreSilent) {
        shown.addAll(shown(partitions, Optional.empty()));
      }
    }
    parts.forEach(
        (part, text) -> {
          if (TablePosition.isPart(part)) {
            String at = TablePosition.parse(part, text).until();
            shown.add(new SourcePosition(part, at, null, null, null, null));
          } else if (!partitions.containsKey(part)) {
            shown.add(new SourcePosition(part, text, null, null, null, null));
          }
        });
    return shown;
  }

  private static List<SourcePosition> shown(
      TreeMap<String, PartitionPosition> parts, Optional<TopicPositions> topics) {
    Map<TopicPartition, TopicPositions.Span> spans =
        topics.map(open -> spans(open, parts)).orElse(Map.of());
    return parts.entrySet().stream()
        .map(
            each -> {
              PartitionPosition p = each.getValue();
              TopicPositions.Span span = spans.get(partition(each.getKey()));
              return new SourcePosition(
                  each.getKey(),
                  Long.toString(p.next()),
                  span == null ? null : span.first(),
                  span == null ? null : span.end(),
                  p.in(),
                  p.dead());
            })
        .toList();
  }

  /** Of the topics that are there. */
  private static Map<TopicPartition, TopicPositions.Span> spans(
      TopicPositions topics, TreeMap<String, PartitionPosition> parts) {
    SortedSet<String> there = topics.topics();
    List<TopicPartition> asked =
        parts.keySet().stream()
            .map(PositionDesk::partition)
            .filter(p -> there.contains(p.topic()))
            .toList();
    asked = asked.stream().filter(p -> topics.partitions(p.topic()).contains(p)).toList();
    return topics.spans(asked);
  }

  static TopicPartition partition(String part) {
    return PartitionPosition.partition(part).orElseThrow();
  }

  private static TreeMap<String, PartitionPosition> partitions(SortedMap<String, String> parts) {
    TreeMap<String, PartitionPosition> partitions = new TreeMap<>();
    parts.forEach(
        (part, text) ->
            PartitionPosition.partition(part)
                .ifPresent(p -> partitions.put(part, PartitionPosition.parse(part, text))));
    return partitions;
  }

  /**
   * Moves a dataset's positions.
   *
   * @param dataset a table, or the group of a route that lands in topics
   * @param dryRun whether only to say what would be moved
   * @throws ProjectException when there is no such dataset, source or place, or a reader is in the
   *     way
   */
  public List<Move> set(String dataset, Target target, boolean dryRun) {
    Optional<LakeTable> table = table(dataset);
    if (table.isEmpty()) {
      return setGroup(dataset, target, dryRun);
    }
    boolean topics =
        target.topic() != null
            || table.get().position().parts().keySet().stream().noneMatch(TablePosition::isPart);
    return topics
        ? setTopics(table.get(), target, dryRun)
        : setDatabase(table.get(), target, dryRun);
  }

  private List<Move> setDatabase(LakeTable table, Target target, boolean dryRun) {
    if (target.to().equals(Target.LATEST)) {
      throw wrong(
          "Cannot move %s to 'latest': its source is a database table.".formatted(table.name()),
          "Say up to where it counts as read: --to 2026-01-31T02:00:00Z, or --to earliest.");
    }
    String watermark = target.to().equals(Target.EARLIEST) ? "" : target.to();
    return committed(
        table,
        dryRun,
        parts -> {
          String part = databasePart(table.name(), parts, target.source());
          TablePosition before = TablePosition.parse(part, parts.get(part));
          try {
            return Map.of(part, before.movedTo(watermark).json());
          } catch (IllegalArgumentException e) {
            throw wrong(
                e.getMessage(), "Write it as './caravan position show' does: " + before.until());
          }
        });
  }

  private static String databasePart(
      DatasetName name, SortedMap<String, String> parts, String wanted) {
    List<String> all = parts.keySet().stream().filter(TablePosition::isPart).toList();
    if (wanted == null && all.size() == 1) {
      return all.get(0);
    }
    if (wanted != null && all.contains(wanted)) {
      return wanted;
    }
    throw wrong(
        wanted == null
            ? "Cannot move %s: it has several sources.".formatted(name)
            : "Cannot move %s: '%s' is none of its sources.".formatted(name, wanted),
        "Say which: --source " + String.join(" or ", all));
  }

  private List<Move> setTopics(LakeTable table, Target target, boolean dryRun) {
    try (TopicPositions topics = new TopicPositions(brokers.get())) {
      return committed(
          table,
          dryRun,
          parts -> {
            TreeMap<String, PartitionPosition> from = partitions(parts);
            Map<TopicPartition, Long> offsets =
                Destination.offsets(topics, table.name().toString(), target, from);
            Map<String, String> moved = new TreeMap<>();
            topics
                .moved(offsets, from, buried(topics, table.name().toString()))
                .forEach((part, position) -> moved.put(part, position.json()));
            return moved;
          });
    }
  }

  /** How far the dead letters of a table's route are durable: its group has noted that. */
  private static Map<String, PartitionPosition> buried(TopicPositions topics, String table) {
    TopicPositions.Group group = topics.group(table);
    return group.table().filter(table::equals).isPresent() ? group.parts() : Map.of();
  }

  /** Finds out where covered parts go, from where all parts stand. */
  @FunctionalInterface
  private interface Moving {
    Map<String, String> from(SortedMap<String, String> parts);
  }

  private List<Move> committed(LakeTable table, boolean dryRun, Moving moving) {
    for (int attempt = 1; ; attempt++) {
      Position before = table.position();
      Position until = new Position(new TreeMap<>(moving.from(before.parts())));
      List<Move> moves =
          until.parts().entrySet().stream()
              .map(
                  e ->
                      new Move(
                          e.getKey(),
                          before.value(e.getKey()).map(text -> place(e.getKey(), text)).orElse(""),
                          place(e.getKey(), e.getValue())))
              .toList();
      if (dryRun) {
        return moves;
      }
      try {
        table
            .change(LakeTable.MAIN)
            .covering(new PositionRange(before.restrictedTo(until), until))
            .note("reason", "position moved on purpose")
            .note("moved", moves.stream().map(Move::toString).collect(Collectors.joining(", ")))
            .commit();
        return moves;
      } catch (FencedException aReaderWasFirst) {
        if (attempt == TRIES) {
          throw aReaderWasFirst;
        }
      }
    }
  }

  private static String place(String part, String text) {
    return TablePosition.isPart(part)
        ? TablePosition.parse(part, text).until()
        : Long.toString(PartitionPosition.parse(part, text).next());
  }

  private List<Move> setGroup(String group, Target target, boolean dryRun) {
    try (TopicPositions topics = new TopicPositions(brokers.get())) {
      TopicPositions.Group found = group(topics, group);
      Map<TopicPartition, Long> offsets = Destination.offsets(topics, group, target, found.parts());
      Map<String, PartitionPosition> moved = topics.moved(offsets, found.parts(), Map.of());
      if (found.read() || !dryRun && !topics.set(group, moved)) {
        throw wrong(
            "Cannot move %s: its route is running.".formatted(group),
            "Stop the application first; one that was killed has left its place in the group after 10 seconds.");
      }
      return moved.entrySet().stream()
          .map(
              e ->
                  new Move(
                      e.getKey(),
                      Optional.ofNullable(found.parts().get(e.getKey()))
                          .map(p -> Long.toString(p.next()))
                          .orElse(""),
                      Long.toString(e.getValue().next())))
          .toList();
    }
  }

  private Optional<LakeTable> table(String dataset) {
    try {
      return lake.find(DatasetName.parse(dataset));
    } catch (IllegalArgumentException cannotBeATable) {
      return Optional.empty();
    }
  }

  private TopicPositions.Group group(TopicPositions topics, String name) {
    TopicPositions.Group group = topics.group(name);
    if (group.parts().isEmpty()) {
      List<String> known = datasets().stream().map(DatasetName::toString).toList();
      throw wrong(
          "Cannot find '%s': it is neither a table that was read into nor a group of readers."
              .formatted(name),
          Spelling.didYouMean(
              name, known, "Tables with a position: " + String.join(", ", known) + "."));
    }
    group
        .table()
        .ifPresent(
            table -> {
              throw wrong(
                  "Cannot use '%s': its route lands in a table, whose position is the truth."
                      .formatted(name),
                  "Name the table: " + table);
            });
    return group;
  }

  static ProjectException wrong(String what, String remedy) {
    return new ProjectException(Place.file("command line"), what, remedy);
  }
}
