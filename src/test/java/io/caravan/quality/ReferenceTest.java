package io.caravan.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/expectations.md} is written from the expectations themselves; {@code
 * -Dcaravan.docs=write} writes it anew.
 */
class ReferenceTest {
  private static final Path FILE = Path.of("docs/expectations.md");

  private static final String HEAD =
      """
      # Expectations

      Suites are the JSON files of Great Expectations (GX), in the spelling of 0.x or 1.x, one in each file of `expectations/`, called as the
      file is. What an expectation answers is what GX answers on a SQL database; each one below is compared with GX itself in the tests
      (1,100 cases, on PostgreSQL and on pandas: `src/test/resources/spec/quality`).

      - **Nulls** are not judged, except by the expectations about nulls. `mostly` is the share of the judged rows that must be right.
      - **Patterns** are Python's, searched for anywhere in the text. `\\d \\w \\s` mean
        the classes of Unicode, `$` is the very end. Look-around, back references, atomic groups and possessive quantifiers are refused.
      - **Dates** are written as ISO text. A value that can never be compared with its column (text with a number column) makes the
        verdict *failed* with the reason, and only that one.
      - **`row_condition`** is text (`col("status") == "active"`, `age > 18 and status in ['active']`, `status = 'active' AND age IS NOT
        NULL`) or GX's object; never SQL that is passed on. `condition_parser` is `great_expectations`, `pandas` or `spark`.
      - **What follows** when it is not met: `"meta": {"caravan": {"on_failure": "block"}}` (the default for tables: gates stay shut),
        `"warn"`, or `"quarantine"` (the default for streams). GX's `"severity": "warning"` means `warn` too.
      - **Quarantine** makes dead letters of the records of a stream that break it. In the suite of a model (`users_silver` for
        `silver.users`), as in its dbt tests, it makes dead letters of the rows that a build brings, and publishes the rest; see
        [models](models.md). At a gate before `models-action` the rows stay in their table, complete, become dead letters all, and the models
        of that run read the table without them. What no single row breaks blocks.

      A verdict says how many rows are wrong and shows up to 20 values; `./caravan quality run --json` prints GX's validation result, with
      `--result-format COMPLETE` all wrong values, however many.

      ## Parameters

      Where a suite says `{"$PARAMETER": "low"}`, anywhere in its kwargs, the value comes from `./caravan quality run --param low=10`, or from
      the suite's own `"suite_parameters": {"low": 10}` (`evaluation_parameters` in 0.x). It may be an expression as in GX: `low * 2`,
      `round(high / 3)`, `now() - timedelta(days=7)`. A value is read as JSON (`--param 'set=["a", "b"]'`), or else as text.

      ## On files

      `./caravan quality run --suite FILE --data FILE` holds any Parquet, CSV, TSV, NDJSON or JSON file (also `.gz`, CSV and JSON also `.zst`)
      to a suite, without a project: nothing but the SQL engine is started. It ends with 1 when an expectation that blocks is not met.

      - **CSV** has a header and commas. Its columns get the types that pandas gives them: whole numbers (`int64`; with a value missing
        `float64`), numbers (`float64`), `True`/`False` (`bool`), all else text, dates too. Empty fields and what pandas takes for missing
        (`NA`, `NULL`, `nan`, `None`, ...) have no value. A row that is too short lacks its last values.
      - **JSON**: text stays text, also where it looks like a date; a column of several kinds of values is text.
      - What expects text takes numbers as they are written, and a value of another kind than its column is equal to none, as in pandas. A
        comparison with a null is unknown, as in SQL; pandas finds it wrong.
      - Rows have an order here: `unexpected_index_list` says which are wrong, from 0, and values can be held to increase.

      ## History

      `./caravan quality history silver.users` shows of every check, expectations and dbt tests alike, the last verdicts of runs, the rows
      that fail now and did before, and since when it is so. Below, it holds the newest version of the table against those before it
      (`--versions 20`), by what the versions themselves say, and ends with 1 when something is unusual:

      | measure | compared with | least spread |
      |---|---|---|
      | rows added | what each version added to the one before | 1 % of the rows, at least 1 |
      | age | the times between versions; never too young | 10 % of their median, at least 60 s |
      | nulls of a column | its share of nulls in each version | 0.5 % |

      With the median *m* of the values before and the median *d* of their distances from it, the score is
      |*now* - *m*| / max(1.4826 *d*, least spread); above 3.5 it is unusual. Fewer than five values before say nothing.

      ## On streams

      After `kafka-records-source`, `expectations-action` holds each batch of records to the suite, in memory, and comes to the verdicts that
      SQL comes to on the same rows. Expectations marked *streams* below can be checked so; a suite with another one stops the route from
      starting. Columns are paths into the JSON object, `user.address.city`.

      - A record that breaks an expectation becomes a dead letter that names expectation, column and value. With `warn` it goes on and is
        counted; with `block` the route stops before it.
      - **The batch is the window**: `mostly` is the share of its records, and either forgives all that break the expectation or none.
        Uniqueness, counts and statistics are those of one batch too. What no single record breaks (a count, a mean) warns unless the suite
        says `block`. Batches end by count, bytes and time (`batchRecords`, `batchBytes`, `batchTime`), so a batch of few records, or one that
        is tried again in parts, may be judged otherwise than its records would be within a larger one.
      - JSON has no schema: a field that is not there is null, and no column is missing. A value of another kind than the expectation
        compares (text where a number is expected) makes the record wrong, as it makes the verdict on a table.
      - Increasing and decreasing values are those of one batch, in its order.
      - JSON has no dates: two texts that both are ISO dates or times are compared as such.
      - Records without a payload (tombstones) are not judged and go on.

      """;

  /** Those that {@link StreamGoldenTest} holds against SQL. */
  static final Set<String> ON_STREAMS =
      new TreeSet<>(PeopleTable.<List<String>>cast(PeopleTable.yaml("streams.yaml")));

  @Test
  void the_reference_says_what_there_is() throws IOException {
    String written = text();
    if ("write".equals(System.getProperty("caravan.docs"))) {
      Files.writeString(FILE, written);
    }
    assertThat(Files.readString(FILE))
        .as("run this test with -Dcaravan.docs=write")
        .isEqualTo(written);
  }

  private static String text() {
    StringBuilder text = new StringBuilder(HEAD);
    text.append("## Supported (").append(ExpectationTypes.ALL.size()).append(")\n");
    for (ExpectationType type : ExpectationTypes.ALL.values()) {
      text.append("\n### ")
          .append(type.name())
          .append("\n")
          .append(type.doc())
          .append(ON_STREAMS.contains(type.name()) ? " *Streams.*" : "")
          .append("\n\n");
      type.kwargs()
          .forEach(
              k ->
                  text.append("- `")
                      .append(k.name())
                      .append("`")
                      .append(k.required() ? "" : " (optional)")
                      .append(": ")
                      .append(k.doc())
                      .append("\n"));
      if (type.filtered()) {
        text.append("- `row_condition`, `condition_parser` (optional): which rows count\n");
      }
    }
    text.append("\n## Refused by name\n");
    new TreeMap<>(ExpectationTypes.REFUSED)
        .forEach(
            (name, why) -> text.append("- `").append(name).append("`: ").append(why).append("\n"));
    return text.toString();
  }
}
