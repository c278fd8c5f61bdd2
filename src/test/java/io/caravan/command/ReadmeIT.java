package io.caravan.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says is done here, in its order, on a copy of the sample project. */
class ReadmeIT {
  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  @TempDir static Path project;
  private static String readme;

  @BeforeAll
  static void the_first_command_runs_the_sample_pipelines_to_their_end() throws Exception {
    readme = Files.readString(Path.of("README.md"));
    for (String part :
        List.of(
            "routes",
            "models",
            "macros",
            "tests",
            "seeds",
            "expectations",
            "dbt_project.yml",
            "application.properties")) {
      copy(Path.of(part), project.resolve(part));
    }
    Path output = project.resolve("output.txt");
    Process demo =
        new ProcessBuilder(
                "./caravan",
                "demo",
                "--once",
                "--project",
                project.toString(),
                "--set",
                "caravan.server=http://127.0.0.1:" + freePort(),
                "--set",
                "caravan.webhooks=http://127.0.0.1:0")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(demo.waitFor(5, TimeUnit.MINUTES)).as("the demo ends by itself").isTrue();
    assertThat(demo.exitValue()).as(Files.readString(output)).isZero();
    assertThat(Files.readString(output))
        .contains("users in silver        source 5000, lake 5000")
        .contains("deliveries in silver   source 235, lake 235")
        .doesNotContain("differs");
  }

  @Test
  void every_command_that_it_shows_beside_the_running_demo_works() {
    List<String> commands =
        blocks("sh")
            .flatMap(String::lines)
            .map(line -> line.replaceAll("\\s+#.*", ""))
            .filter(line -> line.startsWith("./caravan ") && !line.endsWith(" demo"))
            .toList();
    assertThat(commands).hasSizeGreaterThanOrEqualTo(6);
    for (String command : commands) {
      List<String> words = words(command.substring("./caravan ".length()));
      words.addAll(List.of("--project", project.toString()));
      assertThat(Caravan.execute(words.toArray(String[]::new))).as(command).isZero();
    }
  }

  @Test
  void its_route_is_right() throws IOException {
    Path routes = project.resolve("readme-routes/bronze");
    Files.createDirectories(routes);
    Files.writeString(routes.resolve("users.camel.yaml"), blocks("yaml").findFirst().orElseThrow());
    assertThat(
            Caravan.execute(
                "check", "--project", project.toString(), "--set", "caravan.routes=readme-routes"))
        .isZero();
  }

  @Test
  void its_settings_are_known() throws IOException {
    Path folder = Files.createDirectories(project.resolve("readme-settings"));
    Files.writeString(
        folder.resolve("application.properties"), blocks("properties").findFirst().orElseThrow());
    assertThat(Settings.read(folder, Map.of(), Map.of()).all())
        .containsEntry("caravan.lake.warehouse", "s3://acme-lake");
  }

  @Test
  void every_page_that_it_links_to_is_there() {
    Matcher link = Pattern.compile("]\\(([^)#:]+)\\)").matcher(readme);
    assertThat(link.results().map(found -> Path.of(found.group(1))))
        .isNotEmpty()
        .allSatisfy(page -> assertThat(page).exists());
  }

  private static Stream<String> blocks(String language) {
    return BLOCK
        .matcher(readme)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2));
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    WORD.matcher(command)
        .results()
        .forEach(word -> words.add(word.group(1) != null ? word.group(1) : word.group(2)));
    return words;
  }

  private static void copy(Path from, Path to) throws IOException {
    if (!Files.exists(from)) {
      return;
    }
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(
          file -> {
            try {
              Files.copy(file, to.resolve(from.relativize(file).toString()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
