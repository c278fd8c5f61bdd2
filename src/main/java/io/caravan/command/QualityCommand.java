package io.caravan.command;

import io.caravan.Application;
import io.caravan.engine.SqlSession;
import io.caravan.lake.LakeTable;
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
import java.util.concurrent.Callable;
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
    subcommands = QualityCommand.RunSuite.class,
    synopsisSubcommandLabel = "COMMAND")
final class QualityCommand {
  @Mixin HelpOption help;

  /** Runs one suite on one table. */
  @Command(
      name = "run",
      description = "Runs a suite on a table; exit code 1 when a blocking expectation is not met.",
      footer = {
        "",
        "  caravan quality run --suite users_bronze --table bronze.users",
        "  caravan quality run --suite suites/orders.json --data export.csv --json      as Great Expectations writes it"
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
        names = "--format",
        description = "How much is told: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    ResultFormat format = ResultFormat.SUMMARY;

    @Override
    public Integer call() throws IOException {
      try (Application application = Application.visit(options.settings())) {
        ValidationResult result = subject.data == null ? table(application) : file(application);
        print(result);
        return result.blocked() ? Caravan.ANSWER_IS_NO : 0;
      }
    }

    private ValidationResult file(Application application) throws IOException {
      if (!Files.isRegularFile(subject.data)) {
        throw new ProjectException(
            Place.file(subject.data.toString()),
            "Cannot check data: there is no such file.",
            "Give the path of a Parquet, CSV or NDJSON file.");
      }
      return Suites.run(
          suite(application),
          subject.data,
          application.engine(),
          format,
          application.clock().instant());
    }

    private ValidationResult table(Application application) throws IOException {
      DatasetName dataset = Names.dataset(subject.table);
      LakeTable found = application.lake().load(dataset);
      try (SqlSession session = application.engine().session()) {
        session.bind(dataset, found.scan(LakeTable.MAIN));
        return Suites.run(
            suite(application), dataset, session, format, application.clock().instant());
      }
    }

    private Suite suite(Application application) throws IOException {
      Path file = Path.of(suite);
      if (!suite.endsWith(".json")) {
        return application.suites().load(suite);
      }
      if (!Files.isRegularFile(file)) {
        throw new ProjectException(
            Place.file(suite),
            "Cannot read suite: there is no such file.",
            "Give the path of a suite, or the name of one in expectations/.");
      }
      return Suite.read(suite, Files.readString(file));
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
