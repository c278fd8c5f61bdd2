package io.caravan.command;

import io.caravan.Application;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Keeps the lake tidy now instead of at the next scheduled time. */
@Command(
    name = "maintain",
    description =
        "Re-packs small files, expires old snapshots and sweeps orphaned files, as the scheduled route does.")
final class Maintain implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ProjectOptions options;
  @Mixin HelpOption help;

  @Override
  public Integer call() {
    try (Application application = Application.visit(options.settings())) {
      Table table =
          new Table(
              "table", "files re-packed", "into", "snapshots expired", "orphans", "bytes freed");
      application
          .maintenance()
          .tables()
          .forEach(
              (name, done) ->
                  table.row(
                      name,
                      done.filesRepacked(),
                      done.filesWritten(),
                      done.snapshotsExpired(),
                      done.orphansDeleted(),
                      "%,d".formatted(done.bytesFreed())));
      int orphans = application.lake().sweepOrphans();
      table.print(spec.commandLine().getOut());
      spec.commandLine()
          .getOut()
          .printf("%d orphaned %s swept%n", orphans, orphans == 1 ? "file" : "files");
      return 0;
    }
  }
}
