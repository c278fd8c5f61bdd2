package io.caravan.quality;

import static io.caravan.quality.PeopleTable.cast;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.engine.DuckDbEngine;
import io.caravan.engine.EngineSettings;
import io.caravan.engine.SqlSession;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The case tables, each against what Great Expectations itself answers on PostgreSQL
 * (spec/quality/goldens.py).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> FAMILIES =
      List.of(
          "nulls",
          "sets",
          "text",
          "ranges",
          "unique",
          "pairs",
          "multicolumn",
          "statistics",
          "distinct",
          "table",
          "conditions");

  private DuckDbEngine engine;
  private SqlSession session;

  @BeforeAll
  void bind(@TempDir Path folder) {
    engine = new DuckDbEngine(EngineSettings.usual(folder), null);
    session = engine.session();
    PeopleTable.bind(session);
  }

  @AfterAll
  void close() {
    session.close();
    engine.close();
  }

  record Case(String family, Map<String, Object> given, Map<String, Object> golden) {
    @Override
    public String toString() {
      return family + ": " + given.get("name");
    }
  }

  static Stream<Case> cases() throws Exception {
    List<Case> cases = new ArrayList<>();
    for (String family : FAMILIES) {
      List<Map<String, Object>> given = cast(PeopleTable.yaml(family + ".yaml"));
      List<Map<String, Object>> goldens =
          cast(MAPPER.readValue(PeopleTable.text(family + ".golden.json"), List.class));
      assertThat(goldens)
          .as("run goldens.py after adding a case to %s.yaml", family)
          .hasSameSizeAs(given);
      for (int i = 0; i < given.size(); i++) {
        cases.add(new Case(family, given.get(i), goldens.get(i)));
      }
    }
    return cases.stream();
  }

  static Suite suite(Case one) throws Exception {
    Map<String, Object> expectation = new LinkedHashMap<>(one.given());
    expectation.keySet().retainAll(List.of("type", "kwargs"));
    return Suite.read(
        "case.json",
        MAPPER.writeValueAsString(Map.of("name", "case", "expectations", List.of(expectation))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void an_expectation_answers_as_great_expectations_does(Case one) throws Exception {
    Suite suite = suite(one);
    for (ResultFormat format : ResultFormat.values()) {
      ValidationResult result = Suites.run(suite, PeopleTable.NAME, session, format, Instant.EPOCH);
      Map<String, Object> written = cast(MAPPER.readValue(result.toJson(format), Map.class));
      if (one.given().containsKey("because")) {
        assertThat(result.success())
            .as("%s", one.given().get("because"))
            .isEqualTo(one.given().get("success"));
        continue;
      }
      Map<String, Object> first =
          PeopleTable.<List<Map<String, Object>>>cast(written.get("results")).get(0);
      assertThat(first.get("success"))
          .as("success of %s", result.verdicts())
          .isEqualTo(one.golden().get("success"));
      Map<String, Object> raised = cast(first.get("exception_info"));
      assertThat(raised.get("raised_exception"))
          .as("raised: %s", raised)
          .isEqualTo(one.golden().get("raised"));
      assertThat(comparable(first.get("result")))
          .as(format.name())
          .isEqualTo(comparable(wanted(one.golden().get(format.name()), first)));
    }
  }

  static Stream<Map<String, Object>> ours() {
    return PeopleTable.<List<Map<String, Object>>>cast(PeopleTable.yaml("ours.yaml")).stream();
  }

  @ParameterizedTest
  @MethodSource("ours")
  void what_great_expectations_does_not_answer_on_sql_is_answered_as_written(
      Map<String, Object> given) throws Exception {
    Verdict verdict =
        Suites.run(
                suite(new Case("ours", given, Map.of())),
                PeopleTable.NAME,
                session,
                ResultFormat.BASIC,
                Instant.EPOCH)
            .verdicts()
            .get(0);
    assertThat(verdict.passed()).as("%s", verdict).isEqualTo(given.get("success"));
    Map<String, Object> written =
        cast(
            MAPPER.readValue(
                GxResult.json(new GxResult(ResultFormat.BASIC).result(verdict)), Map.class));
    PeopleTable.<Map<String, Object>>cast(given.get("result"))
        .forEach(
            (member, value) ->
                assertThat(comparable(written.get(member)))
                    .as("%s of %s", member, verdict)
                    .isEqualTo(comparable(value)));
  }

  /**
   * Great Expectations leaves out frequencies when a null is among the values, and counts none of
   * no rows as null: we say more.
   */
  private static Object wanted(Object golden, Map<String, Object> ours) {
    Map<String, Object> result = new LinkedHashMap<>(PeopleTable.<Map<String, Object>>cast(golden));
    Map<String, Object> own = cast(ours.get("result"));
    if (own.containsKey("partial_unexpected_counts")
        && !result.containsKey("partial_unexpected_counts")) {
      result.put("partial_unexpected_counts", own.get("partial_unexpected_counts"));
    }
    if (result.containsKey("unexpected_count") && result.get("unexpected_count") == null) {
      result.put("unexpected_count", 0);
    }
    return result;
  }

  /** Numbers as rounded doubles, midnight as a date, lists of wrong values without order. */
  private static Object comparable(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> comparable = new java.util.TreeMap<>();
      map.forEach(
          (k, v) ->
              comparable.put(
                  k.toString(),
                  k.toString().endsWith("_list") && v instanceof List<?> l
                      ? sorted(l)
                      : comparable(v)));
      return comparable.toString();
    } else if (value instanceof List<?> list) {
      return list.stream().map(v -> String.valueOf(comparable(v))).toList().toString();
    } else if (value instanceof Number number) {
      return Math.round(number.doubleValue() * 1e9) / 1e9;
    } else if (value instanceof String text) {
      return text.replaceAll("T00:00:00$", "");
    }
    return value;
  }

  private static Object sorted(List<?> list) {
    return list.stream()
        .map(v -> String.valueOf(comparable(v)))
        .sorted(Comparator.naturalOrder())
        .toList();
  }
}
