package io.caravan.command;

import io.caravan.Application;
import io.caravan.Pipelines;
import io.caravan.lake.LakeTable;
import io.caravan.record.DatasetName;
import io.caravan.runs.Run;
import io.caravan.runs.RunHistory;
import io.caravan.runs.RunState;
import io.caravan.stream.DeadLetter;
import io.caravan.stream.StreamStatus;
import io.caravan.stream.TopicPositions;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that is due, once: waits until every route that begins with an interval has run for
 * one that ended after the start, and every route that follows a table has handled its newest
 * snapshot; then says what happened.
 */
final class OneRound {
  private static final Logger LOG = LoggerFactory.getLogger(OneRound.class);
  // A topic that is not there by then is not waited for.
  private static final Duration TOPICS_COME = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(30);
  private final Application application;
  private final Pipelines pipelines;
  private final PrintWriter out;
  private final boolean json;
  private final Instant begun;
  private Map<TopicPartition, Long> ends = Map.of();
  private int looks;

  OneRound(Application application, Pipelines pipelines, PrintWriter out, boolean json) {
    this.application = application;
    this.pipelines = pipelines;
    this.out = out;
    this.json = json;
    this.begun = application.clock().instant();
  }

  /**
   * @return exit code: 0 when all went well
   */
  int complete() {
    Instant end = begun.plus(LONGEST);
    List<String> awaited = List.of("everything");
    SortedMap<String, Run> last = new TreeMap<>();
    // Seen twice: between two questions to the ledger a run may begin and end.
    for (int calm = 0; calm < 2 && application.clock().instant().isBefore(end); ) {
      List<String> idle = idle();
      last = last();
      List<String> still = awaited(last, idle);
      if (!still.equals(awaited)) {
        LOG.info("Waiting for {}", still.isEmpty() ? "nothing more" : String.join(", ", still));
      }
      awaited = still;
      calm = awaited.isEmpty() && allKnown() ? calm + 1 : 0;
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    print(last);
    boolean well =
        last.values().stream().allMatch(run -> run.state() == RunState.SUCCEEDED)
            && application.streams().all().stream().allMatch(s -> s.trouble().isEmpty());
    return well && awaited.isEmpty() ? 0 : Caravan.ANSWER_IS_NO;
  }

  /**
   * Whether streams have read what was in their topics when it was looked at, as often as there are
   * streams: what one has sent on and the next cannot see yet is then read by the last of them too,
   * and new records that come all the time do not keep the round from ending.
   */
  private boolean allKnown() {
    List<StreamStatus> going =
        application.streams().all().stream()
            .filter(s -> s.reading() && s.trouble().isEmpty())
            .toList();
    Map<TopicPartition, Long> known = new HashMap<>();
    going.forEach(s -> s.committed().forEach((p, end) -> known.merge(p, end, Math::min)));
    while (known.entrySet().stream()
        .allMatch(p -> p.getValue() >= ends.getOrDefault(p.getKey(), 0L))) {
      if (looks == going.size()) {
        return true;
      }
      looks++;
      try (TopicPositions topics = new TopicPositions(application.kafka().client())) {
        ends = topics.ends(known.keySet());
      }
    }
    return false;
  }

  /**
   * The first run of each route that ended, or will end, after the start: what comes later belongs
   * to another round.
   */
  private SortedMap<String, Run> last() {
    SortedMap<String, Run> last = new TreeMap<>();
    for (String route : pipelines.routes()) {
      List<Run> runs =
          new ArrayList<>(
              application.ledger().history().runs(new RunHistory.Query(route, null, 50)));
      boolean follows = pipelines.watchedTable(route).isPresent();
      if (!follows) {
        java.util.Collections.reverse(runs);
      }
      runs.stream()
          .filter(
              run ->
                  run.state() != RunState.MISSED
                      && (run.ended() == null || !run.ended().isBefore(begun)))
          .findFirst()
          .ifPresent(run -> last.put(route, run));
    }
    return last;
  }

  /** Routes for which nothing was due. Asked before runs are, so that none slips in between. */
  private List<String> idle() {
    return pipelines.routes().stream()
        .filter(route -> application.ledger().idleSince(route, begun))
        .toList();
  }

  private List<String> awaited(SortedMap<String, Run> last, List<String> idle) {
    List<String> open =
        pipelines.routes().stream()
            .filter(route -> !settled(route, last.get(route), idle.contains(route)))
            .toList();
    // Who waits for a table, waits in vain when nothing that could fill it is going on any more.
    boolean inVain =
        open.stream()
            .allMatch(
                route ->
                    last.containsKey(route) && application.ledger().holdsBack(last.get(route)));
    return inVain ? List.of() : open;
  }

  private boolean settled(String route, Run run, boolean idle) {
    if (pipelines.streams(route)) {
      return read(route);
    }
    if (run != null && !finished(run)) {
      return false; // Though its table may know of no news any more: it ended after it was asked
      // for.
    }
    return pipelines
        .watchedTable(route)
        .map(table -> handled(route, table, run))
        .orElse(run != null || idle);
  }

  /** Whether a streaming route has landed everything, or will not without a person. */
  private boolean read(String route) {
    StreamStatus status = application.streams().of(route).orElse(null);
    if (status == null) {
      return false;
    }
    boolean stopped = status.trouble().map(StreamStatus.Trouble::stopped).orElse(false);
    if (route.equals(DeadLetter.TABLE) && !stopped) {
      // Its topics come into being with the first letters.
      long letters =
          application.streams().all().stream()
              .filter(s -> s != status)
              .mapToLong(StreamStatus::dead)
              .sum();
      return status.in() >= letters && status.lag() == 0;
    }
    boolean nothingThere =
        !status.reading() && application.clock().instant().isAfter(begun.plus(TOPICS_COME));
    return stopped || nothingThere || status.reading() && status.lag() == 0;
  }

  /** A retry that waits is an end here: one round does not sit out the delay. */
  private static boolean finished(Run run) {
    return !run.state().open() || run.state() == RunState.RETRYING;
  }

  private boolean handled(String route, DatasetName table, Run run) {
    boolean failed = run != null && run.state() != RunState.SUCCEEDED;
    Long tried =
        failed
            ? run.snapshot()
            : application.ledger().history().processedSnapshot(route).orElse(null);
    return application.lake().find(table).flatMap(t -> t.news(tried)).isEmpty();
  }

  private void print(SortedMap<String, Run> last) {
    Map<DatasetName, Long> rows = new TreeMap<>();
    Map<DatasetName, String> snapshots = new LinkedHashMap<>();
    for (DatasetName name : application.lake().tables()) {
      LakeTable table = application.lake().load(name);
      rows.put(
          name,
          table.scan(LakeTable.MAIN).files().stream()
              .mapToLong(f -> f.rows() - f.deleted().length)
              .sum());
      snapshots.put(
          name, table.snapshot(LakeTable.MAIN).map(s -> Long.toString(s.id())).orElse(""));
    }
    if (json) {
      List<Map<String, Object>> all = new ArrayList<>();
      rows.forEach(
          (name, count) ->
              all.add(
                  Map.of(
                      "dataset", name.toString(), "rows", count, "snapshot", snapshots.get(name))));
      Json.print(
          out,
          Map.of(
              "runs",
              last.values().stream().map(RunsCommand::plain).toList(),
              "tables",
              all,
              "waiting",
              waiting(last)));
      return;
    }
    Table table =
        new Table(
            "dataset",
            "read",
            "bronze",
            "silver",
            "gold",
            "dead",
            "rows now",
            "snapshot",
            "time",
            "");
    rows.forEach(
        (name, count) -> {
          Run run = last.get(name.toString());
          StreamStatus stream = application.streams().of(name.toString()).orElse(null);
          if (stream != null) {
            table.row(streamed(name, stream, count, snapshots.get(name)));
            return;
          }
          table.row(
              name,
              count(run, "rowsRead"),
              count(run, "bronze"),
              count(run, "silver"),
              count(run, "gold"),
              run == null ? "" : "%,d".formatted(run.counts().getOrDefault("dead", 0L)),
              "%,d".formatted(count),
              snapshots.get(name),
              run == null || run.ended() == null
                  ? ""
                  : Seconds.of(Duration.between(run.started(), run.ended())),
              run == null || run.state() == RunState.SUCCEEDED ? "" : why(run));
        });
    last.forEach(
        (route, run) -> {
          if (rows.keySet().stream().noneMatch(n -> n.toString().equals(route))) {
            table.row(
                route,
                count(run, "rowsRead"),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                run.state() == RunState.SUCCEEDED ? withoutTable(route) : why(run));
          }
        });
    table.print(out);
    if (last.isEmpty() && waiting(last).isEmpty()) {
      out.println("Nothing was due.");
    }
    waiting(last).forEach(out::println);
    out.flush();
  }

  private static List<Object> streamed(
      DatasetName name, StreamStatus stream, long rows, String snapshot) {
    String landed = "%,d".formatted(stream.in() - stream.dead());
    List<Object> cells = new ArrayList<>();
    cells.add(name);
    cells.add("%,d".formatted(stream.in()));
    for (String layer : List.of("bronze", "silver", "gold")) {
      cells.add(name.namespace().equals(layer) ? landed : "");
    }
    cells.add("%,d".formatted(stream.dead()));
    cells.add("%,d".formatted(rows));
    cells.add(snapshot);
    cells.add("");
    cells.add(stream.trouble().map(StreamStatus.Trouble::reason).orElse(""));
    return cells;
  }

  /** Who is left waiting, and for whom: two that wait for each other are seen side by side. */
  private List<String> waiting(SortedMap<String, Run> last) {
    List<String> waiting = new ArrayList<>();
    for (String route : pipelines.routes()) {
      Run run = last.get(route);
      if (run != null && run.state() == RunState.WAITING) {
        waiting.add("%s waits: %s".formatted(route, run.error()));
      }
      pipelines
          .watchedTable(route)
          .filter(table -> run == null && application.lake().find(table).isEmpty())
          .ifPresent(
              table ->
                  waiting.add(
                      "%s waits: it follows %s, which is not there yet.".formatted(route, table)));
    }
    return waiting;
  }

  private String withoutTable(String route) {
    return application.lake().views().stream().anyMatch(view -> view.toString().equals(route))
        ? "a view"
        : "nothing to write";
  }

  private static String why(Run run) {
    if (run.state() == RunState.WAITING) {
      return run.state().spelling(); // For whom is said below the table.
    }
    String text = run.error() == null ? "" : run.error();
    return run.state().spelling() + ": " + text.lines().findFirst().orElse("");
  }

  private static String count(Run run, String name) {
    return run == null || !run.counts().containsKey(name)
        ? ""
        : "%,d".formatted(run.counts().get(name));
  }
}
