package io.caravan.command;

import io.caravan.Application;
import io.caravan.Pipelines;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import io.caravan.testing.TestFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Finds mistakes before they run. */
@Command(
    name = "check",
    description =
        "Finds the mistakes in settings, routes, Kamelets, models, suites and tests, without running any of them.",
    footer = {
      "",
      "Exit code 1 when there are any. Each is shown with its place, the value and what to do.",
      "3 when there are none, but a database or the object store did not answer."
    })
final class Check implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ProjectOptions options;
  @Mixin HelpOption help;

  @Override
  public Integer call() {
    List<String> silent = new ArrayList<>();
    List<Problem> problems = problems(silent);
    silent.forEach(spec.commandLine().getErr()::println);
    if (options.json) {
      Json.print(
          spec.commandLine().getOut(),
          problems.stream()
              .map(
                  p ->
                      Map.of(
                          "file",
                          p.place().file(),
                          "line",
                          p.place().line(),
                          "column",
                          p.place().column(),
                          "problem",
                          p.what(),
                          "remedy",
                          p.remedy()))
              .toList());
    } else {
      problems.forEach(spec.commandLine().getOut()::println);
      spec.commandLine()
          .getOut()
          .println(
              problems.isEmpty()
                  ? silent.isEmpty() ? "All is right." : "All that could be checked is right."
                  : problems.size() + (problems.size() == 1 ? " problem" : " problems"));
    }
    spec.commandLine().getOut().flush();
    if (problems.isEmpty()) {
      return silent.isEmpty() ? 0 : Caravan.WORLD_IS_WRONG;
    }
    return Caravan.ANSWER_IS_NO;
  }

  private List<Problem> problems(List<String> silent) {
    try (Application application = Application.visit(options.settings());
        Pipelines pipelines = new Pipelines(application)) {
      List<Problem> problems = new ArrayList<>(pipelines.check());
      problems.addAll(new TestFiles(application.settings()).problems());
      silent.addAll(application.silentSources());
      return problems;
    } catch (ProjectException e) {
      return e.problems();
    }
  }
}
