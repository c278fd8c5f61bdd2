package io.caravan.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.caravan.quality.TablePast.Measure;
import io.caravan.quality.TablePast.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablePastTest {
  private static final Instant START = Instant.parse("2024-05-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    // the newest, those before, the floor, the score: |newest - median| / max(1.4826 median
    // distance, floor)
    "10, 9 10 11 10 10, 1, 0, false",
    "14, 9 10 11 10 10, 1, 4, true",
    "13, 9 10 11 10 10, 1, 3, false",
    "100, 10 20 30 40 50, 1, 4.7215, true",
    "80, 10 20 30 40 50, 1, 3.3725, false",
    "100, 10 20 30 40, 1, 5.0587, false",
    "10, 10 10 10 10 1000000, 1, 0, false",
    "0.01, 0 0 0 0 0, 0.005, 2, false",
    "0.02, 0 0 0 0 0, 0.005, 4, true",
  })
  void a_value_far_from_the_median_is_unusual_once_enough_is_known(
      double newest, String before, double floor, double score, boolean unusual) {
    Usual usual =
        Usual.of(newest, Stream.of(before.split(" ")).map(Double::valueOf).toList(), floor);
    assertThat(usual.score()).isCloseTo(score, within(1e-3));
    assertThat(usual.unusual()).isEqualTo(unusual);
  }

  @Test
  void what_has_no_past_is_not_unusual() {
    Usual usual = Usual.of(7, List.of(), 1);
    assertThat(usual.unusual()).isFalse();
    assertThat(usual.score()).isZero();
    assertThat(usual.median()).isNaN();
  }

  /** A table that grows by about a hundred rows an hour, of which one in ten has no mail. */
  private static List<Version> hourly(int versions) {
    List<Version> all = new ArrayList<>();
    for (int i = 0; i < versions; i++) {
      all.add(
          new Version(
              i,
              START.plusSeconds(3600L * i),
              1000 + 100L * i + i % 3,
              List.of(0.0, 0.1 + i % 2 * 0.001)));
    }
    return all;
  }

  private static List<String> unusual(List<Version> versions, Instant now) {
    return new TablePast(versions, List.of("id", "mail"), now)
        .measures().stream().filter(m -> m.usual().unusual()).map(Measure::name).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0, 0.1, 60, ''",
    "130, 0, 0.1, 60, ''",
    "0, 0, 0.1, 60, rows added",
    "900, 0, 0.1, 60, rows added",
    "-500, 0, 0.1, 60, rows added",
    "100, 0.03, 0.1, 60, nulls of id",
    "100, 0, 0.5, 60, nulls of mail",
    "100, 0, 0.1, 4000, ''",
    "100, 0, 0.1, 7200, 'age, seconds'",
    "0, 1, 1, 86400, 'rows added|age, seconds|nulls of id|nulls of mail'",
  })
  void a_version_is_held_against_those_before_it(
      long added, double nullsOfId, double nullsOfMail, long age, String wanted) {
    List<Version> versions = hourly(12);
    Version last = versions.get(11);
    Instant at = last.at().plusSeconds(3600);
    versions.add(new Version(12, at, last.rows() + added, List.of(nullsOfId, nullsOfMail)));
    assertThat(String.join("|", unusual(versions, at.plusSeconds(age)))).isEqualTo(wanted);
  }

  @Test
  void a_table_of_few_versions_or_none_is_never_unusual() {
    assertThat(unusual(hourly(4), START.plusSeconds(999_999))).isEmpty();
    assertThat(unusual(List.of(), START)).isEmpty();
  }

  @Test
  void a_column_that_came_later_has_a_history_from_then_on() {
    List<Version> versions = new ArrayList<>(hourly(6));
    versions.replaceAll(v -> new Version(v.snapshot(), v.at(), v.rows(), List.of(0.0, Double.NaN)));
    versions.add(new Version(6, START.plusSeconds(21600), 1700, List.of(0.0, 0.9)));
    TablePast past = new TablePast(versions, List.of("id", "mail"), START.plusSeconds(21700));
    assertThat(past.measures())
        .filteredOn(m -> m.name().equals("nulls of mail"))
        .singleElement()
        .satisfies(m -> assertThat(m.usual().known()).isZero());
  }
}
