package io.caravan.command;

import io.caravan.Application;
import io.caravan.engine.SqlFailure;
import io.caravan.engine.SqlSession;
import io.caravan.lake.LakeTable;
import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
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

/** Looks at tables with SQL. */
@Command(
    name = "query",
    description =
        "Runs SQL over the lake's tables; without SQL, lists them (with --json: and where their metadata is).",
    footer = {
      "",
      "  caravan query \"select status, count(*) from silver.users group by 1\"",
      "  caravan query --at 7130482 \"select count(*) from silver.users\"     as it was in that snapshot"
    })
final class Query implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ProjectOptions options;
  @Mixin HelpOption help;

  @Parameters(
      arity = "0..1",
      paramLabel = "SQL",
      description = "One statement; tables are named layer.table.")
  String sql;

  @Option(
      names = "--at",
      paramLabel = "SNAPSHOT",
      description = "Reads every table that has this snapshot as it was then.")
  Long snapshot;

  @Override
  public Integer call() {
    try (Application application = Application.visit(options.settings())) {
      if (sql == null) {
        tables(application);
        return 0;
      }
      try (SqlSession session = application.tables().session(sql, snapshot)) {
        print(session.query(sql));
        return 0;
      } catch (SqlFailure failure) {
        throw new ProjectException(
            Place.file("query"),
            "Cannot run the SQL: " + failure.getMessage(),
            application.tables().hint(failure.getMessage()));
      }
    }
  }

  private void print(SqlSession.Result result) {
    if (options.json) {
      Json.printRows(spec.commandLine().getOut(), result);
      return;
    }
    Table table = new Table(result.columns().names());
    result.rows().forEach(table::row);
    table.print(spec.commandLine().getOut());
    spec.commandLine()
        .getOut()
        .printf("%,d %s%n", result.rows().size(), result.rows().size() == 1 ? "row" : "rows");
    spec.commandLine().getOut().flush();
  }

  private void tables(Application application) {
    List<Map<String, Object>> found = new ArrayList<>();
    Table table = new Table("table", "rows", "snapshots", "columns");
    for (DatasetName name : application.lake().tables()) {
      LakeTable lake = application.lake().load(name);
      long rows = rows(lake);
      int snapshots = lake.history().size();
      List<String> columns = lake.columns().names();
      table.row(name, "%,d".formatted(rows), snapshots, String.join(", ", columns));
      Map<String, Object> plain = new LinkedHashMap<>();
      plain.put("table", name.toString());
      plain.put("rows", rows);
      plain.put("snapshots", snapshots);
      plain.put("columns", columns);
      plain.put("metadata", lake.metadataLocation());
      found.add(plain);
    }
    if (options.json) {
      Json.print(spec.commandLine().getOut(), found);
    } else {
      table.print(spec.commandLine().getOut());
    }
  }

  private static long rows(LakeTable table) {
    return table.scan(LakeTable.MAIN).files().stream()
        .mapToLong(file -> file.rows() - file.deleted().length)
        .sum();
  }
}
