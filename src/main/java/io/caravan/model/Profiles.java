package io.caravan.model;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A project's {@code profiles.yml}: its targets by name. Connections in it mean nothing here, where
 * the lake is the database; a target is a name and a schema.
 */
record Profiles(Path folder) {
  private static final String FILE = "profiles.yml";

  /**
   * The settings for another target; as they are when none is asked for.
   *
   * @throws ProjectException when the project has profiles, and none of them has the target
   */
  ProjectSettings settings(ProjectSettings usual, String target) {
    if (target.isEmpty()) {
      return usual;
    }
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return usual.withTarget(target, usual.schema());
    }
    Map<String, String> schemas = schemas(file, usual.schema());
    if (!schemas.containsKey(target)) {
      throw new ProjectException(
          Place.file(FILE),
          "Cannot use target '" + target + "': no profile has it.",
          Spelling.didYouMean(
              target, schemas.keySet(), "It has " + String.join(", ", schemas.keySet()) + "."));
    }
    return usual.withTarget(target, schemas.get(target));
  }

  /** The schema of every target, templates in it left out of account. */
  private static Map<String, String> schemas(Path file, String usual) {
    Map<String, String> schemas = new TreeMap<>();
    for (Object profile : YamlReader.read(FILE, text(file)).plain().values()) {
      if (profile instanceof Map<?, ?> map && map.get("outputs") instanceof Map<?, ?> outputs) {
        outputs.forEach(
            (name, output) -> {
              Object schema = output instanceof Map<?, ?> one ? one.get("schema") : null;
              boolean plain = schema != null && !String.valueOf(schema).contains("{");
              schemas.put(String.valueOf(name), plain ? String.valueOf(schema) : usual);
            });
      }
    }
    return schemas;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      throw new io.caravan.record.WorldException(
          "Cannot read " + file + ": " + failed.getMessage(), failed);
    }
  }
}
