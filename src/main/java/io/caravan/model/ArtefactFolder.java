package io.caravan.model;

import io.caravan.jinja.value.Fault;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.WorldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A folder with artefacts of a run, ours or dbt's. */
record ArtefactFolder(Path folder) {
  /**
   * @throws ProjectException when it is not there, or no JSON
   */
  Map<?, ?> read(String name) {
    Path file = folder.resolve(name);
    try {
      if (Files.isRegularFile(file) && Json.read(Files.readString(file)) instanceof Map<?, ?> map) {
        return map;
      }
    } catch (IOException failed) {
      throw new WorldException("Cannot read " + file + ": " + failed.getMessage(), failed);
    } catch (Fault noJson) {
      throw wrong(file, "it is no JSON");
    }
    throw wrong(file, "it is not there");
  }

  private static ProjectException wrong(Path file, String why) {
    return new ProjectException(
        Place.file("select"),
        "Cannot compare with '" + file + "': " + why + ".",
        "Give the target folder of another run: --state DIR.");
  }

  Set<String> withResult(String status) {
    Set<String> ids = new TreeSet<>();
    for (Map<?, ?> result : results("run_results.json")) {
      if (status.equals(result.get("status"))) {
        ids.add(String.valueOf(result.get("unique_id")));
      }
    }
    return ids;
  }

  /** When the newest row of each source was loaded, as text that sorts like time. */
  Map<String, String> newestRows() {
    Map<String, String> newest = new TreeMap<>();
    for (Map<?, ?> result : results("sources.json")) {
      if (result.get("max_loaded_at") != null) {
        newest.put(
            String.valueOf(result.get("unique_id")), String.valueOf(result.get("max_loaded_at")));
      }
    }
    return newest;
  }

  List<Map<?, ?>> results(String name) {
    return read(name).get("results") instanceof List<?> results
        ? results.stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList()
        : List.of();
  }
}
