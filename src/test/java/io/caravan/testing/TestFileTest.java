package io.caravan.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.model.Yaml;
import io.caravan.model.YamlReader;
import io.caravan.record.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Mistakes in test files, and what is compared how: {@code spec/testing/*.yaml}. */
class TestFileTest {
  private static final TestFile.Known KNOWN =
      new TestFile.Known(Set.of("bronze.users", "silver.users"), Set.of("app"));

  @TestFactory
  Stream<DynamicTest> mistakes_are_told_with_place_and_remedy() throws IOException {
    return cases("mistakes")
        .map(
            spec ->
                DynamicTest.dynamicTest(
                    text(spec, "case"),
                    () ->
                        assertThatThrownBy(
                                () ->
                                    TestFile.read(
                                        "x.test.yaml",
                                        text(spec, "file"),
                                        Set.of("bronze.users"),
                                        KNOWN))
                            .isInstanceOf(ProjectException.class)
                            .hasMessage(text(spec, "problem").strip())));
  }

  @TestFactory
  Stream<DynamicTest> what_is_there_is_compared_with_what_must_be() throws IOException {
    return cases("comparisons")
        .map(
            spec ->
                DynamicTest.dynamicTest(
                    text(spec, "case"),
                    () -> {
                      String file =
                          "cases: [{case: c, expect: {tables: {silver.users: %s}}}]"
                              .formatted(text(spec, "expected"));
                      Expected.Wanted wanted =
                          TestFile.read("x.test.yaml", file, Set.of("bronze.users"), KNOWN)
                              .get(0)
                              .expected()
                              .tables()
                              .values()
                              .iterator()
                              .next();
                      List<?> actual = (List<?>) Values.parsed(text(spec, "actual"));
                      List<String> findings =
                          new Comparison("silver.users", "row")
                                  .compare(
                                      wanted,
                                      List.<Object>copyOf(actual),
                                      Difference::between,
                                      Values::shown)
                                  .stream()
                                  .map(Finding::what)
                                  .toList();
                      assertThat(findings).isEqualTo(Values.plain(spec.entries().get("findings")));
                    }));
  }

  private static Stream<Yaml.Mapping> cases(String name) throws IOException {
    Path file = Path.of("src/test/resources/spec/testing", name + ".yaml");
    Yaml cases = YamlReader.read(name, Files.readString(file)).find("cases").orElseThrow();
    return ((Yaml.Sequence) cases).items().stream().map(each -> (Yaml.Mapping) each);
  }

  private static String text(Yaml.Mapping spec, String key) {
    return ((Yaml.Scalar) spec.entries().get(key)).text();
  }
}
