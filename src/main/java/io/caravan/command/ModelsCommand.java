package io.caravan.command;

import io.caravan.Application;
import io.caravan.model.ColumnOrigin;
import io.caravan.model.Invocation;
import io.caravan.model.Listed;
import io.caravan.model.Models;
import io.caravan.model.NodeResult;
import io.caravan.model.Planned;
import io.caravan.model.RunOptions;
import io.caravan.model.Selection;
import io.caravan.model.SourceAge;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** dbt projects. */
@Command(
    name = "models",
    description = "Builds, runs, tests and compiles the dbt project.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "  caravan models build --select silver.users+",
      "  caravan models compile --select tag:gold",
      "  caravan models build --project-dir ../shop           another project, into this lake"
    })
final class ModelsCommand {
  @Spec CommandSpec spec;
  @Mixin HelpOption help;

  @Command(
      name = "build",
      description = "Builds models, seeds and snapshots, and publishes those whose tests pass.")
  int build(@Mixin ProjectOptions options, @Mixin ModelChoice choice, @Mixin HelpOption asked) {
    return invoke(options, choice, Models::build);
  }

  @Command(name = "run", description = "Builds models without their tests.")
  int run(@Mixin ProjectOptions options, @Mixin ModelChoice choice, @Mixin HelpOption asked) {
    return invoke(options, choice, Models::run);
  }

  @Command(name = "seed", description = "Loads seeds.")
  int seed(@Mixin ProjectOptions options, @Mixin ModelChoice choice, @Mixin HelpOption asked) {
    return invoke(options, choice, Models::seed);
  }

  @Command(name = "snapshot", description = "Takes snapshots: keeps versions of rows that change.")
  int snapshot(@Mixin ProjectOptions options, @Mixin ModelChoice choice, @Mixin HelpOption asked) {
    return invoke(options, choice, Models::snapshot);
  }

  @Command(name = "test", description = "Runs tests on what is published.")
  int test(@Mixin ProjectOptions options, @Mixin ModelChoice choice, @Mixin HelpOption asked) {
    return invoke(options, choice, Models::test);
  }

  @Command(
      name = "retry",
      description = "Runs the last command again, for what failed, was blocked or was skipped.")
  int retry(@Mixin ProjectOptions options, @Mixin ModelChoice choice, @Mixin HelpOption asked) {
    return invoke(options, choice, (models, selection, how) -> models.retry(how));
  }

  @Command(name = "clone", hidden = true)
  int copy(@Mixin ProjectOptions options, @Mixin ModelChoice choice, @Mixin HelpOption asked) {
    throw new ProjectException(
        Place.file("command line"),
        "Cannot run 'clone': it is not supported.",
        "Readers keep the published version while a new one is audited; build with --project-dir and a schema of its own to try something out.");
  }

  @Command(name = "compile", description = "Prints the SQL that models come to.")
  int compile(@Mixin ProjectOptions options, @Mixin ModelChoice choice, @Mixin HelpOption asked) {
    try (Application application = Application.visit(choice.in(options))) {
      Map<String, String> compiled =
          application.models().compile(choice.selection(), choice.options());
      if (options.json) {
        Json.print(spec.commandLine().getOut(), compiled);
      } else {
        compiled.forEach(
            (name, sql) -> spec.commandLine().getOut().printf("-- %s%n%s%n%n", name, sql.strip()));
        spec.commandLine().getOut().flush();
      }
      return 0;
    }
  }

  /** How {@code list} writes what it lists. */
  enum Output {
    selector,
    name,
    path,
    json
  }

  @Command(
      name = "list",
      aliases = "ls",
      description = "Lists what a selection means, without running it.")
  int list(
      @Mixin ProjectOptions options,
      @Mixin ModelChoice choice,
      @Option(
              names = "--output",
              defaultValue = "selector",
              description = "What is written of each: ${COMPLETION-CANDIDATES}.")
          Output output,
      @Option(
              names = "--resource-type",
              paramLabel = "TYPE",
              description = "Only these: model, seed, snapshot, source, test, unit_test ...")
          List<String> types,
      @Mixin HelpOption asked) {
    try (Application application = Application.visit(choice.in(options))) {
      List<Listed> listed =
          application.models().list(choice.selection(), choice.options()).stream()
              .filter(each -> types == null || types.contains(each.type()))
              .toList();
      if (options.json) {
        Json.print(spec.commandLine().getOut(), listed.stream().map(Listed::keys).toList());
        return 0;
      }
      for (Listed each : listed) {
        spec.commandLine().getOut().println(written(each, output));
      }
      spec.commandLine().getOut().flush();
      return 0;
    }
  }

  private static String written(Listed listed, Output output) {
    return switch (output) {
      case selector -> listed.selector();
      case name -> listed.name();
      case path -> listed.path();
      case json -> Json.line(listed.keys());
    };
  }

  @Command(
      name = "plan",
      description = "Says what building everything that was edited would do, and why.")
  int plan(@Mixin ProjectOptions options, @Mixin ModelChoice choice, @Mixin HelpOption asked) {
    try (Application application = Application.visit(choice.in(options))) {
      List<Planned> planned = application.models().plan(choice.selection(), choice.options());
      if (options.json) {
        Json.print(spec.commandLine().getOut(), planned.stream().map(Planned::map).toList());
        return 0;
      }
      Table table = new Table("dataset", "will", "because", "reads");
      planned.forEach(
          each ->
              table.row(
                  each.dataset(),
                  words(each.action()),
                  String.join("; ", each.reasons()),
                  each.reads().entrySet().stream()
                      .map(
                          read ->
                              read.getValue() < 0
                                  ? read.getKey()
                                  : "%s (%,d rows)".formatted(read.getKey(), read.getValue()))
                      .collect(Collectors.joining(", "))));
      if (planned.isEmpty()) {
        spec.commandLine().getOut().println("Nothing: what is published is what the files say.");
        spec.commandLine().getOut().flush();
      } else {
        table.print(spec.commandLine().getOut());
      }
      return 0;
    }
  }

  private static String words(Planned.Action action) {
    return switch (action) {
      case BUILD -> "be built";
      case REBUILD -> "be rebuilt";
      case ADD -> "get new rows, old ones stay";
      case REPLACE -> "get another text";
      case FOLLOW -> "show other rows";
      case LEAVE -> "stay";
    };
  }

  @Command(name = "lineage", description = "Says what the columns of a model are made of.")
  int lineage(
      @Mixin ProjectOptions options,
      @Mixin ModelChoice choice,
      @Parameters(paramLabel = "MODEL[.COLUMN]", description = "A model, or one of its columns.")
          String name,
      @Mixin HelpOption asked) {
    try (Application application = Application.visit(choice.in(options))) {
      List<ColumnOrigin> origins = application.models().lineage(name, choice.options());
      if (options.json) {
        Json.print(spec.commandLine().getOut(), origins.stream().map(ColumnOrigin::map).toList());
        return 0;
      }
      Table table = new Table("column", "made of", "in the end of", "used by");
      origins.forEach(
          each ->
              table.row(
                  each.column(),
                  String.join(", ", each.from()),
                  String.join(", ", each.roots()),
                  String.join(", ", each.uses())));
      table.print(spec.commandLine().getOut());
      return 0;
    }
  }

  @Command(
      name = "freshness",
      description = "Says how fresh sources are: dbt's 'source freshness'; also in sources.json.")
  int freshness(@Mixin ProjectOptions options, @Mixin ModelChoice choice, @Mixin HelpOption asked) {
    try (Application application = Application.visit(choice.in(options))) {
      List<SourceAge> ages = application.models().freshness(choice.selection(), choice.options());
      if (options.json) {
        Json.print(spec.commandLine().getOut(), ages.stream().map(SourceAge::map).toList());
      } else {
        Table table = new Table("source", "how it is", "newest row", "age", "");
        ages.forEach(
            age ->
                table.row(
                    age.label(),
                    age.status(),
                    age.newest() == null ? "" : age.newest(),
                    age.age().map(Seconds::of).orElse(""),
                    age.message()));
        table.print(spec.commandLine().getOut());
      }
      return ages.stream().allMatch(SourceAge::well) ? 0 : Caravan.ANSWER_IS_NO;
    }
  }

  @Command(name = "run-operation", description = "Runs a macro by itself.")
  int operation(
      @Mixin ProjectOptions options,
      @Mixin ModelChoice choice,
      @Parameters(paramLabel = "MACRO", description = "Its name; of a package: package.name.")
          String macro,
      @Option(
              names = "--args",
              paramLabel = "YAML",
              defaultValue = "",
              description = "Its arguments: '{days: 3}'.")
          String arguments,
      @Mixin HelpOption asked) {
    try (Application application = Application.visit(choice.in(options))) {
      application.models().operation(macro, Vars.parse("--args", arguments), choice.options());
      return 0;
    }
  }

  @Command(
      name = "docs",
      description =
          "Writes manifest.json and catalog.json, which dbt's documentation site shows: 'docs generate'.")
  int docs(
      @Mixin ProjectOptions options,
      @Mixin ModelChoice choice,
      @Parameters(arity = "0..1", paramLabel = "generate", defaultValue = "generate") String verb,
      @Mixin HelpOption asked) {
    if (!verb.equals("generate")) {
      throw new ProjectException(
          Place.file("command line"),
          "Cannot run docs '" + verb + "': it is not supported.",
          "Write 'docs generate', and serve the folder it names with dbt's index.html.");
    }
    try (Application application = Application.visit(choice.in(options))) {
      Path folder = application.models().docs(choice.selection(), choice.options());
      spec.commandLine().getOut().println(folder.resolve("manifest.json"));
      spec.commandLine().getOut().println(folder.resolve("catalog.json"));
      spec.commandLine().getOut().flush();
      return 0;
    }
  }

  /** One of the verbs above. */
  private interface Verb {
    Invocation on(Models models, Selection selection, RunOptions options);
  }

  private int invoke(ProjectOptions options, ModelChoice choice, Verb verb) {
    try (Application application = Application.visit(choice.in(options))) {
      Invocation invocation = verb.on(application.models(), choice.selection(), choice.options());
      if (options.json) {
        Json.print(
            spec.commandLine().getOut(),
            invocation.results().stream().map(ModelsCommand::plain).toList());
      } else {
        print(invocation);
      }
      return invocation.results().stream().allMatch(r -> r.status().well())
          ? 0
          : Caravan.ANSWER_IS_NO;
    }
  }

  private void print(Invocation invocation) {
    Table table = new Table("dataset", "how it went", "rows", "tests", "took", "");
    for (NodeResult result : invocation.results()) {
      table.row(
          result.label(),
          result.status().name().toLowerCase(java.util.Locale.ROOT),
          result.rows() < 0 ? "" : "%,d".formatted(result.rows()),
          result.tests().isEmpty() ? "" : result.tests().size(),
          Seconds.of(result.took()),
          result.message());
    }
    table.print(spec.commandLine().getOut());
  }

  private static Map<String, Object> plain(NodeResult result) {
    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put("id", result.id());
    plain.put("dataset", result.label());
    plain.put("status", result.status().name().toLowerCase(java.util.Locale.ROOT));
    plain.put("rows", result.rows());
    plain.put("snapshot", result.snapshot());
    plain.put("seconds", result.took().toMillis() / 1000.0);
    plain.put("message", result.message());
    plain.put("tests", result.tests().stream().map(Object::toString).toList());
    return plain;
  }
}
