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
    Map<String, Object> spec =
        YamlReader.read(
                "selection.yaml",
                Files.readString(Path.of("src/test/resources/spec/model/selection.yaml")))
            .plain();
    ((Map<?, ?>) spec.get("files"))
        .forEach((file, text) -> Workshop.write(temp.resolve((String) file), (String) text));
    Project project = Project.read(temp, ProjectSettings.usual());
    return ((List<?>) spec.get("cases"))
        .stream()
            .map(Map.class::cast)
            .map(each -> DynamicTest.dynamicTest(each.toString(), () -> check(project, each)));
  }

  private static void check(Project project, Map<?, ?> given) {
    String exclude = given.containsKey("exclude") ? (String) given.get("exclude") : "";
    Selection selection = new Selection((String) given.get("select"), exclude);
    if (given.containsKey("says")) {
      assertThatThrownBy(() -> project.list(selection)).hasMessage((String) given.get("says"));
    } else {
      List<?> wanted = (List<?>) given.get("gives");
      assertThat(project.list(selection))
          .containsExactlyInAnyOrderElementsOf(wanted.stream().map(String.class::cast).toList());
    }
  }
}
