package io.caravan.command;

import io.caravan.Application;
import io.caravan.dead.DeadLetters;
import io.caravan.engine.SqlSession;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The desk of dead letters. */
@Command(
    name = "dead",
    description = "Shows the records that could not go on, and sends them on their way again.",
    subcommands = {Dead.ListLetters.class, Dead.Show.class, Dead.Replay.class},
    footer = {
      "",
      "  caravan dead                                          how many, by route and cause",
      "  caravan dead list --route silver.user-events",
      "  caravan dead show refined/user-events/0/17",
      "  caravan dead replay --cause check --edit \"replace(original, 'bogus', 'click')\" --dry-run"
    })
final class Dead implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ProjectOptions options;
  @Mixin HelpOption help;

  /** Which letters. */
  static final class Selected {
    @Option(names = "--route", paramLabel = "ID", description = "Only letters of this route.")
    String route;

    @Option(
        names = "--cause",
        paramLabel = "KIND",
        description = "Only these: parse, check, lookup, contract, error.")
    String cause;

    @Option(
        names = "--since",
        paramLabel = "AGE",
        converter = AgeConverter.class,
        description = "Only letters that died within this time: 30m, 2h, 7d.")
    Duration since;

    @Option(
        names = "--where",
        paramLabel = "SQL",
        description = "Only letters for which this holds, over the columns of dead.letters.")
    String where;

    DeadLetters.Selection selection(List<String> ids, Instant now, boolean replayedToo) {
      return new DeadLetters.Selection(
          ids == null ? List.of() : ids,
          route,
          cause,
          since == null ? null : now.minus(since),
          where,
          replayedToo);
    }
  }

  @Override
  public Integer call() {
    try (Application application = Application.visit(options.settings())) {
      DeadLetters desk = application.deadLetters();
      SqlSession.Result found = desk.summary(DeadLetters.Selection.open());
      print(spec, options, found, "No open dead letters.");
      List<String> unequal = application.balance().known();
      unequal.forEach(what -> spec.commandLine().getErr().println("Not in balance: " + what));
      return unequal.isEmpty() ? 0 : Caravan.ANSWER_IS_NO;
    }
  }

  private static void print(
      CommandSpec spec, ProjectOptions options, SqlSession.Result found, String none) {
    PrintWriter out = spec.commandLine().getOut();
    if (options.json) {
      Json.printRows(out, found);
      return;
    }
    if (found.rows().isEmpty()) {
      out.println(none);
      out.flush();
      return;
    }
    Table table = new Table(found.columns().names());
    found.rows().forEach(row -> table.row(row.stream().map(Dead::cell).toList()));
    table.print(out);
  }

  private static Object cell(Object value) {
    String text = value == null ? "" : value.toString();
    return text.length() > 100 ? text.substring(0, 97) + "..." : text;
  }

  /** The letters themselves. */
  @Command(name = "list", description = "Lists letters, newest first.")
  static final class ListLetters implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin ProjectOptions options;
    @Mixin Selected selected;
    @Mixin HelpOption help;

    @Option(names = "--all", description = "Also those that have been replayed.")
    boolean all;

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "At most so many (default: ${DEFAULT-VALUE}).")
    int limit = 30;

    @Override
    public Integer call() {
      try (Application application = Application.visit(options.settings())) {
        DeadLetters desk = application.deadLetters();
        print(
            spec,
            options,
            desk.list(selected.selection(null, application.clock().instant(), all), limit),
            "No dead letters.");
        return 0;
      }
    }
  }

  /** One letter, whole. */
  @Command(name = "show", description = "Shows everything about letters.")
  static final class Show implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin ProjectOptions options;
    @Mixin HelpOption help;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids, as list gives them.")
    List<String> ids;

    @Override
    public Integer call() {
      try (Application application = Application.visit(options.settings())) {
        SqlSession.Result found =
            application
                .deadLetters()
                .show(new DeadLetters.Selection(ids, null, null, null, null, true));
        PrintWriter out = spec.commandLine().getOut();
        if (options.json) {
          Json.printRows(out, found);
        } else {
          List<String> names = found.columns().names();
          for (List<Object> row : found.rows()) {
            Table table = new Table("", "");
            for (int i = 0; i < names.size(); i++) {
              table.row(names.get(i), row.get(i));
            }
            table.print(out);
          }
        }
        return found.rows().size() == ids.size() ? 0 : Caravan.ANSWER_IS_NO;
      }
    }
  }

  /** Sends letters on their way again. */
  @Command(
      name = "replay",
      description = {
        "Sends letters on their way again, through the whole route they died in, each exactly once.",
        "Their routes handle them when they run: now, or when they are started."
      })
  static final class Replay implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin ProjectOptions options;
    @Mixin Selected selected;
    @Mixin HelpOption help;

    @Parameters(arity = "0..*", paramLabel = "ID", description = "Only these letters.")
    List<String> ids = new ArrayList<>();

    @Option(
        names = "--edit",
        paramLabel = "SQL",
        description = "Payload to send instead of the original, as SQL over the letter's columns.")
    String edit;

    @Option(
        names = "--rate",
        paramLabel = "N",
        description = "At most so many records a second in each route.")
    int rate;

    @Option(names = "--dry-run", description = "Only says how many would go.")
    boolean dryRun;

    @Option(names = "--all", description = "Every open letter, without a further condition.")
    boolean all;

    @Override
    public Integer call() {
      boolean chosen =
          all
              || !ids.isEmpty()
              || selected.route != null
              || selected.cause != null
              || selected.since != null
              || selected.where != null;
      if (!chosen) {
        throw new picocli.CommandLine.ParameterException(
            spec.commandLine(),
            "Cannot replay: say which letters (ids, --route, --cause, --since, --where), or --all.");
      }
      try (Application application = Application.visit(options.settings())) {
        DeadLetters.Replayed done =
            application
                .deadLetters()
                .replay(
                    selected.selection(ids, application.clock().instant(), false),
                    edit,
                    rate,
                    dryRun);
        PrintWriter out = spec.commandLine().getOut();
        if (options.json) {
          Map<String, Object> plain = new LinkedHashMap<>();
          plain.put("letters", done.letters());
          plain.put("skipped", done.skipped());
          plain.put("dryRun", dryRun);
          Json.print(out, plain);
        } else {
          out.printf(
              "%,d %s %s%n",
              done.letters(),
              done.letters() == 1 ? "letter" : "letters",
              dryRun ? "would go on their way again" : "sent on their way again");
          out.flush();
        }
        return 0;
      }
    }
  }
}
