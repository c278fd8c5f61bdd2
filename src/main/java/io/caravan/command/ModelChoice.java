package io.caravan.command;

import io.caravan.Key;
import io.caravan.Settings;
import io.caravan.model.RunFlags;
import io.caravan.model.RunOptions;
import io.caravan.model.Selection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What is selected, and how it is run. */
final class ModelChoice {
  @Option(
      names = {"-s", "--select"},
      arity = "1..*",
      paramLabel = "SELECTOR",
      description = "dbt's selection syntax; all when not given.")
  List<String> select = new ArrayList<>();

  @Option(
      names = "--exclude",
      arity = "1..*",
      paramLabel = "SELECTOR",
      description = "Left out of the selection.")
  List<String> exclude = new ArrayList<>();

  @Option(
      names = "--selector",
      paramLabel = "NAME",
      description = "A selection of selectors.yml, instead of --select and --exclude.")
  String selector = "";

  @Option(
      names = "--indirect-selection",
      paramLabel = "MODE",
      description = "Which tests go along: eager, cautious, buildable or empty.")
  String indirectSelection = "eager";

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "Folder with the artefacts of another run, for state: and result:; what is published when not given.")
  Path state;

  @Option(
      names = {"-f", "--full-refresh"},
      description = "Builds incremental models from nothing.")
  boolean fullRefresh;

  @Option(names = "--fail-fast", description = "Starts nothing more once something failed.")
  boolean failFast;

  @Option(
      names = {"-t", "--target"},
      paramLabel = "NAME",
      description = "Target whose name and schema templates see; of profiles.yml, if there is one.")
  String target = "";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many nodes are built at a time.")
  int threads;

  @Option(names = "--empty", description = "Reads no rows: builds columns, and nothing in them.")
  boolean empty;

  @Option(
      names = "--sample",
      paramLabel = "TIME",
      description = "Reads only rows of this time, where event_time is set: '3 days'.")
  String sample = "";

  @Option(names = "--warn-error", description = "Takes warnings for failures.")
  boolean warnError;

  @Option(
      names = "--store-failures",
      description = "Keeps failing rows of tests that do not say otherwise.")
  boolean storeFailures;

  @Option(
      names = "--vars",
      paramLabel = "YAML",
      description = "Variables, as dbt takes them: '{start: 2026-01-01}'.")
  String vars = "";

  @Option(
      names = "--event-time-start",
      paramLabel = "TIME",
      description = "First time of the batches of microbatch models.")
  String eventTimeStart = "";

  @Option(
      names = "--event-time-end",
      paramLabel = "TIME",
      description = "The time after the last of them.")
  String eventTimeEnd = "";

  @Option(
      names = "--project-dir",
      paramLabel = "DIR",
      description = "Folder of another dbt project.")
  Path projectDir;

  Settings in(ProjectOptions options) {
    return options.settings(
        projectDir == null
            ? Map.of()
            : Map.of(Key.PROJECT.name(), projectDir.toAbsolutePath().toString()));
  }

  Selection selection() {
    return new Selection(
        String.join(" ", select), String.join(" ", exclude), selector, indirectSelection);
  }

  RunOptions options() {
    RunOptions options =
        new RunOptions(fullRefresh, Vars.parse("--vars", vars), failFast)
            .between(eventTimeStart, eventTimeEnd);
    options = options.with(new RunFlags(threads, empty, sample, warnError, storeFailures, target));
    return state == null ? options : options.comparedWith(state);
  }
}
