package io.caravan.quality;

import static io.caravan.quality.PeopleTable.cast;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.engine.DuckDbEngine;
import io.caravan.engine.EngineSettings;
import io.caravan.engine.SqlSession;
import io.caravan.record.DatasetName;
import io.caravan.record.ProjectException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A wide corpus over one table and one file of the same rows: every type with nulls, ties, types,
 * shares, conditions and bounds, each held against what Great Expectations answers on PostgreSQL
 * and on pandas (spec/quality/corpus/goldens.py).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorpusTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final DatasetName VISITS = DatasetName.parse("test.visits");
  private static final String TYPES =
      "id BIGINT, ref BIGINT, qty INTEGER, amount DOUBLE, price DECIMAL(10, 2), name VARCHAR, code VARCHAR, status VARCHAR, day DATE, at TIMESTAMP, ok BOOLEAN, a INTEGER, b INTEGER, c INTEGER, blank VARCHAR, note VARCHAR";
  private static final Path FOLDER = Path.of("src/test/resources/spec/quality/corpus");

  /** Where we know better, or another way; each with its reason. */
  private static final List<Map<String, String>> DIFFERENT =
      cast(PeopleTable.yaml("corpus/different.yaml"));

  private final Map<String, Map<Integer, Map<String, Object>>> ours = new LinkedHashMap<>();
  private List<Map<String, Object>> cases;

  record Answered(String engine, String type) {
    @Override
    public String toString() {
      return type + " on " + engine;
    }
  }

  @BeforeAll
  void answer(@TempDir Path folder) throws Exception {
    cases = cases();
    try (DuckDbEngine engine = new DuckDbEngine(EngineSettings.usual(folder), null);
        SqlSession session = engine.session()) {
      session.bindFile(new DatasetName("test", "texts"), FOLDER.resolve("visits.csv"));
      String cast =
          Stream.of(TYPES.split(", (?=[a-z])"))
              .map(column -> column.split(" ", 2))
              .map(c -> "CAST(%1$s AS %2$s) AS %1$s".formatted(Sql.name(c[0]), c[1]))
              .collect(Collectors.joining(", "));
      session.execute("CREATE TABLE test.visits AS SELECT " + cast + " FROM test.texts");
      session.bindView(
          new DatasetName("test", "others"), "SELECT * FROM (VALUES (1), (2), (3)) AS v (id)");
      Map<Integer, Expectation> sql = expectations("sql");
      ours.put(
          "sql",
          results(
              sql.keySet(),
              Suites.run(suite(sql), VISITS, session, ResultFormat.COMPLETE, Instant.EPOCH)));
      Map<Integer, Expectation> pandas = expectations("pandas");
      ours.put(
          "pandas",
          results(
              pandas.keySet(),
              Suites.run(
                  suite(pandas),
                  FOLDER.resolve("visits.csv"),
                  engine,
                  ResultFormat.COMPLETE,
                  Instant.EPOCH)));
    }
  }

  private static List<Map<String, Object>> cases() {
    return PeopleTable.text("corpus/answers.ndjson").lines().map(CorpusTest::json).toList();
  }

  private static Map<String, Object> json(String text) {
    try {
      return cast(MAPPER.readValue(text, Map.class));
    } catch (Exception e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** Those that can be read at all, by the number of their case. */
  private Map<Integer, Expectation> expectations(String engine) throws Exception {
    Map<Integer, Expectation> expectations = new LinkedHashMap<>();
    for (Map<String, Object> one : cases) {
      if (one.containsKey(engine)) {
        Map<String, Object> answer = cast(one.get(engine));
        Map<String, Object> expectation =
            Map.of("type", one.get("type"), "kwargs", answer.get("kwargs"));
        Map<String, Object> suite = Map.of("name", "case", "expectations", List.of(expectation));
        try {
          expectations.put(
              (Integer) one.get("number"),
              Suite.read("case.json", MAPPER.writeValueAsString(suite)).expectations().get(0));
        } catch (ProjectException refused) {
          expectations.remove((Integer) one.get("number"));
        }
      }
    }
    return expectations;
  }

  private static Suite suite(Map<Integer, Expectation> expectations) {
    return new Suite(
        "corpus",
        io.caravan.record.Place.file("corpus.json"),
        List.copyOf(expectations.values()),
        Map.of(),
        Map.of());
  }

  private static Map<Integer, Map<String, Object>> results(
      Set<Integer> numbers, ValidationResult result) {
    List<Map<String, Object>> written =
        cast(json(result.toJson(ResultFormat.COMPLETE)).get("results"));
    Map<Integer, Map<String, Object>> byNumber = new TreeMap<>();
    int i = 0;
    for (int number : numbers) {
      byNumber.put(number, written.get(i++));
    }
    return byNumber;
  }

  static Stream<Answered> answered() {
    Set<String> types = new TreeSet<>();
    cases().forEach(one -> types.add((String) one.get("type")));
    return types.stream()
        .flatMap(type -> Stream.of(new Answered("sql", type), new Answered("pandas", type)));
  }

  @ParameterizedTest
  @MethodSource("answered")
  void every_case_is_answered_as_great_expectations_answers_it(Answered what) {
    List<String> differences =
        cases.stream()
            .filter(one -> one.get("type").equals(what.type()) && one.containsKey(what.engine()))
            .map(one -> told(what, one))
            .filter(told -> !told.isEmpty() && rule(what, told).isEmpty())
            .toList();
    assertThat(differences).isEmpty();
  }

  @Test
  void every_rule_about_a_difference_is_met() {
    Set<Map<String, String>> met = new HashSet<>();
    answered()
        .forEach(
            what ->
                cases.stream()
                    .filter(
                        one ->
                            one.get("type").equals(what.type()) && one.containsKey(what.engine()))
                    .forEach(one -> rule(what, told(what, one)).ifPresent(met::add)));
    assertThat(met).containsExactlyInAnyOrderElementsOf(DIFFERENT);
  }

  /** Empty when both answers are the same. */
  private String told(Answered what, Map<String, Object> one) {
    Map<String, Object> theirs = cast(one.get(what.engine()));
    String difference = difference(theirs, ours.get(what.engine()).get(one.get("number")));
    return difference.isEmpty()
        ? ""
        : what.engine() + " " + theirs.get("kwargs") + ": " + difference;
  }

  private static Optional<Map<String, String>> rule(Answered what, String difference) {
    return DIFFERENT.stream()
        .filter(rule -> what.type().matches(rule.get("type")))
        .filter(rule -> Pattern.compile(rule.get("difference")).matcher(difference).find())
        .findFirst();
  }

  @Test
  void the_corpus_is_wide() {
    Set<Object> types = cases.stream().map(one -> one.get("type")).collect(Collectors.toSet());
    assertThat(types).containsAll(ExpectationTypes.ALL.keySet());
    assertThat(cases).hasSizeGreaterThan(900);
  }

  private static String difference(Map<String, Object> theirs, Map<String, Object> ours) {
    if (ours == null) {
      return "refused";
    }
    Map<String, Object> info = cast(ours.get("exception_info"));
    if (!theirs.get("raised").equals(info.get("raised_exception"))) {
      return "raised %s (%s), ours %s".formatted(theirs.get("raised"), theirs.get("why"), info);
    } else if (!theirs.get("success").equals(ours.get("success"))) {
      return "success %s, ours %s".formatted(theirs.get("success"), ours);
    }
    Map<String, Object> wanted = cast(theirs.get("result"));
    Map<String, Object> found = cast(ours.get("result"));
    StringBuilder differences = new StringBuilder();
    wanted.forEach(
        (member, value) -> {
          if (!same(value, found.get(member))) {
            differences.append("%s %s, ours %s; ".formatted(member, value, found.get(member)));
          }
        });
    return differences.toString();
  }

  private static boolean same(Object a, Object b) {
    if (a instanceof Number m && b instanceof Number n) {
      double x = m.doubleValue();
      double y = n.doubleValue();
      return Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x));
    } else if (a instanceof List<?> l && b instanceof List<?> r) {
      if (l.size() != r.size()) {
        return false;
      }
      for (int i = 0; i < l.size(); i++) {
        if (!same(l.get(i), r.get(i))) {
          return false;
        }
      }
      return true;
    } else if (a instanceof Map<?, ?> l && b instanceof Map<?, ?> r) {
      return l.keySet().equals(r.keySet())
          && l.keySet().stream().allMatch(key -> same(l.get(key), r.get(key)));
    }
    return Objects.equals(plain(a), plain(b));
  }

  private static Object plain(Object value) {
    return value instanceof String text ? text.replaceAll("T00:00:00$", "") : value;
  }
}
