package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class SelectionTest {
  @TempDir Path temp;

  @TestFactory
  Stream<DynamicTest> selects_what_dbt_selects() throws Exception {
    return cases("selection.yaml");
  }

  @TestFactory
  Stream<DynamicTest> selects_by_group_exposure_version_and_selector_as_dbt_does()
      throws Exception {
    return cases("selection_kinds.yaml");
  }

  private Stream<DynamicTest> cases(String name) throws Exception {
    String text = Files.readString(Path.of("src/test/resources/spec/model", name));
    Map<String, Object> spec = YamlReader.read(name, text).plain();
    ((Map<?, ?>) spec.get("files"))
        .forEach((file, content) -> Workshop.write(temp.resolve((String) file), (String) content));
    Project project = Project.read(temp, ProjectSettings.usual());
    return ((List<?>) spec.get("cases"))
        .stream()
            .map(Map.class::cast)
            .map(each -> DynamicTest.dynamicTest(each.toString(), () -> check(project, each)));
  }

  private static String given(Map<?, ?> given, String key, String otherwise) {
    return given.containsKey(key) ? (String) given.get(key) : otherwise;
  }

  private static void check(Project project, Map<?, ?> given) {
    Selection selection =
        new Selection(
            given(given, "select", ""),
            given(given, "exclude", ""),
            given(given, "selector", ""),
            given(given, "indirect", "eager"));
    if (given.containsKey("says")) {
      assertThatThrownBy(() -> project.list(selection)).hasMessage((String) given.get("says"));
    } else {
      List<?> wanted = (List<?>) given.get("gives");
      assertThat(project.list(selection))
          .containsExactlyInAnyOrderElementsOf(wanted.stream().map(String.class::cast).toList());
    }
  }
}
