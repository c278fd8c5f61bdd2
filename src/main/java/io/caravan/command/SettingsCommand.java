package io.caravan.command;

import io.caravan.Key;
import io.caravan.Setting;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Every key of {@code application.properties}. */
@Command(
    name = "settings",
    description = "Lists every key of application.properties, its default and what it does.")
final class SettingsCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin HelpOption help;

  @Option(names = "--markdown", description = "Prints docs/settings.md.")
  boolean markdown;

  @Override
  public Integer call() {
    if (markdown) {
      spec.commandLine().getOut().print(markdown());
      spec.commandLine().getOut().flush();
      return 0;
    }
    Table table = new Table("key", "default", "");
    Key.all().forEach(s -> table.row(s.name(), s.fallback(), s.doc()));
    table.print(spec.commandLine().getOut());
    return 0;
  }

  static String markdown() {
    StringBuilder page =
        new StringBuilder(
            """
            # Settings

            Made by `./caravan settings --markdown`. Keys stand in `application.properties`; the environment wins over the file
            (`CARAVAN_LAKE_WAREHOUSE` is `caravan.lake.warehouse`), and `--set key=value` over both. A `*` is a name of your choice.
            Keys that begin with `camel.` are Camel's own; all others are placeholders for your routes.

            | key | default | value | what it does |
            |---|---|---|---|
            """);
    for (Setting<?> setting : Key.all()) {
      String fallback = setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "`";
      page.append(
          "| `%s` | %s | %s | %s |%n"
              .formatted(setting.name(), fallback, setting.form(), setting.doc()));
    }
    return page.toString();
  }
}
