package io.caravan.command;

import io.caravan.Application;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks for a stretch of the past to be read again. */
@Command(
    name = "backfill",
    description =
        "Reads a stretch of the past again; the running application works it off beside its live runs.",
    footer = {
      "",
      "  caravan backfill bronze.users --from 2026-01-01 --until 2026-02-01",
      "  caravan backfill                                                       how the last ones stand",
      "",
      "Rows that bronze has already are not added twice, and the route's position stays where it is."
    })
final class Backfill implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ProjectOptions options;
  @Mixin HelpOption help;

  @Parameters(
      arity = "0..1",
      paramLabel = "DATASET",
      description = "Route to run, for example bronze.users.")
  String dataset;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Date or instant (UTC) where it begins.")
  String from;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Date or instant (UTC) before which it ends.")
  String until;

  @Option(
      names = "--cancel",
      paramLabel = "ID",
      description = "Cancels one; what has begun is finished.")
  String cancelled;

  @Override
  public Integer call() {
    try (Application application = Application.visit(options.settings())) {
      var history = application.ledger().history();
      if (cancelled != null) {
        history.cancelBackfill(cancelled);
      } else if (dataset != null) {
        if (!history.routes().contains(dataset)) {
          throw new ProjectException(
              Place.file("command line"),
              "Cannot backfill '" + dataset + "': no route of that id has ever run here.",
              Spelling.didYouMean(
                  dataset,
                  history.routes(),
                  "Start the application once, so that its routes are known."));
        }
        var asked = history.requestBackfill(dataset, time("--from", from), time("--until", until));
        spec.commandLine().getOut().println("Asked for backfill " + asked.id() + ".");
      }
      show(history.backfills(20));
      return 0;
    }
  }

  private void show(List<io.caravan.runs.Backfill> backfills) {
    if (options.json) {
      Json.print(spec.commandLine().getOut(), backfills.stream().map(Object::toString).toList());
      return;
    }
    Table table =
        new Table("backfill", "dataset", "from", "until", "state", "done", "failed", "open");
    backfills.forEach(
        b ->
            table.row(
                b.id(),
                b.route(),
                b.from(),
                b.until(),
                b.state().name().toLowerCase(java.util.Locale.ROOT),
                b.succeeded(),
                b.failed(),
                b.open()));
    table.print(spec.commandLine().getOut());
  }

  private static Instant time(String option, String text) {
    if (text == null) {
      throw new ProjectException(
          Place.file("command line"),
          "Cannot backfill: " + option + " is missing.",
          "Add " + option + " 2026-01-31, or an instant such as 2026-01-31T06:00:00Z.");
    }
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new ProjectException(
          Place.file("command line"),
          "Cannot read " + option + ": '" + text + "' is neither a date nor an instant.",
          "Write 2026-01-31, or 2026-01-31T06:00:00Z.");
    }
  }
}
