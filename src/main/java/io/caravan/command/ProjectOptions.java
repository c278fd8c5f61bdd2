package io.caravan.command;

import io.caravan.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What every command takes: which project, with which settings, printed how. */
final class ProjectOptions {
  @Option(
      names = "--project",
      paramLabel = "DIR",
      description = "The project's folder (default: this one).")
  Path folder = Path.of("").toAbsolutePath();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets a key of application.properties for this call.")
  Map<String, String> overrides = new LinkedHashMap<>();

  @Option(names = "--json", description = "Prints JSON for programs.")
  boolean json;

  Settings settings() {
    return settings(Map.of());
  }

  /** The settings, with {@code defaults} below what the user says and above what the file says. */
  Settings settings(Map<String, String> defaults) {
    Map<String, String> values = new LinkedHashMap<>(defaults);
    values.putAll(overrides);
    return Settings.read(folder, System.getenv(), values);
  }
}
