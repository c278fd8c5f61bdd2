package io.caravan.command;

import io.caravan.Application;
import io.caravan.engine.SqlSession;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Snapshot;
import io.caravan.quality.ResultFormat;
import io.caravan.quality.Suite;
import io.caravan.quality.Suites;
import io.caravan.quality.ValidationResult;
import io.caravan.quality.Verdict;
import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Great Expectations suites. */
@Command(
    name = "quality",
    description = "Great Expectations suites.",
    subcommands = QualityCommand.RunSuite.class,
    synopsisSubcommandLabel = "COMMAND")
final class QualityCommand {
  @Mixin HelpOption help;

  /** Runs one suite on one table. */
  @Command(
      name = "run",
      description = "Runs a suite on a table; exit code 1 when a blocking expectation is not met.",
      footer = {"", "  caravan quality run --suite users_bronze --table bronze.users"})
  static final class RunSuite implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin ProjectOptions options;
    @Mixin HelpOption help;

    @Option(names = "--suite", required = true, paramLabel = "NAME", description = "Suite of the project, or a suite's file.")
    String suite;

    @Option(names = "--table", required = true, paramLabel = "LAYER.TABLE", description = "Table to check.")
    String table;

    @Option(names = "--format", description = "How much is told: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    ResultFormat format = ResultFormat.SUMMARY;

    @Override
    public Integer call() throws IOException {
      try (Application application = Application.visit(options.settings())) {
        DatasetName dataset = Names.dataset(table);
        LakeTable found = application.lake().load(dataset);
        try (SqlSession session = application.engine().session()) {
          session.bind(dataset, found.scan(LakeTable.MAIN));
          OptionalLong snapshot = found.snapshot(LakeTable.MAIN).map(Snapshot::id).map(OptionalLong::of).orElse(OptionalLong.empty());
          ValidationResult result = run(application, dataset, snapshot, session);
          print(result);
          return result.blocked() ? Caravan.ANSWER_IS_NO : 0;
        }
      }
    }

    private ValidationResult run(Application application, DatasetName dataset, OptionalLong snapshot, SqlSession session) throws IOException {
      Path file = Path.of(suite);
      if (!suite.endsWith(".json")) {
        return application.suites().run(suite, dataset, snapshot, session);
      }
      if (!Files.isRegularFile(file)) {
        throw new ProjectException(Place.file(suite), "Cannot read suite: there is no such file.", "Give the path of a suite, or the name of one in expectations/.");
      }
      return Suites.run(Suite.read(suite, Files.readString(file)), dataset, session, format, application.clock().instant());
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
      spec.commandLine().getOut().printf("%d of %d expectations met%n", result.verdicts().size() - wrong, result.verdicts().size());
      spec.commandLine().getOut().flush();
    }
  }
}
