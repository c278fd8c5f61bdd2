package io.caravan.command;

import io.caravan.Application;
import io.caravan.lake.LakeTable;
import io.caravan.quality.TablePast;
import io.caravan.quality.Usual;
import io.caravan.record.DatasetName;
import io.caravan.runs.CheckResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What checks said of a table over time, and whether its last version is a usual one. */
@Command(
    name = "history",
    description =
        "What checks said of a table over time, and whether its newest version is a usual one; exit code 1 when it is not.",
    footer = {
      "",
      "  caravan quality history silver.users",
      "",
      "  Of each check, its last verdicts, the newest at the right: . passed, w warned, q quarantined, x failed."
    })
final class QualityHistory implements Callable<Integer> {
  private static final int MOST_CHECKS = 2000;

  @Spec CommandSpec spec;
  @Mixin ProjectOptions options;
  @Mixin HelpOption help;

  @Parameters(paramLabel = "LAYER.TABLE", description = "Whose history.")
  String table;

  @Option(
      names = "--versions",
      paramLabel = "N",
      description = "How many versions and verdicts to look at (default: ${DEFAULT-VALUE}).")
  int versions = 20;

  @Override
  public Integer call() {
    DatasetName dataset = Names.dataset(table);
    try (Application application = Application.visit(options.settings())) {
      LakeTable found = application.lake().load(dataset);
      List<CheckResult> results = application.ledger().checks().of(dataset.toString(), MOST_CHECKS);
      TablePast past =
          TablePast.of(found, application.engine(), versions, application.clock().instant());
      List<TablePast.Measure> measures = past.measures();
      if (options.json) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("checks", trends(results).stream().map(Trend::plain).toList());
        plain.put("measures", measures.stream().map(QualityHistory::plain).toList());
        Json.print(spec.commandLine().getOut(), plain);
      } else {
        print(trends(results), measures);
      }
      return measures.stream().anyMatch(m -> m.usual().unusual()) ? Caravan.ANSWER_IS_NO : 0;
    }
  }

  private void print(List<Trend> trends, List<TablePast.Measure> measures) {
    Table checks = new Table("check", "verdicts", "failing now", "before", "since");
    trends.forEach(t -> checks.row(t.name(), t.verdicts(), t.failing(), t.before(), t.since()));
    checks.print(spec.commandLine().getOut());
    spec.commandLine().getOut().println();
    Table usual = new Table("measure", "now", "usually", "give or take", "score", "");
    measures.forEach(
        m ->
            usual.row(
                m.name(),
                number(m.usual().value()),
                number(m.usual().median()),
                number(m.usual().spread()),
                number(m.usual().score()),
                m.usual().unusual()
                    ? "unusual"
                    : m.usual().known() < Usual.LEAST ? "too few versions to say" : ""));
    usual.print(spec.commandLine().getOut());
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : "%,.3f".formatted(value).replaceAll("\\.?0+$", "");
  }

  private static Map<String, Object> plain(TablePast.Measure measure) {
    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put("measure", measure.name());
    plain.put("value", measure.usual().value());
    plain.put("median", Double.isNaN(measure.usual().median()) ? null : measure.usual().median());
    plain.put("spread", measure.usual().spread());
    plain.put("score", measure.usual().score());
    plain.put("known", measure.usual().known());
    plain.put("unusual", measure.usual().unusual());
    return plain;
  }

  /**
   * One check over time.
   *
   * @param verdicts a sign for each of the last ones, the newest at the right
   * @param failing rows that fail now
   * @param before the median of those that failed before
   * @param since when the verdict became what it is now
   */
  private record Trend(
      String name, String verdicts, String verdict, long failing, String before, String since) {
    Map<String, Object> plain() {
      Map<String, Object> plain = new LinkedHashMap<>();
      plain.put("check", name);
      plain.put("verdict", verdict);
      plain.put("verdicts", verdicts);
      plain.put("failing", failing);
      plain.put("before", before.isEmpty() ? null : Double.valueOf(before));
      plain.put("since", since);
      return plain;
    }
  }

  /**
   * @param results the newest first
   */
  private List<Trend> trends(List<CheckResult> results) {
    Map<String, List<CheckResult>> byName =
        results.stream()
            .collect(Collectors.groupingBy(CheckResult::name, TreeMap::new, Collectors.toList()));
    List<Trend> trends = new ArrayList<>();
    byName.forEach((name, all) -> trends.add(trend(name, all)));
    return trends;
  }

  private Trend trend(String name, List<CheckResult> all) {
    CheckResult now = all.get(0);
    StringBuilder signs = new StringBuilder();
    all.stream().limit(versions).forEach(r -> signs.insert(0, sign(r.verdict())));
    CheckResult first = now;
    for (CheckResult result : all) {
      if (!result.verdict().equals(now.verdict())) {
        break;
      }
      first = result;
    }
    List<Double> before =
        all.stream().skip(1).limit(versions).map(r -> (double) r.failing()).toList();
    Usual usual = Usual.of(now.failing(), before, 1);
    String median = before.isEmpty() ? "" : String.valueOf(usual.median());
    return new Trend(
        name,
        signs.toString(),
        now.verdict(),
        now.failing(),
        median.replaceAll("\\.0$", ""),
        first.checked().toString());
  }

  private static char sign(String verdict) {
    return switch (verdict) {
      case "passed" -> '.';
      case "warned" -> 'w';
      case "quarantined" -> 'q';
      default -> 'x';
    };
  }
}
