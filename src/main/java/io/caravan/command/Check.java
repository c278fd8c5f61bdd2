package io.caravan.command;

import io.caravan.Application;
import io.caravan.Pipelines;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
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
        "Finds the mistakes in settings, routes, Kamelets, models and suites, without running any of them.",
    footer = {
      "",
      "Exit code 1 when there are any. Each is shown with its place, the value and what to do."
    })
final class Check implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ProjectOptions options;
  @Mixin HelpOption help;

  @Override
  public Integer call() {
    List<Problem> problems = problems();
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
                  ? "All is right."
                  : problems.size() + (problems.size() == 1 ? " problem" : " problems"));
    }
    spec.commandLine().getOut().flush();
    return problems.isEmpty() ? 0 : Caravan.ANSWER_IS_NO;
  }

  private List<Problem> problems() {
    try (Application application = Application.visit(options.settings());
        Pipelines pipelines = new Pipelines(application)) {
      return pipelines.check();
    } catch (ProjectException e) {
      return e.problems();
    }
  }
}
