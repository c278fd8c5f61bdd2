package io.caravan.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.engine.DuckDbEngine;
import io.caravan.engine.EngineSettings;
import io.caravan.engine.SqlSession;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are held to suites where there is no project, no lake and no configuration. */
class QualityOfFilesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String CSV =
      "id,zip,since,vip\n1,01234,2024-01-02,True\n2,99999,2024-02-30,False\n3,,soon,\n";

  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path suite(String... expectations) throws IOException {
    return write(
        "suite.json",
        "{\"name\": \"people\", \"expectations\": [%s]}"
            .formatted(String.join(", ", expectations)));
  }

  private static String expectation(String type, String kwargs) {
    return "{\"type\": \"%s\", \"kwargs\": {%s}}".formatted(type, kwargs);
  }

  private Outcome run(Path suite, Path data, String... more) {
    List<String> arguments = new ArrayList<>(List.of("quality", "run", "--project"));
    arguments.addAll(List.of(folder.toString(), "--suite", suite.toString()));
    arguments.addAll(List.of("--data", data.toString()));
    arguments.addAll(List.of(more));
    return Outcome.of(arguments.toArray(String[]::new));
  }

  @Test
  void a_file_is_answered_in_the_words_of_great_expectations_and_nothing_is_left_behind()
      throws IOException {
    Path suite =
        suite(
            expectation("expect_column_values_to_not_be_null", "\"column\": \"zip\""),
            expectation("expect_column_values_to_be_increasing", "\"column\": \"id\""),
            expectation("expect_column_max_to_be_between", "\"column\": \"none\""));
    Outcome outcome = run(suite, write("people.csv", CSV), "--json", "--result-format", "complete");

    assertThat(outcome.code()).isEqualTo(1);
    JsonNode result = MAPPER.readTree(outcome.out());
    assertThat(result.fieldNames())
        .toIterable()
        .containsExactly(
            "success", "results", "suite_name", "suite_parameters", "statistics", "meta", "id");
    assertThat(result.at("/statistics"))
        .hasToString(
            "{\"evaluated_expectations\":3,\"successful_expectations\":1,\"unsuccessful_expectations\":2,\"success_percent\":33.333333333333336}");
    JsonNode first = result.at("/results/0");
    assertThat(first.fieldNames())
        .toIterable()
        .containsExactly("success", "expectation_config", "result", "meta", "exception_info");
    assertThat(first.at("/expectation_config/type").asText())
        .isEqualTo("expect_column_values_to_not_be_null");
    assertThat(first.get("result"))
        .hasToString(
            "{\"element_count\":3,\"unexpected_count\":1,\"unexpected_percent\":33.33333333333333,\"partial_unexpected_list\":[null],\"partial_unexpected_counts\":[{\"value\":null,\"count\":1}],\"unexpected_list\":[null],\"partial_unexpected_index_list\":[2],\"unexpected_index_list\":[2]}");
    assertThat(result.at("/results/2/exception_info/exception_message").asText())
        .isEqualTo(
            "There is no column 'none' in file.people. Its columns are id, zip, since, vip.");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("people.csv", "suite.json");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7,8,9                  | int64",
        "7,NA,9                 | float64",
        "1.5,2e3,-inf           | float64",
        "01,2,3                 | int64",
        "true,FALSE,NULL        | bool",
        "t,f,t                  | str",
        "0x1,2,3                | str",
        "1_000,2,3              | str",
        "2024-01-02,2024-02-03, | str",
        "12:30,13:00,14:00      | str",
        "99999999999999999999,1,2 | float64",
        "NaN,None,n/a           | float64",
      })
  void columns_of_csv_have_the_types_that_pandas_gives_them(String values, String type)
      throws IOException {
    String rows = String.join(",x\n", values.strip().split(",", -1)) + ",x\n";
    Path data = write("types.csv", "a,b\n" + rows);
    String kwargs = "\"column\": \"a\", \"type_\": \"%s\"".formatted(type);
    Outcome outcome =
        run(suite(expectation("expect_column_values_to_be_of_type", kwargs)), data, "--json");
    assertThat(MAPPER.readTree(outcome.out()).at("/results/0/result/observed_value").asText())
        .isEqualTo(type);
    assertThat(outcome.code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "d.ndjson",
        "d.jsonl",
        "d.json",
        "d.ndjson.gz",
        "d.ndjson.zst",
        "d.parquet",
        "d.csv.zst"
      })
  void every_kind_of_file_gives_the_same_verdict(String name) throws IOException {
    Path data = folder.resolve(name);
    String json =
        "{\"id\": 1, \"day\": \"2024-01-02\"}\n{\"id\": 2, \"day\": \"2024-1-3\"}\n{\"id\": 2}\n";
    if (name.endsWith(".gz")) {
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(data))) {
        out.write(json.getBytes(StandardCharsets.UTF_8));
      }
    } else if (name.equals("d.json")) {
      write(name, "[" + json.strip().replace("\n", ",") + "]");
    } else if (name.matches(".*(zst|parquet)")) {
      copied(write("plain.ndjson", json), data, name);
    } else {
      write(name, json);
    }
    Path suite =
        suite(
            expectation("expect_column_values_to_be_unique", "\"column\": \"id\""),
            expectation(
                "expect_column_values_to_match_regex",
                "\"column\": \"day\", \"regex\": \"^\\\\d{4}-\\\\d\\\\d-\\\\d\\\\d$\""));
    JsonNode results =
        MAPPER.readTree(run(suite, data, "--json", "--format", "COMPLETE").out()).get("results");
    assertThat(results.at("/0/result/unexpected_list")).hasToString("[2,2]");
    assertThat(results.at("/0/result/unexpected_index_list")).hasToString("[1,2]");
    assertThat(results.at("/1/result/unexpected_list")).hasToString("[\"2024-1-3\"]");
    assertThat(results.at("/1/result/missing_count").asInt()).isEqualTo(1);
  }

  /** As another program would have written it. */
  private void copied(Path from, Path to, String name) throws IOException {
    Path scratch = Files.createDirectories(folder.resolve("engine"));
    try (DuckDbEngine engine =
            new DuckDbEngine(
                new EngineSettings(
                    256L << 20,
                    1,
                    scratch,
                    1 << 30,
                    1 << 20,
                    java.time.Duration.ZERO,
                    List.of(folder)),
                null);
        SqlSession session = engine.session()) {
      String options =
          name.endsWith("parquet")
              ? "FORMAT parquet"
              : "COMPRESSION zstd, FORMAT " + (name.contains("csv") ? "csv" : "json");
      session.execute(
          "COPY (SELECT id, day FROM read_json('%s', columns = {'id': 'BIGINT', 'day': 'VARCHAR'})) TO '%s' (%s)"
              .formatted(from, to, options));
    }
  }

  @Test
  void columns_of_several_kinds_numbers_and_short_rows_are_judged_as_pandas_does()
      throws IOException {
    Path suite =
        suite(
            expectation(
                "expect_column_values_to_be_in_set",
                "\"column\": \"a\", \"value_set\": [\"1\", \"x\"]"),
            expectation("expect_column_value_lengths_to_equal", "\"column\": \"a\", \"value\": 1"));
    Path mixed = write("mixed.ndjson", "{\"a\": 1}\n{\"a\": \"x\"}\n{\"a\": true}\n");
    JsonNode results = MAPPER.readTree(run(suite, mixed, "--json").out()).get("results");
    assertThat(results.at("/0/result/partial_unexpected_list")).hasToString("[\"true\"]");
    assertThat(results.at("/1/result/partial_unexpected_list")).hasToString("[\"true\"]");

    Path numbers = write("numbers.csv", "a,b\n1,2\n10,3\n5\n");
    results = MAPPER.readTree(run(suite, numbers, "--json").out()).get("results");
    assertThat(results.at("/0/result/partial_unexpected_list")).hasToString("[10,5]");
    assertThat(results.at("/1/result/partial_unexpected_list")).hasToString("[10]");
  }

  @Test
  void every_wrong_value_is_told_however_many_there_are() throws IOException {
    StringBuilder rows = new StringBuilder("id,v\n");
    for (int i = 0; i < 5000; i++) {
      rows.append(i).append(",").append(i % 2 == 0 ? "bad\n" : "good\n");
    }
    Path suite =
        suite(
            expectation(
                "expect_column_values_to_be_in_set",
                "\"column\": \"v\", \"value_set\": [\"good\"]"));
    JsonNode result =
        MAPPER
            .readTree(
                run(suite, write("many.csv", rows.toString()), "--json", "--format", "COMPLETE")
                    .out())
            .at("/results/0/result");
    assertThat(result.get("unexpected_list")).hasSize(2500);
    assertThat(result.get("unexpected_index_list").get(2499).asInt()).isEqualTo(4998);
    assertThat(result.get("partial_unexpected_list")).hasSize(20);
    assertThat(result.get("partial_unexpected_counts"))
        .hasToString("[{\"value\":\"bad\",\"count\":2500}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "low            | --param low=2                  | 2",
        "low * 2 - 1    | --param low=1.5                | 2",
        "round(low / 3) | --param low=7                  | 2",
        "low            | --param 'low=\"2024-01-01\"'   | 2024-01-01",
      })
  void what_a_suite_leaves_open_is_filled(String expression, String option, String shown)
      throws IOException {
    Path suite =
        suite(
            expectation(
                "expect_column_min_to_be_between",
                "\"column\": \"id\", \"min_value\": {\"$PARAMETER\": \"%s\"}"
                    .formatted(expression)));
    Outcome outcome =
        run(
            suite,
            write("people.csv", CSV),
            "--json",
            "--param",
            option.strip().substring(8).replace("'", ""));
    JsonNode result = MAPPER.readTree(outcome.out());
    assertThat(result.at("/results/0/expectation_config/kwargs/min_value").asText())
        .isEqualTo(shown);
    assertThat(result.at("/suite_parameters/low").isMissingNode()).isFalse();
    assertThat(outcome.code()).isEqualTo(1);
  }

  @Test
  void what_only_warns_ends_well() throws IOException {
    Path suite =
        suite(
            "{\"type\": \"expect_column_values_to_not_be_null\", \"severity\": \"warning\", \"kwargs\": {\"column\": \"zip\"}}");
    Outcome outcome = run(suite, write("people.csv", CSV));
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .startsWith("warned expect_column_values_to_not_be_null(zip): 1 of 3 rows (33.3 %)")
        .contains("0 of 1 expectations met");
  }

  @Test
  void what_cannot_be_read_is_told_with_its_place_and_a_remedy() throws IOException {
    Path suite = suite();
    Path broken = write("broken.parquet", "no parquet");
    assertThat(run(suite, broken))
        .satisfies(o -> assertThat(o.code()).isEqualTo(2))
        .extracting(Outcome::err)
        .asString()
        .contains("broken.parquet: Cannot read data: ")
        .contains("Correct the file, or give it the ending that fits what is in it.");
    assertThat(run(suite, folder.resolve("none.csv")).err())
        .contains("none.csv: Cannot read data: there is no such file.")
        .contains("Name a Parquet, CSV or JSON file.");
    assertThat(run(folder.resolve("none.json"), write("people.csv", CSV)).err())
        .contains("none.json: Cannot read suite: there is no such file.");
    assertThat(
            run(write("a.json", "{\"name\": \"a\", \"expectations\": [}"), write("people.csv", CSV))
                .err())
        .contains("a.json(1,32): Cannot read JSON: ");
  }
}
