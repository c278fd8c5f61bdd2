package io.caravan.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What people get to read when something is wrong: place, value and remedy, and nothing else. */
@Timeout(60)
class MistakesTest {
  @TempDir Path folder;
  private SmallProject project;
  private String closed;

  @BeforeEach
  void open() throws Exception {
    project = new SmallProject(folder);
    closed = Integer.toString(SmallProject.freePort());
  }

  @AfterEach
  void close() throws Exception {
    project.close();
  }

  @Test
  void the_project_of_the_cases_is_right() {
    assertThat(project.caravan("check")).isEqualTo(new Outcome(0, "All is right.\n", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void a_mistake_is_told_with_place_value_and_remedy_by_check_and_when_run_starts(Case wrong)
      throws IOException {
    String says = filled(wrong.says);
    for (Map.Entry<String, String> setting : wrong.set.entrySet()) {
      project.set(setting.getKey(), filled(setting.getValue()));
    }
    for (Map.Entry<String, String> file : wrong.files.entrySet()) {
      project.file(file.getKey(), file.getValue());
    }

    Outcome check = project.caravan("check");
    Outcome run = project.caravan("run");

    if (wrong.world) {
      assertThat(check).isEqualTo(new Outcome(Caravan.WORLD_IS_WRONG, "", says));
      assertThat(run).isEqualTo(new Outcome(Caravan.WORLD_IS_WRONG, "", says));
    } else {
      long problems = says.lines().filter(line -> !line.startsWith(" ")).count();
      String count = problems + (problems == 1 ? " problem\n" : " problems\n");
      assertThat(check).isEqualTo(new Outcome(Caravan.ANSWER_IS_NO, says + count, ""));
      assertThat(run).isEqualTo(new Outcome(Caravan.PROJECT_IS_WRONG, "", says));
    }
  }

  @Test
  void a_taken_port_is_told_when_run_starts_while_check_may_stand_beside_a_running_application()
      throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String server = "http://127.0.0.1:" + taken.getLocalPort();
      project.set("caravan.server", server);
      assertThat(project.caravan("check").code()).isZero();
      assertThat(project.caravan("run"))
          .isEqualTo(
              new Outcome(
                  Caravan.PROJECT_IS_WRONG,
                  "",
                  """
                  application.properties(1,1): Cannot listen at '%s': Address already in use.
                    Stop what listens there, or choose another: --set caravan.server=http://127.0.0.1:8081
                  """
                      .formatted(server)));
    }
  }

  @Test
  void a_source_that_does_not_answer_is_told_and_tried_again_by_its_routes() throws IOException {
    project.set("caravan.source.app.uri", filled("jdbc:postgresql://127.0.0.1:{closed}/shop"));
    String says =
        filled(
            """
            Cannot reach the source 'app' at 'jdbc:postgresql://127.0.0.1:{closed}/shop': Connection to 127.0.0.1:{closed} refused.
              Start it, or correct caravan.source.app.uri.
            """);

    Outcome check = project.caravan("check");
    assertThat(check.code()).isEqualTo(Caravan.WORLD_IS_WRONG);
    assertThat(check.out()).isEqualTo("All that could be checked is right.\n");
    assertThat(check.err()).contains(says).doesNotContain("\tat ");

    Outcome run = project.caravan("run", "--once");
    assertThat(run.code()).isEqualTo(Caravan.ANSWER_IS_NO);
    assertThat(run.err()).contains(says).doesNotContain("\tat ");
    assertThat(run.out())
        .contains("retrying: Cannot ask data source 'app': Connection to 127.0.0.1");
  }

  private String filled(String text) {
    return text.replace("{closed}", closed)
        .replace("{database}", project.setting("caravan.source.app.uri"));
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream in = MistakesTest.class.getResourceAsStream("/spec/command/mistakes.yaml")) {
      List<?> cases = (List<?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
      return cases.stream().map(each -> Case.of((Map<?, ?>) each)).toList().stream();
    }
  }

  /**
   * One mistake.
   *
   * @param world whether a part does not answer, and not the project is wrong
   */
  record Case(
      String name, Map<String, String> set, Map<String, String> files, boolean world, String says) {
    @SuppressWarnings("unchecked")
    static Case of(Map<?, ?> given) {
      return new Case(
          (String) given.get("case"),
          given.containsKey("set") ? (Map<String, String>) given.get("set") : Map.of(),
          given.containsKey("files") ? (Map<String, String>) given.get("files") : Map.of(),
          "world".equals(given.get("of")),
          (String) given.get("says"));
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
