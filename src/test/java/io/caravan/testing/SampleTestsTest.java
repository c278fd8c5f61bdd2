package io.caravan.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.Key;
import io.caravan.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The test files of the sample project, and the example in docs/testing.md. */
@Timeout(120)
class SampleTestsTest {
  private static final Settings SAMPLE =
      Settings.read(Path.of("").toAbsolutePath(), Map.of(), Map.of());
  private static Stage stage;

  @BeforeAll
  static void start() {
    stage = new Stage(SAMPLE);
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @TestFactory
  Stream<DynamicTest> what_the_sample_s_test_files_and_the_documentation_say_is_so()
      throws IOException {
    List<TestCase> cases = new ArrayList<>(new TestFiles(SAMPLE).cases(List.of()));
    assertThat(cases).hasSizeGreaterThan(8);
    cases.addAll(documented());
    return cases.stream()
        .map(
            test ->
                DynamicTest.dynamicTest(
                    test.place() + ": " + test.name(),
                    () -> assertThat(stage.run(test).findings()).isEmpty()));
  }

  private static List<TestCase> documented() throws IOException {
    Matcher block =
        Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs/testing.md")));
    assertThat(block.find()).isTrue();
    return TestFile.read(
        "docs/testing.md",
        block.group(1),
        Set.of("user-events-enriched"),
        new TestFile.Known(Set.of("user-events-enriched"), SAMPLE.names(Key.SOURCE_URI)));
  }

  @Test
  void a_case_fails_that_expects_what_is_not_so_and_the_next_one_knows_nothing_of_it() {
    String text =
        """
        within: 20s
        cases:
          - case: wrong in all that can be wrong
            given:
              databases: {app: {users: [{id: 7, email: ada@example.com, status: active}]}}
              topics:
                user-events:
                  - {event_id: e1, user_id: 7, event_type: click, occurred_at: "2026-01-01T10:00:00Z"}
                  - {event_id: e2, user_id: 7, event_type: bogus, occurred_at: "2026-01-01T10:00:00Z"}
            expect:
              topics:
                user-events-enriched:
                  - {event_id: e1, user: {email: ida@example.com}}
              tables:
                silver.nowhere: [{id: 1}]
          - case: nothing given, nothing there
            given:
              databases: {app: {users: [{id: 7, email: ada@example.com, status: active}]}}
              topics: {user-events: []}
            expect:
              topics: {user-events-enriched: []}
        """;
    Set<String> routes = Set.of("user-events-enriched");
    List<TestCase> cases =
        TestFile.read("a.test.yaml", text, routes, new TestFile.Known(routes, Set.of("app")));
    assertThat(stage.run(cases.get(0)).findings())
        .extracting(Finding::toString)
        .satisfiesExactly(
            table ->
                assertThat(table)
                    .isEqualTo(
                        "a.test.yaml(15,25): There is no table silver.nowhere. There is none at all."),
            record ->
                assertThat(record)
                    .startsWith(
                        """
                        a.test.yaml(13,13): No record like this in topic user-events-enriched. The nearest differs:
                            user.email: expected "ida@example.com", was "ada@example.com" (line 13)
                            whole: {"event_id":"e1",\
                        """),
            letter ->
                assertThat(letter)
                    .startsWith(
                        "a.test.yaml(3,5): 1 dead letter in the dead-letter topics, expected 0.")
                    .contains("expect_column_values_to_be_in_set(event_type)"));
    assertThat(stage.run(cases.get(1)).findings()).isEmpty();
  }
}
