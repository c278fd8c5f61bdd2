package io.caravan.command;

import io.caravan.Application;
import io.caravan.Pipelines;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a project. */
@Command(
    name = "run",
    description = "Runs the project's routes until it is stopped; saved edits are taken up.",
    footer = {"", "  caravan run --once       every route once, then stops and says what happened"})
final class Run implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ProjectOptions options;
  @Mixin HelpOption help;

  @Option(
      names = "--once",
      description = "Ends when every interval that is due has run, and what follows from it.")
  boolean once;

  @Override
  public Integer call() throws InterruptedException {
    try (Stopping stopping = new Stopping();
        Application application = Application.own(options.settings());
        Pipelines pipelines = new Pipelines(application)) {
      OneRound round =
          new OneRound(application, pipelines, spec.commandLine().getOut(), options.json);
      pipelines.start();
      if (once) {
        return round.complete();
      }
      spec.commandLine().getOut().println("Running. Stop with Ctrl-C.");
      spec.commandLine().getOut().flush();
      stopping.await();
      return 0;
    }
  }
}
