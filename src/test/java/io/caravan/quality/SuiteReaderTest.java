package io.caravan.quality;

import static io.caravan.quality.PeopleTable.cast;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.ProjectException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SuiteReaderTest {
  static Stream<Map<String, Object>> mistakes() {
    return PeopleTable.<List<Map<String, Object>>>cast(PeopleTable.yaml("mistakes.yaml")).stream();
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void a_mistake_is_named_with_its_place_and_a_remedy(Map<String, Object> mistake) {
    assertThatThrownBy(() -> Suite.read("expectations/users.json", mistake.get("suite").toString()))
        .isInstanceOf(ProjectException.class)
        .hasMessage(mistake.get("message").toString().strip());
  }

  @Test
  void both_spellings_mean_the_same() {
    Suite old =
        Suite.read(
            "a.json",
            """
            {"expectation_suite_name": "users", "ge_cloud_id": null, "data_asset_type": null, "meta": {"great_expectations_version": "0.18.22"},
             "expectations": [{"expectation_type": "expect_column_to_exist", "kwargs": {"column": "id"}, "meta": {}}]}
            """);
    Suite now =
        Suite.read(
            "b.json",
            """
            {"name": "users", "meta": {}, "expectations": [{"type": "expect_column_to_exist", "kwargs": {"column": "id"}, "meta": {}}]}
            """);
    assertThat(old.name()).isEqualTo(now.name());
    assertThat(old.expectations().get(0)).hasToString(now.expectations().get(0).toString());
    assertThat(old.expectations().get(0).kwargs()).isEqualTo(now.expectations().get(0).kwargs());
  }

  @Test
  void what_follows_a_failure_is_said_by_meta_or_by_severity() {
    Suite suite =
        Suite.read(
            "a.json",
            """
            {"name": "users", "expectations": [
              {"type": "expect_column_to_exist", "kwargs": {"column": "a"}},
              {"type": "expect_column_to_exist", "kwargs": {"column": "b"}, "severity": "warning"},
              {"type": "expect_column_to_exist", "kwargs": {"column": "c"}, "severity": "warning", "meta": {"caravan": {"on_failure": "block"}}},
              {"type": "expect_column_to_exist", "kwargs": {"column": "d"}, "meta": {"caravan": {"on_failure": "warn"}}}]}
            """);
    assertThat(suite.expectations())
        .extracting(Expectation::onFailure)
        .containsExactly(OnFailure.BLOCK, OnFailure.WARN, OnFailure.BLOCK, OnFailure.WARN);
  }

  @Test
  void every_expectation_of_great_expectations_is_supported_or_refused_with_a_reason() {
    List<String> core = cast(PeopleTable.yaml("core.yaml"));
    assertThat(core)
        .allSatisfy(
            name ->
                assertThat(
                        ExpectationTypes.ALL.containsKey(name)
                            ^ ExpectationTypes.REFUSED.containsKey(name))
                    .as(name)
                    .isTrue());
    assertThat(ExpectationTypes.ALL.keySet()).isSubsetOf(core);
  }
}
