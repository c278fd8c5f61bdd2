package io.caravan.command;

import io.caravan.Application;
import io.caravan.Key;
import io.caravan.engine.DuckDbEngine;
import io.caravan.engine.EngineSettings;
import io.caravan.quality.ResultFormat;
import io.caravan.quality.Suite;
import io.caravan.quality.Suites;
import io.caravan.quality.ValidationResult;
import io.caravan.quality.Verdict;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Great Expectations suites. */
@Command(
    name = "quality",
    description = "Great Expectations suites.",
    subcommands = {QualityCommand.RunSuite.class, QualityHistory.class},
    synopsisSubcommandLabel = "COMMAND")
final class QualityCommand {
  @Mixin HelpOption help;

  /** Runs one suite on one table or file. */
  @Command(
      name = "run",
      description =
          "Runs a suite on a table or a file; exit code 1 when an expectation is not met that does not only warn.",
      footer = {
        "",
        "  caravan quality run --suite users_bronze --table bronze.users",
        "  caravan quality run --suite suites/orders.json --data export.csv --json      as Great Expectations writes it",
        "  caravan quality run --suite suites/orders.json --data export.parquet --result-format COMPLETE --json --param low=10"
      })
  static final class RunSuite implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin ProjectOptions options;
    @Mixin HelpOption help;

    @Option(
        names = "--suite",
        required = true,
        paramLabel = "NAME",
        description = "Suite of the project, or a suite's file.")
    String suite;

    @ArgGroup(multiplicity = "1")
    Subject subject;

    /** What is checked. */
    static final class Subject {
      @Option(names = "--table", paramLabel = "LAYER.TABLE", description = "Table to check.")
      String table;

      @Option(
          names = "--data",
          paramLabel = "FILE",
          description = "Parquet, CSV or NDJSON file to check.")
      Path data;
    }

    @Option(
        names = {"--result-format", "--format"},
        description = "How much is told: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    ResultFormat format = ResultFormat.SUMMARY;

    @Option(
        names = "--param",
        paramLabel = "NAME=VALUE",
        description =
            "Fills a {\"$PARAMETER\": \"NAME\"} of the suite; may be given several times.")
    Map<String, String> parameters = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
      ValidationResult result = subject.data == null ? table() : file();
      print(result);
      boolean onlyWarned =
          result.verdicts().stream()
              .allMatch(v -> v.passed() || v.outcome() == Verdict.Outcome.WARNED);
      return onlyWarned ? 0 : Caravan.ANSWER_IS_NO;
    }

    /** Nothing but the SQL engine is started: a file needs no lake. */
    private ValidationResult file() throws IOException {
      Path scratch = Files.createTempDirectory("caravan-quality-");
      try (DuckDbEngine engine = new DuckDbEngine(EngineSettings.usual(scratch), null)) {
        return Suites.run(suite(), subject.data, engine, format, Instant.now());
      } finally {
        try (Stream<Path> left = Files.walk(scratch)) {
          left.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
      }
    }

    private ValidationResult table() throws IOException {
      try (Application application = Application.visit(options.settings())) {
        return Suites.run(
            suite(),
            Names.dataset(subject.table),
            application.lake(),
            application.engine(),
            format,
            application.clock().instant());
      }
    }

    private Suite suite() throws IOException {
      Map<String, Object> values = new LinkedHashMap<>();
      parameters.forEach((name, text) -> values.put(name, Json.valueOf(text)));
      Path file = Path.of(suite);
      if (!suite.endsWith(".json") && !Files.isRegularFile(file)) {
        Path folder = options.settings().path(Key.EXPECTATIONS);
        return new Suites(folder, Clock.systemUTC(), Suites.Recorder.none()).load(suite, values);
      } else if (!Files.isRegularFile(file)) {
        throw new ProjectException(
            Place.file(suite),
            "Cannot read suite: there is no such file.",
            "Give the path of a suite, or the name of one in expectations/.");
      }
      return Suite.read(suite, Files.readString(file), values);
    }

    private void print(ValidationResult result) {
      if (options.json) {
        spec.commandLine().getOut().println(result.toJson(format));
        spec.commandLine().getOut().flush();
        return;
      }
      for (Verdict verdict : result.verdicts()) {
        spec.commandLine().getOut().println(verdict);
      }
      long wrong = result.verdicts().stream().filter(v -> !v.passed()).count();
      spec.commandLine()
          .getOut()
          .printf(
              "%d of %d expectations met%n",
              result.verdicts().size() - wrong, result.verdicts().size());
      spec.commandLine().getOut().flush();
    }
  }
}
