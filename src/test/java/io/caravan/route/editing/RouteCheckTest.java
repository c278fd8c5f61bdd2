package io.caravan.route.editing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.caravan.record.FileVersion;
import io.caravan.record.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class RouteCheckTest {
  private static DefaultCamelContext running;
  private static RouteCheck check;

  @BeforeAll
  static void start() {
    running = new DefaultCamelContext();
    Properties properties = new Properties();
    properties.setProperty("caravan.topic.orders", "orders");
    running.getPropertiesComponent().setInitialProperties(properties);
    running.getRegistry().bind("received", new AtomicLong());
    running.start();
    check = new RouteCheck(running, YamlGrammar.load());
  }

  @AfterAll
  static void stop() {
    running.stop();
  }

  static Stream<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String table :
        List.of("syntax", "words", "kamelets-used", "kamelet-files", "routes", "endpoints")) {
      for (Object each : (List<?>) load(table)) {
        cases.add(Case.of((Map<?, ?>) each));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void a_wrong_input_is_reported_with_place_value_and_remedy(Case wrong) {
    List<Problem> problems = check.check(RouteProject.of(files(wrong.files)));
    assertThat(problems.stream().map(Problem::toString)).containsExactlyElementsOf(wrong.expected);
    assertThat(problems).allSatisfy(problem -> assertThat(problem.remedy()).isNotBlank());
  }

  @Test
  void a_project_is_checked_without_starting_anything() {
    DefaultCamelContext never = new DefaultCamelContext();
    never.getRegistry().bind("received", new AtomicLong());
    String route =
        "- from: {uri: 'kamelet:tick-source?name={{missing}}', steps: [{to: 'kamelet:store-sink?table=x'}]}";
    List<Problem> problems =
        new RouteCheck(never, YamlGrammar.load())
            .check(RouteProject.of(files(Map.of("routes/a.camel.yaml", route))));
    assertThat(problems).singleElement().asString().contains("Cannot resolve '{{missing}}'");
    assertThat(never.isStarted()).isFalse();
  }

  @Test
  void the_kamelets_of_the_cases_are_right() {
    assertThat(check.check(RouteProject.of(files(Map.of())))).isEmpty();
  }

  static Stream<String> attacks() {
    return Stream.of(
        "[".repeat(900_000),
        "{a: ".repeat(200_000),
        "- ".repeat(400_000),
        "a: &a [x]\nb: [" + "*a,".repeat(300_000) + "]",
        "- a: &a ["
            + "x,".repeat(1000)
            + "]\n- b: &b ["
            + "*a,".repeat(1000)
            + "]\n- c: ["
            + "*b,".repeat(1000)
            + "]",
        "- !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://127.0.0.1:1/\"]]]]",
        "'".repeat(500_001),
        "- route: {id: x, id: y, from: {uri: 'direct:a', steps: []}}",
        "? ".repeat(300_000),
        "x".repeat(2_000_000));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void hostile_yaml_is_refused_at_once(String attack) {
    TreeMap<String, FileVersion> files = files(Map.of("routes/attack.camel.yaml", attack));
    assertThat(
            assertTimeout(Duration.ofSeconds(5), () -> RouteProject.of(files))
                .routes()
                .get("routes/attack.camel.yaml")
                .yaml()
                .problems())
        .isNotEmpty();
  }

  @Test
  void kamelets_that_use_kamelets_too_deep_are_refused_before_camel_sees_them() {
    Map<String, String> own = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      own.put(
          "routes/kamelets/k%d-action.kamelet.yaml".formatted(i),
          """
          {apiVersion: camel.apache.org/v1, kind: Kamelet, metadata: {name: k%d-action}, spec: {template:
            {from: {uri: 'kamelet:source', steps: [{to: '%s'}]}}}}
          """
              .formatted(i, i == 199 ? "log:end" : "kamelet:k" + (i + 1) + "-action"));
    }
    own.put("routes/a.camel.yaml", "- from: {uri: 'timer:a', steps: [{to: 'kamelet:k0-action'}]}");
    assertThat(check.check(RouteProject.of(files(own))))
        .hasSize(200 - 32)
        .first()
        .asString()
        .isEqualTo(
            "routes/kamelets/k0-action.kamelet.yaml(2,47): Cannot use Kamelet 'k1-action': Kamelets use Kamelets more than 32 deep here.\n"
                + "  Put the steps of some of them into those that use them.");
  }

  static TreeMap<String, FileVersion> files(Map<String, String> own) {
    TreeMap<String, FileVersion> files = new TreeMap<>();
    ((Map<?, ?>) load("kamelets"))
        .forEach((name, text) -> files.put((String) name, version((String) text)));
    own.forEach((name, text) -> files.put(name, version(text)));
    return files;
  }

  static FileVersion version(String text) {
    return new FileVersion(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Object load(String table) {
    try (InputStream in =
        RouteCheckTest.class.getResourceAsStream("/spec/editing/" + table + ".yaml")) {
      return new Load(LoadSettings.builder().build()).loadFromInputStream(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  record Case(String name, Map<String, String> files, List<String> expected) {
    @SuppressWarnings("unchecked")
    static Case of(Map<?, ?> table) {
      return new Case(
          (String) table.get("case"),
          (Map<String, String>) table.get("files"),
          ((List<String>) table.get("problems")).stream().map(String::strip).toList());
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
