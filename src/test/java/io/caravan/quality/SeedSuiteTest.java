package io.caravan.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.caravan.engine.DuckDbEngine;
import io.caravan.engine.EngineSettings;
import io.caravan.engine.SqlSession;
import io.caravan.quality.Verdict.Outcome;
import io.caravan.record.DatasetName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The suites that people bring, unchanged, in both spellings. */
class SeedSuiteTest {
  private static final DatasetName USERS = DatasetName.parse("bronze.users");

  @ParameterizedTest
  @ValueSource(strings = {"users_bronze.json", "users_bronze_0x.json"})
  void a_suite_written_for_great_expectations_runs_unchanged(String file, @TempDir Path folder)
      throws Exception {
    Path suites =
        Path.of(System.getenv().getOrDefault("CARAVAN_SEED", "../shared/seed"))
            .resolve("expectations");
    assumeThat(suites.resolve(file))
        .as("the seed is not beside the project; name its folder in CARAVAN_SEED to run this test")
        .exists();
    Suite suite = Suite.read(file, Files.readString(suites.resolve(file)));
    try (DuckDbEngine engine = new DuckDbEngine(EngineSettings.usual(folder), null);
        SqlSession session = engine.session()) {
      session.bindView(USERS, users("'user' || i || '@example.com'"));
      assertThat(Suites.run(suite, USERS, session, ResultFormat.BASIC, Instant.EPOCH).success())
          .isTrue();

      session.bindView(USERS, users("CASE WHEN i % 100 = 7 THEN 'user' || i ELSE 'a@b.c' END"));
      ValidationResult result =
          Suites.run(suite, USERS, session, ResultFormat.BASIC, Instant.EPOCH);
      assertThat(result.blocked()).isTrue();
      assertThat(result.with(Outcome.FAILED))
          .singleElement()
          .hasToString(
              "failed expect_column_values_to_match_regex(email): 20 of 2000 rows (1.0 %), for example user7, user107, user207");
      String failing = result.with(Outcome.FAILED).get(0).failingRows().orElseThrow();
      assertThat(session.query(failing).rows()).hasSize(20);
    }
  }

  private static String users(String email) {
    return "SELECT i AS id, "
        + email
        + " AS email, ['active', 'inactive', 'pending'][i % 3 + 1] AS status FROM range(2000) AS r (i)";
  }
}
