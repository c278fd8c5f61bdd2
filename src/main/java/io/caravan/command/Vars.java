package io.caravan.command;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Variables as dbt takes them on the command line: a YAML or JSON mapping. */
final class Vars {
  private Vars() {}

  static Map<String, Object> parse(String option, String text) {
    if (text.isBlank()) {
      return Map.of();
    }
    Object read;
    try {
      read =
          new Load(LoadSettings.builder().setMaxAliasesForCollections(5).build())
              .loadFromString(text);
    } catch (YamlEngineException e) {
      throw wrong(option, text);
    }
    if (!(read instanceof Map<?, ?> map)) {
      throw wrong(option, text);
    }
    Map<String, Object> vars = new LinkedHashMap<>();
    map.forEach((name, value) -> vars.put(String.valueOf(name), value));
    return vars;
  }

  private static ProjectException wrong(String option, String text) {
    return new ProjectException(
        Place.file("command line"),
        "Cannot read " + option + ": '" + text + "' is not a mapping.",
        "Write it as " + option + " '{start_date: 2026-01-01}'.");
  }
}
