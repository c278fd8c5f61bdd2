package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.caravan.record.ProjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ProblemsTest {
  @TempDir Path temp;

  @TestFactory
  Stream<DynamicTest> a_mistake_is_told_with_place_value_and_remedy() throws Exception {
    String table = Files.readString(Path.of("src/test/resources/spec/model/problems.yaml"));
    List<?> cases = (List<?>) YamlReader.read("problems.yaml", table).plain().get("cases");
    return cases.stream()
        .map(Map.class::cast)
        .map(each -> DynamicTest.dynamicTest((String) each.get("name"), () -> check(each)));
  }

  private void check(Map<?, ?> given) {
    Path folder = temp.resolve((String) given.get("name"));
    boolean complete = given.get("name").equals("a_missing_project_file");
    ((Map<?, ?>) given.get("files"))
        .forEach((file, text) -> Workshop.write(folder.resolve((String) file), (String) text));
    if (!complete) {
      Workshop.project(folder);
    }

    ProjectException wrong =
        catchThrowableOfType(
            ProjectException.class, () -> Project.read(folder, ProjectSettings.usual()));

    assertThat(wrong).as("nothing was found wrong").isNotNull();
    if (given.get("says") instanceof List<?> lines) {
      assertThat(wrong.getMessage().lines())
          .containsExactlyElementsOf(lines.stream().map(String.class::cast).toList());
    } else {
      ((List<?>) given.get("contains"))
          .forEach(part -> assertThat(wrong.getMessage()).contains((String) part));
    }
  }
}
