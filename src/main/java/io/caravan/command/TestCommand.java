package io.caravan.command;

import io.caravan.Settings;
import io.caravan.testing.CaseResult;
import io.caravan.testing.Finding;
import io.caravan.testing.Stage;
import io.caravan.testing.TestCase;
import io.caravan.testing.TestFiles;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The user's tests of routes. */
@Command(
    name = "test",
    description =
        "Runs the tests beside the routes (*.test.yaml), with real parts in a temporary folder.",
    footer = {
      "",
      "  caravan test                                   all there are",
      "  caravan test routes/silver                     those of a folder or file",
      "  caravan test bronze.github                     those that run a route",
      "",
      "Exit code 1 when a case fails. How cases are written: docs/testing.md."
    })
final class TestCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ProjectOptions options;
  @Mixin HelpOption help;

  @Parameters(
      paramLabel = "FILE|ROUTE",
      arity = "0..*",
      description = "Test files, folders of them, or ids of routes (default: all).")
  List<String> wanted = new ArrayList<>();

  @Override
  public Integer call() {
    long begun = System.nanoTime();
    Settings settings = options.settings();
    List<TestCase> cases = new TestFiles(settings).cases(wanted);
    List<CaseResult> results = new ArrayList<>();
    if (!cases.isEmpty()) {
      try (Stopping stopping = new Stopping();
          Stage stage = new Stage(settings)) {
        for (TestCase test : cases) {
          if (stopping.asked()) {
            break;
          }
          CaseResult result = stage.run(test);
          results.add(result);
          if (!options.json) {
            print(result);
          }
        }
      }
    }
    if (options.json) {
      Json.print(spec.commandLine().getOut(), results.stream().map(TestCommand::plain).toList());
    } else {
      summary(results, Duration.ofNanos(System.nanoTime() - begun));
    }
    return results.stream().allMatch(CaseResult::passed) ? 0 : Caravan.ANSWER_IS_NO;
  }

  private void print(CaseResult result) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%-6s  %s(%d): %s  (%s)%n",
        result.passed() ? "ok" : "FAILED",
        result.test().place().file(),
        result.test().place().line(),
        result.test().name(),
        Seconds.of(result.time()));
    result.findings().forEach(finding -> out.println("  " + finding));
    out.flush();
  }

  private void summary(List<CaseResult> results, Duration time) {
    long failed = results.stream().filter(result -> !result.passed()).count();
    spec.commandLine()
        .getOut()
        .println(
            results.isEmpty()
                ? "There are no tests. Write one beside a route, as routes/bronze/users.test.yaml: docs/testing.md."
                : "%d %s, %s (%s)"
                    .formatted(
                        results.size(),
                        results.size() == 1 ? "case" : "cases",
                        failed == 0 ? "all passed" : failed + " failed",
                        Seconds.of(time)));
    spec.commandLine().getOut().flush();
  }

  private static Map<String, Object> plain(CaseResult result) {
    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put("file", result.test().place().file());
    plain.put("line", result.test().place().line());
    plain.put("case", result.test().name());
    plain.put("passed", result.passed());
    plain.put("seconds", result.time().toMillis() / 1000.0);
    plain.put("findings", result.findings().stream().map(TestCommand::plain).toList());
    return plain;
  }

  private static Map<String, Object> plain(Finding finding) {
    return Map.of(
        "line", finding.place().line(), "column", finding.place().column(), "what", finding.what());
  }
}
