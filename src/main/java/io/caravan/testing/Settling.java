package io.caravan.testing;

import io.caravan.Application;
import io.caravan.Pipelines;
import io.caravan.record.DatasetName;
import io.caravan.runs.Run;
import io.caravan.runs.RunHistory;
import io.caravan.runs.RunState;
import io.caravan.stream.StreamStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** Waits until everything given has gone its way, as far as it goes. */
final class Settling {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(25);
  private final Application application;
  private final Pipelines pipelines;
  private final Topics topics;

  Settling(Application application, Pipelines pipelines, Topics topics) {
    this.application = application;
    this.pipelines = pipelines;
    this.topics = topics;
  }

  /**
   * @return routes that are still at work, each with what it is at; empty when all have settled
   */
  List<String> await(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    List<String> busy = List.of("everything");
    // Seen twice: between two questions to the ledger a run may begin and end.
    for (int calm = 0; calm < 2 && System.nanoTime() - end < 0; ) {
      busy = busy();
      calm = busy.isEmpty() ? calm + 1 : 0;
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    return busy;
  }

  private List<String> busy() {
    // First how far they are, then what there is: what comes in between is seen.
    Map<String, StreamStatus> statuses = new HashMap<>();
    Map<String, Map<String, StreamStatus.Progress>> read = new HashMap<>();
    for (String route : pipelines.routes()) {
      application
          .streams()
          .of(route)
          .ifPresent(
              status -> {
                statuses.put(route, status);
                read.put(route, status.partitions());
              });
    }
    Optional<Map<TopicPartition, Long>> ends = topics.ends();
    if (ends.isEmpty()) {
      return List.of("A transaction has not ended.");
    }
    List<String> busy = new ArrayList<>();
    for (String route : pipelines.routes()) {
      Optional<String> work =
          pipelines.streams(route)
              ? unread(route, statuses.get(route), read.getOrDefault(route, Map.of()), ends.get())
              : unfinished(route);
      work.ifPresent(w -> busy.add("Route " + route + " " + w));
    }
    return busy;
  }

  private Optional<String> unread(
      String route,
      StreamStatus status,
      Map<String, StreamStatus.Progress> read,
      Map<TopicPartition, Long> ends) {
    boolean stopped =
        status != null && status.trouble().map(StreamStatus.Trouble::stopped).orElse(false);
    if (stopped) {
      return Optional.empty();
    }
    Predicate<String> mine = topicsOf(route);
    long left =
        ends.entrySet().stream()
            .filter(end -> mine.test(end.getKey().topic()))
            .filter(end -> next(read, end.getKey()) < end.getValue())
            .count();
    return left == 0
        ? Optional.empty()
        : Optional.of(
            "has not read everything"
                + Optional.ofNullable(status)
                    .flatMap(StreamStatus::trouble)
                    .map(t -> ": " + t.reason())
                    .orElse("."));
  }

  private static long next(Map<String, StreamStatus.Progress> read, TopicPartition partition) {
    StreamStatus.Progress progress = read.get(partition.toString());
    return progress == null ? -1 : progress.next();
  }

  private Predicate<String> topicsOf(String route) {
    if (pipelines.takesDeliveries(route)) {
      return pipelines.parameter(route, "inbox").orElse(route + "-inbox")::equals;
    }
    String topic = pipelines.parameter(route, "topic").orElse("");
    boolean pattern =
        pipelines.parameter(route, "topicIsPattern").map(Boolean::parseBoolean).orElse(false);
    return pattern ? Pattern.compile(topic).asMatchPredicate() : topic::equals;
  }

  private Optional<String> unfinished(String route) {
    List<Run> runs = application.ledger().history().runs(new RunHistory.Query(route, null, 50));
    Optional<Run> open = runs.stream().filter(run -> working(run.state())).findFirst();
    if (open.isPresent()) {
      return Optional.of("has a run that is " + open.get().state().spelling() + ".");
    }
    return pipelines
        .watchedTable(route)
        .map(
            table ->
                news(route, table, runs)
                    ? Optional.of("has not seen the newest " + table + ".")
                    : Optional.<String>empty())
        .orElseGet(() -> runs.isEmpty() ? Optional.of("has not run.") : Optional.empty());
  }

  /** One that waits for a delay or for another is not waited for. */
  private static boolean working(RunState state) {
    return state == RunState.DUE || state == RunState.RUNNING;
  }

  private boolean news(String route, DatasetName table, List<Run> runs) {
    boolean failed = !runs.isEmpty() && runs.get(0).state() != RunState.SUCCEEDED;
    Long tried =
        failed
            ? runs.get(0).snapshot()
            : application.ledger().history().processedSnapshot(route).orElse(null);
    return application.lake().find(table).flatMap(t -> t.news(tried)).isPresent();
  }
}
