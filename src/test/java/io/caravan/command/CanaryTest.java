package io.caravan.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** I7: secrets that are wrong, or stand beside something that is, are never told. */
class CanaryTest {
  private static final String CANARY = "c4nary7f31";
  @TempDir Path folder;
  private SmallProject project;

  @BeforeEach
  void open() throws Exception {
    project = new SmallProject(folder);
  }

  @AfterEach
  void close() throws Exception {
    project.close();
  }

  static Stream<Map<String, String>> mistakes() {
    return Stream.of(
        Map.of("caravan.source.app.uri", "jdbc:postgresql://127.0.0.1:1/x?password=" + CANARY),
        Map.of("caravan.source.app.uri", "jdbc:postgresql://u:" + CANARY + "@127.0.0.1:1/x"),
        Map.of("caravan.source.app.uri", "jdbc:postgrsql://127.0.0.1:1/x?password=" + CANARY),
        Map.of("caravan.source.app.uri", "postgresql://u:" + CANARY + "@127.0.0.1:1/x"),
        Map.of("caravan.source.app.uri", "jdbc:h2:mem:x;PASSWORD=" + CANARY + ";IFEXISTS=TRUE"),
        Map.of("caravan.lake.catalog.uri", "jdbc:postgresql://127.0.0.1:1/x?password=" + CANARY),
        Map.of("caravan.lake.catalog.uri", "jdbc:postgrsql://127.0.0.1:1/x?password=" + CANARY),
        Map.of("caravan.ledger.uri", "jdbc:postgresql://127.0.0.1:1/x?user=u&password=" + CANARY),
        Map.of("caravan.ledger.uri", "jdbc:postgrsql://u:" + CANARY + "@127.0.0.1:1/x"),
        Map.of(
            "caravan.s3.endpoint", "http://127.0.0.1:1",
            "caravan.s3.access-key", "k",
            "caravan.s3.secret-key", CANARY),
        Map.of("caravan.s3.endpoint", "http://u:" + CANARY + "@127.0.0.1:1"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void no_secret_is_told_whatever_goes_wrong(Map<String, String> settings) throws IOException {
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      project.set(setting.getKey(), setting.getValue());
    }
    Outcome check = project.caravan("check");
    assertThat(check.code()).as(check.toString()).isNotZero();
    assertThat(check.toString()).doesNotContain(CANARY);
  }

  static Stream<String> secrets() {
    return Stream.of(
        "scheme: standard-webhooks, secret: 'whsec_" + CANARY + "!'",
        "scheme: github, secret: '" + CANARY + "+&%'",
        "scheme: none, secret: " + CANARY,
        "scheme: github, secret: " + CANARY + ", tolerance: soon",
        "scheme: githb, secret: " + CANARY);
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void no_secret_of_a_webhook_is_told_whatever_is_wrong_with_its_route(String parameters)
      throws IOException {
    project.file(
        "routes/bronze/hooks.camel.yaml",
        """
        - route:
            id: bronze.hooks
            from:
              uri: kamelet:signed-webhook-source
              parameters: { path: /hooks, %s }
              steps:
                - to: { uri: kamelet:bronze-sink, parameters: { table: hooks } }
        """
            .formatted(parameters));
    Outcome check = project.caravan("check");
    assertThat(check.code()).as(check.toString()).isNotZero();
    assertThat(check.toString()).doesNotContain(CANARY);
  }
}
