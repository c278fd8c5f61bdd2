package io.caravan.quality;

import static io.caravan.quality.PeopleTable.cast;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.engine.DuckDbEngine;
import io.caravan.engine.EngineSettings;
import io.caravan.engine.SqlSession;
import io.caravan.record.ProjectException;
import io.caravan.stream.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The case tables once more: the same rows as a table that SQL checks, and as JSON records that are
 * checked in memory.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamGoldenTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Map<String, Object> TABLE = cast(PeopleTable.yaml("people.yaml"));
  private static final Set<String> COLUMNS =
      PeopleTable.<Map<String, String>>cast(TABLE.get("columns")).keySet();
  private static final List<JsonObject> RECORDS = records();

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

  /** The people as a producer would write them: numbers bare, dates as text, nulls left out. */
  private static List<JsonObject> records() {
    Map<String, String> columns = cast(TABLE.get("columns"));
    List<JsonObject> records = new ArrayList<>();
    for (List<Object> row : PeopleTable.<List<List<Object>>>cast(TABLE.get("rows"))) {
      List<String> fields = new ArrayList<>();
      int i = 0;
      for (Map.Entry<String, String> column : columns.entrySet()) {
        Object value = row.get(i++);
        if (value != null) {
          boolean text = Set.of("string", "date", "timestamp").contains(column.getValue());
          fields.add(
              "\"%s\": %s"
                  .formatted(
                      column.getKey(),
                      text ? MAPPER.valueToTree(value.toString()).toString() : value));
        }
      }
      records.add(
          JsonObject.parse(
              ("{" + String.join(", ", fields) + "}")
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
    return records;
  }

  static Stream<GoldenTest.Case> cases() throws Exception {
    return Stream.concat(
        GoldenTest.cases(), GoldenTest.ours().map(c -> new GoldenTest.Case("ours", c, Map.of())));
  }

  private static List<Judgement> judge(RecordChecks checks) {
    List<Object[]> rows = new ArrayList<>();
    RECORDS.forEach(r -> rows.add(checks.columns().stream().map(r::at).toArray()));
    return checks.judge(rows);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void records_in_memory_get_the_verdict_that_sql_gives_the_same_rows(GoldenTest.Case one)
      throws Exception {
    Suite suite = GoldenTest.suite(one);
    Expectation expectation = suite.expectations().get(0);
    if (!ReferenceTest.ON_STREAMS.contains(expectation.type())) {
      assertThat(catchThrowable(() -> RecordChecks.of(suite)))
          .isInstanceOf(ProjectException.class)
          .hasMessageContaining(
              "Cannot check the records of a stream by %s: ".formatted(expectation));
      return;
    }
    RecordChecks checks = RecordChecks.of(suite);
    if (!COLUMNS.containsAll(checks.columns())) {
      // JSON has no schema: what a table lacks is null in a record.
      return;
    }
    Verdict sql =
        Suites.run(suite, PeopleTable.NAME, session, ResultFormat.COMPLETE, Instant.EPOCH)
            .verdicts()
            .get(0);
    Judgement ours = judge(checks).get(0);
    assertThat(ours.verdict().passed()).as("SQL: %s, ours: %s", sql, ours).isEqualTo(sql.passed());
    if (sql.error().isPresent()) {
      return;
    }
    assertThat(ours.verdict().counts()).isEqualTo(sql.counts());
    assertThat(comparable(ours.verdict().observed().orElse(null)))
        .isEqualTo(comparable(sql.observed().orElse(null)));
    assertThat(comparable(ours.verdict().facts().get("unexpected_count")))
        .isEqualTo(comparable(sql.facts().get("unexpected_count")));
    assertThat(comparable(ours.verdict().facts().get("missing_count")))
        .isEqualTo(comparable(sql.facts().get("missing_count")));
    if (!sql.passed() && expectation.rule().namesRows()) {
      assertThat(wrongIds(ours)).isEqualTo(wrongIds(sql));
    }
  }

  private static List<String> wrongIds(Judgement judgement) {
    return judgement.wrong().stream()
        .map(w -> String.valueOf(RECORDS.get(w.place()).at("code")))
        .sorted()
        .toList();
  }

  private List<String> wrongIds(Verdict verdict) {
    return session
        .query("SELECT code FROM (" + verdict.failingRows().orElseThrow() + ") ORDER BY 1")
        .rows()
        .stream()
        .map(r -> String.valueOf(r.get(0)))
        .sorted()
        .toList();
  }

  private static Object comparable(Object value) {
    return value instanceof Number n
        ? (Object) (Math.round(n.doubleValue() * 1e9) / 1e9)
        : Objects.toString(value).replace(' ', 'T').replaceAll("(T\\d\\d:\\d\\d):00$", "$1");
  }

  @Test
  void every_expectation_that_streams_know_has_a_case() throws Exception {
    Set<String> met = new TreeSet<>();
    cases().map(c -> (String) c.given().get("type")).forEach(met::add);
    met.addAll(List.of(INCREASING, INCREASING.replace("_in", "_de")));
    assertThat(met).containsAll(ReferenceTest.ON_STREAMS);
  }

  private static final String INCREASING = "expect_column_values_to_be_increasing";

  @ParameterizedTest
  @CsvSource({
    "in, false, 1 2 2 null 3, ''",
    "in, true, 1 2 2 null 3, 2",
    "in, false, 5 null 4 4 9, 2",
    "de, false, 9 7 7 8, 3",
    "de, true, 9 null 9 8, 2",
    "in, false, 'null null', ''",
  })
  void values_follow_each_other_in_the_order_of_the_stream(
      String way, boolean strictly, String values, String wrong) {
    Judgement judgement =
        judge(
            "{\"type\": \"%s\", \"kwargs\": {\"column\": \"n\", \"strictly\": %s}}"
                .formatted(INCREASING.replace("_in", "_" + way), strictly),
            Stream.of(values.split(" ")).map(v -> "{\"n\": " + v + "}").toArray(String[]::new));
    assertThat(judgement.wrong().stream().map(w -> String.valueOf(w.place())).toList())
        .isEqualTo(wrong.isEmpty() ? List.of() : List.of(wrong));
  }

  private static Judgement judge(String expectation, String... records) {
    RecordChecks checks =
        RecordChecks.of(
            Suite.read(
                "expectations/a.json",
                "{\"name\": \"a\", \"expectations\": [" + expectation + "]}"));
    List<Object[]> rows = new ArrayList<>();
    for (String record : records) {
      JsonObject json = JsonObject.parse(record.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      rows.add(checks.columns().stream().map(json::at).toArray());
    }
    return checks.judge(rows).get(0);
  }

  private static final String ADULT =
      """
      {"type": "expect_column_values_to_be_between", "kwargs": {"column": "user.age", "min_value": 18%s}%s}""";

  @Test
  void a_wrong_record_is_told_by_expectation_column_and_value() {
    Judgement judgement =
        judge(
            ADULT.formatted("", ""),
            "{\"user\": {\"age\": 17}}",
            "{\"user\": {\"age\": 18}}",
            "{}",
            "{\"user\": {\"age\": \"old\"}}");
    assertThat(judgement.verdict().outcome()).isEqualTo(Verdict.Outcome.QUARANTINED);
    assertThat(judgement.wrong())
        .containsExactly(
            new Judgement.WrongRecord(
                0,
                "expect_column_values_to_be_between(user.age) is not met: user.age is number 17."),
            new Judgement.WrongRecord(
                3,
                "Cannot check expect_column_values_to_be_between(user.age): Cannot compare text 'old' with number 18."));
    assertThat(judgement)
        .hasToString(
            "quarantined expect_column_values_to_be_between(user.age): 2 of 3 rows (66.7 %), for example 17, old");
  }

  @Test
  void mostly_forgives_all_wrong_records_of_a_batch_or_none() {
    String half = ADULT.formatted(", \"mostly\": 0.5", "");
    assertThat(judge(half, "{\"user\": {\"age\": 1}}", "{\"user\": {\"age\": 20}}").wrong())
        .isEmpty();
    assertThat(
            judge(
                    half,
                    "{\"user\": {\"age\": 1}}",
                    "{\"user\": {\"age\": 20}}",
                    "{\"user\": {\"age\": 2}}")
                .wrong())
        .extracting(Judgement.WrongRecord::place)
        .containsExactly(0, 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": \"expect_multicolumn_sum_to_equal\", \"kwargs\": {\"column_list\": [\"a\", \"b\"], \"sum_total\": 3}}",
        "{\"type\": \"expect_column_values_to_be_unique\", \"kwargs\": {\"column\": \"a\"}}",
        "{\"type\": \"expect_column_mean_to_be_between\", \"kwargs\": {\"column\": \"a\", \"max_value\": 3}}",
        "{\"type\": \"expect_column_values_to_be_between\", \"kwargs\": {\"column\": \"a\", \"max_value\": 3}}",
        "{\"type\": \"expect_column_values_to_be_in_set\", \"kwargs\": {\"column\": \"a\", \"value_set\": [1, 2.5]}}",
      })
  void a_number_whose_digits_would_fill_the_memory_is_a_wrong_value_and_no_more(
      String expectation) {
    Judgement judgement =
        judge(
            expectation,
            "{\"a\": 1E+999999999, \"b\": 1}",
            "{\"a\": 10E+999999998, \"b\": -1E-999999999}");
    assertThat(judgement.verdict().passed()).isFalse();
    assertThat(judgement.toString()).hasSizeLessThan(500);
  }

  @Test
  void a_record_whose_row_condition_cannot_be_decided_is_wrong() {
    Judgement judgement =
        judge(
            ADULT.formatted(", \"row_condition\": \"kind > 3\"", ""),
            "{\"kind\": 4, \"user\": {\"age\": 1}}",
            "{\"kind\": 2, \"user\": {\"age\": 1}}",
            "{\"kind\": \"x\", \"user\": {\"age\": 20}}");
    assertThat(judgement.wrong()).extracting(Judgement.WrongRecord::place).containsExactly(0, 2);
    assertThat(judgement.verdict().counts().orElseThrow().elements()).isEqualTo(2);
  }

  @Test
  void a_suite_says_what_follows_and_a_severity_that_is_only_written_for_completeness_does_not() {
    Map<String, String> outcomes = new LinkedHashMap<>();
    outcomes.put("", "quarantined");
    outcomes.put(", \"severity\": \"critical\"", "quarantined");
    outcomes.put(", \"severity\": \"warning\"", "warned");
    outcomes.put(", \"meta\": {\"caravan\": {\"on_failure\": \"warn\"}}", "warned");
    outcomes.put(", \"meta\": {\"caravan\": {\"on_failure\": \"quarantine\"}}", "quarantined");
    outcomes.put(", \"meta\": {\"caravan\": {\"on_failure\": \"block\"}}", "failed");
    outcomes.forEach(
        (written, outcome) ->
            assertThat(judge(ADULT.formatted("", written), "{\"user\": {\"age\": 1}}"))
                .asString()
                .startsWith(outcome + " "));
    assertThat(
            judge(
                "{\"type\": \"expect_table_row_count_to_equal\", \"kwargs\": {\"value\": 2}}",
                "{}"))
        .hasToString("warned expect_table_row_count_to_equal: observed 1");
  }

  @Test
  void what_streams_cannot_check_is_refused_by_name_all_at_once() {
    Suite suite =
        Suite.read(
            "expectations/a.json",
            """
            {"name": "a", "expectations": [
              {"type": "expect_column_to_exist", "kwargs": {"column": "id"}},
              {"type": "expect_column_value_z_scores_to_be_less_than", "kwargs": {"column": "id", "threshold": 2}},
              {"type": "expect_table_row_count_to_equal", "kwargs": {"value": 2}, "meta": {"caravan": {"on_failure": "quarantine"}}}]}
            """);
    assertThat(catchThrowable(() -> RecordChecks.of(suite)))
        .isInstanceOf(ProjectException.class)
        .hasMessage(
            """
            expectations/a.json(2,12): Cannot check the records of a stream by expect_column_to_exist(id): it takes the SQL engine and a whole table.
              Move it to a suite of the table that the records land in.
            expectations/a.json(3,12): Cannot check the records of a stream by expect_column_value_z_scores_to_be_less_than(id): it takes the SQL engine.
              Move it to a suite of the table that the records land in.
            expectations/a.json(4,12): Cannot quarantine what breaks expect_table_row_count_to_equal: no single record does.
              Use "block" (the stream stops) or "warn" (it is only reported).""");
  }
}
