package io.caravan.command;

import io.caravan.Application;
import io.caravan.position.Move;
import io.caravan.position.PositionDesk;
import io.caravan.position.SourcePosition;
import io.caravan.position.Target;
import java.io.PrintWriter;
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

/** How far sources have been read. */
@Command(
    name = "position",
    description = "Shows how far a dataset's sources have been read, and moves that on purpose.",
    subcommands = {PositionCommand.Show.class, PositionCommand.Set.class},
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "  caravan position show bronze.user_events",
      "  caravan position set bronze.user_events --topic user-events --to earliest --dry-run",
      "  caravan position set bronze.user_events --partition 0 --to 4711",
      "  caravan position set bronze.users --to 2026-01-31T02:00:00Z"
    })
final class PositionCommand {
  @Mixin HelpOption help;

  /** Where datasets stand. */
  @Command(name = "show", description = "Shows where a dataset stands in each of its sources.")
  static final class Show implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin ProjectOptions options;
    @Mixin HelpOption help;

    @Parameters(
        arity = "0..1",
        paramLabel = "DATASET",
        description =
            "A table, or the group of a route that lands in topics (the route's id); every table when left out.")
    String dataset;

    @Override
    public Integer call() {
      try (Application application = Application.visit(options.settings())) {
        PositionDesk desk = application.positions();
        List<String> datasets =
            dataset == null
                ? desk.datasets().stream().map(Object::toString).toList()
                : List.of(dataset);
        PrintWriter out = spec.commandLine().getOut();
        List<Map<String, Object>> plain = new ArrayList<>();
        Table table =
            new Table("dataset", "source", "read until", "first", "end", "lag", "in", "dead");
        for (String name : datasets) {
          for (SourcePosition p : desk.show(name)) {
            plain.add(plain(name, p));
            table.row(
                name,
                p.source(),
                p.at(),
                number(p.first()),
                number(p.end()),
                number(p.lag()),
                number(p.in()),
                number(p.dead()));
          }
        }
        if (options.json) {
          Json.print(out, plain);
        } else {
          table.print(out);
        }
        return 0;
      }
    }

    private static Map<String, Object> plain(String dataset, SourcePosition p) {
      Map<String, Object> plain = new LinkedHashMap<>();
      plain.put("dataset", dataset);
      plain.put("source", p.source());
      plain.put("readUntil", p.at());
      plain.put("first", p.first());
      plain.put("end", p.end());
      plain.put("lag", p.lag());
      plain.put("in", p.in());
      plain.put("dead", p.dead());
      return plain;
    }

    private static String number(Long value) {
      return value == null ? "" : "%,d".formatted(value);
    }
  }

  /** Moves a dataset. */
  @Command(
      name = "set",
      description = {
        "Moves a dataset's position: what lies before it counts as read, what lies behind it is read (again).",
        "Records that are read again land again; of database rows, only those that bronze lacks.",
        "The application may run, unless the route lands in topics."
      })
  static final class Set implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin ProjectOptions options;
    @Mixin HelpOption help;

    @Parameters(
        paramLabel = "DATASET",
        description =
            "A table, or the group of a route that lands in topics (the route's id, unless it has another).")
    String dataset;

    @Option(
        names = "--topic",
        paramLabel = "NAME",
        description = "The topic; may be left out when the dataset reads one only.")
    String topic;

    @Option(
        names = "--partition",
        paramLabel = "N",
        description = "Only this partition; all of the topic when left out.")
    Integer partition;

    @Option(
        names = "--source",
        paramLabel = "NAME",
        description =
            "The database table, as show names it; may be left out when there is one only.")
    String source;

    @Option(
        names = "--to",
        required = true,
        paramLabel = "PLACE",
        description =
            "earliest, latest, an offset, a time (2026-01-31T02:00:00Z); for database tables earliest or a watermark.")
    String to;

    @Option(names = "--dry-run", description = "Only says what would be moved.")
    boolean dryRun;

    @Override
    public Integer call() {
      try (Application application = Application.visit(options.settings())) {
        List<Move> moves =
            application.positions().set(dataset, new Target(topic, partition, source, to), dryRun);
        PrintWriter out = spec.commandLine().getOut();
        if (options.json) {
          Json.print(out, moves.stream().map(m -> plain(m, dryRun)).toList());
        } else {
          moves.forEach(move -> out.println((dryRun ? "would move " : "moved ") + move));
          out.flush();
        }
        return 0;
      }
    }

    private static Map<String, Object> plain(Move move, boolean dryRun) {
      Map<String, Object> plain = new LinkedHashMap<>();
      plain.put("source", move.source());
      plain.put("from", move.from());
      plain.put("to", move.to());
      plain.put("dryRun", dryRun);
      return plain;
    }
  }
}
