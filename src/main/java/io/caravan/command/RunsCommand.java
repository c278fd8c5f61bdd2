package io.caravan.command;

import io.caravan.Application;
import io.caravan.runs.Run;
import io.caravan.runs.RunHistory;
import io.caravan.runs.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What ran, when, how it ended. */
@Command(
    name = "runs",
    description = "Lists runs, newest first.",
    footer = {"", "  caravan runs --dataset bronze.users --state failed"})
final class RunsCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ProjectOptions options;
  @Mixin HelpOption help;

  @Option(names = "--dataset", paramLabel = "LAYER.TABLE", description = "Only runs of this route.")
  String dataset;

  @Option(names = "--state", description = "Only runs that stand there: ${COMPLETION-CANDIDATES}.")
  RunState state;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  int limit = 30;

  @Override
  public Integer call() {
    try (Application application = Application.visit(options.settings())) {
      List<Run> runs =
          application.ledger().history().runs(new RunHistory.Query(dataset, state, limit));
      if (options.json) {
        Json.print(spec.commandLine().getOut(), runs.stream().map(RunsCommand::plain).toList());
        return 0;
      }
      Table table =
          new Table("run", "dataset", "of", "state", "try", "took", "counts", "what happened");
      runs.forEach(
          run ->
              table.row(
                  run.id(),
                  run.route(),
                  run.subject(),
                  run.state().spelling() + (run.deadlineMissed() ? ", late" : ""),
                  run.attempt(),
                  took(run),
                  counts(run),
                  firstLine(run.error())));
      table.print(spec.commandLine().getOut());
      return 0;
    }
  }

  static Map<String, Object> plain(Run run) {
    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put("id", run.id());
    plain.put("dataset", run.route());
    plain.put("of", run.subject());
    plain.put("backfill", run.backfill());
    plain.put("state", run.state().spelling());
    plain.put("attempt", run.attempt());
    plain.put("started", text(run.started()));
    plain.put("ended", text(run.ended()));
    plain.put("retryAt", text(run.notBefore()));
    plain.put("deadlineMissed", run.deadlineMissed());
    plain.put("counts", run.counts());
    plain.put("verdict", run.verdict());
    plain.put("error", run.error());
    plain.put("tags", run.tags());
    return plain;
  }

  private static String text(Instant at) {
    return at == null ? null : at.toString();
  }

  private static String took(Run run) {
    return run.started() == null || run.ended() == null
        ? ""
        : Seconds.of(Duration.between(run.started(), run.ended()));
  }

  private static String counts(Run run) {
    return run.counts().entrySet().stream()
        .map(e -> e.getKey() + " " + "%,d".formatted(e.getValue()))
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }

  private static String firstLine(String text) {
    return text == null ? "" : text.lines().findFirst().orElse("");
  }
}
