package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dbt project that the whole thing began with, unchanged. */
class SeedProjectTest {
  private static final String USERS =
      """
      SELECT i AS id, ' User' || i || '@Example.com' AS email, ' ada LOVELACE ' AS name, (ARRAY['active', 'disabled', 'pending', 'odd'])[1 + i %% 4] AS status,
        TIMESTAMP '2024-01-01' + INTERVAL (i) MINUTE AS created_at, TIMESTAMP '%2$s' AS updated_at,
        TIMESTAMPTZ '%2$s 00:00:00+00' AS _ingested_at, 'app' AS _source
      FROM range(%1$s) t(i)
      """;

  @TempDir Path temp;
  private Workshop workshop;
  private Path project;

  @BeforeEach
  void open() {
    Optional<Path> seed =
        List.of(
                Optional.ofNullable(System.getProperty("caravan.seed"))
                    .or(() -> Optional.ofNullable(System.getenv("CARAVAN_SEED")))
                    .orElse(""),
                "../shared/seed")
            .stream()
            .filter(name -> !name.isEmpty())
            .map(name -> Path.of(name, "dbt"))
            .filter(Files::isDirectory)
            .findFirst();
    assumeTrue(seed.isPresent(), "The seed project is not here: set CARAVAN_SEED to its folder.");
    project = Workshop.copy(seed.orElseThrow(), temp.resolve("project"));
    workshop = new Workshop(temp);
  }

  @AfterEach
  void close() {
    if (workshop != null) {
      workshop.close();
    }
  }

  @Test
  void runs_unchanged_and_merges_what_changed() {
    workshop.append("bronze.users", USERS.formatted("1000", "2024-02-01"));
    Models models = workshop.models(project);

    Invocation first = models.build(Selection.of("silver.users+"), RunOptions.USUAL);

    assertThat(first.complaint()).isEmpty();
    assertThat(first.well()).isTrue();
    assertThat(first.results().get(0).tests())
        .hasSize(9)
        .allMatch(verdict -> verdict.outcome() == TestVerdict.Outcome.PASSED);
    assertThat(
            workshop.rows(
                "SELECT email, full_name, first_name, last_name, status FROM silver.users WHERE user_id = 1"))
        .containsExactly(
            List.of("user1@example.com", "ada LOVELACE", "Ada", "Lovelace", "inactive"));

    assertThat(
            models.build(Selection.of("silver.users"), RunOptions.USUAL).results().get(0).status())
        .isEqualTo(NodeResult.Status.UNCHANGED);

    workshop.append(
        "bronze.users",
        USERS.formatted("100", "2024-03-01").replace("ada LOVELACE", "grace HOPPER"));
    Invocation second = models.build(Selection.of("silver.users"), RunOptions.USUAL);

    assertThat(second.complaint()).isEmpty();
    assertThat(second.results().get(0).rows()).isEqualTo(100);
    assertThat(workshop.value("SELECT count(*) FROM silver.users")).isEqualTo(1000L);
    assertThat(workshop.value("SELECT count(*) FROM silver.users WHERE last_name = 'Hopper'"))
        .isEqualTo(100L);
  }

  @Test
  void warns_where_dbt_would_fail() {
    workshop.append("bronze.users", USERS.formatted("10", "2024-02-01"));

    assertThat(workshop.models(project).project().warnings())
        .extracting(Object::toString)
        .anyMatch(
            warning ->
                warning.startsWith(
                    "models/silver/schema.yml(16,13): Cannot put 'email' before expression 'LOWER(email) = email', as dbt does"));
  }

  @Test
  void fails_as_dbt_does_when_asked_to() {
    workshop.append("bronze.users", USERS.formatted("10", "2024-02-01"));

    Invocation strict = workshop.models(project, true).build(Selection.ALL, RunOptions.USUAL);

    assertThat(strict.well()).isFalse();
    assertThat(strict.complaint())
        .contains("dbt_utils_expression_is_true_users_email__LOWER_email_email");
  }
}
