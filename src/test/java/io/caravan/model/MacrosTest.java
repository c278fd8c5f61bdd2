package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MacrosTest {
  @TempDir Path temp;

  /** Each case is a model of its own; what it selects is compared as text. */
  @Test
  void macros_and_context_give_what_models_expect_of_them() throws Exception {
    Map<String, Object> spec =
        YamlReader.read(
                "macros.yaml",
                Files.readString(Path.of("src/test/resources/spec/model/macros.yaml")))
            .plain();
    Path project = temp.resolve("project");
    ((Map<?, ?>) spec.get("files"))
        .forEach((file, text) -> Workshop.write(project.resolve((String) file), (String) text));
    Map<String, String> wanted = new LinkedHashMap<>();
    for (Object each : (List<?>) spec.get("cases")) {
      Map<?, ?> given = (Map<?, ?>) each;
      String name = (String) given.get("name");
      Workshop.write(
          project.resolve("models/cases/" + name + ".sql"),
          "{{ config(materialized='table') }}\n" + given.get("sql"));
      wanted.put(name, String.valueOf(given.get("gives")));
    }
    Map<String, String> found = new LinkedHashMap<>();
    try (Workshop workshop = new Workshop(temp)) {
      Invocation invocation = workshop.models(project).build(Selection.ALL, RunOptions.USUAL);
      Map<String, String> failed = new LinkedHashMap<>();
      invocation.results().stream()
          .filter(result -> !result.status().well())
          .forEach(result -> failed.put(result.label(), result.message()));
      for (String name : wanted.keySet()) {
        String label = "main." + name;
        found.put(name, failed.containsKey(label) ? failed.get(label) : text(workshop, label));
      }
    }
    assertThat(found).containsExactlyInAnyOrderEntriesOf(wanted);
  }

  private static String text(Workshop workshop, String dataset) {
    List<String> rows = new ArrayList<>();
    for (List<Object> row :
        workshop.rows(
            "SELECT * FROM "
                + Relation.quote(io.caravan.record.DatasetName.parse(dataset))
                + " ORDER BY ALL")) {
      rows.add(String.join(",", row.stream().map(String::valueOf).toList()));
    }
    return String.join(" ", rows);
  }
}
