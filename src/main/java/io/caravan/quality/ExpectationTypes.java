package io.caravan.quality;

import io.caravan.record.Spelling;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every kind of expectation there is. To add one, add it to a family: its reading, its SQL and its
 * words are one entry there.
 */
final class ExpectationTypes {
  static final SortedMap<String, ExpectationType> ALL =
      Stream.of(
              ColumnRowExpectations.all(),
              EngineRowExpectations.all(),
              SeveralColumnExpectations.all(),
              StatisticExpectations.all(),
              DistinctExpectations.all(),
              DivergenceExpectations.all(),
              TableExpectations.all(),
              QueryExpectations.all(),
              ColumnListExpectations.all())
          .flatMap(family -> family.stream())
          .collect(
              Collectors.collectingAndThen(
                  Collectors.toMap(
                      ExpectationType::name, Function.identity(), (a, b) -> a, TreeMap::new),
                  java.util.Collections::unmodifiableSortedMap));

  /** Those of Great Expectations that are not here, and why: they are refused by name. */
  static final Map<String, String> REFUSED =
      Map.of(
          "expect_column_values_to_be_dateutil_parseable",
              "no SQL engine guesses dates as dateutil does; use expect_column_values_to_match_strftime_format",
          "expect_column_values_to_match_json_schema",
              "no SQL engine checks JSON schemas; use expect_column_values_to_be_json_parseable",
          "expect_multicolumn_values_to_be_unique",
              "it is the old name of expect_select_column_values_to_be_unique_within_record",
          "expect_column_bootstrapped_ks_test_p_value_to_be_greater_than",
              "Great Expectations itself does not implement it",
          "expect_column_chisquare_test_p_value_to_be_greater_than",
              "Great Expectations itself does not implement it",
          "expect_column_parameterized_distribution_ks_test_p_value_to_be_greater_than",
              "Great Expectations itself does not implement it",
          "expect_column_pair_cramers_phi_value_to_be_less_than",
              "Great Expectations itself does not implement it for SQL");

  private ExpectationTypes() {}

  /**
   * The name that shares most words with an unknown one: people mix up the order of the words more
   * often than their letters.
   */
  static Optional<String> nearest(String unknown) {
    Set<String> words = words(unknown);
    double most =
        ALL.keySet().stream().mapToDouble(name -> shared(words, words(name))).max().orElse(0);
    List<String> best =
        ALL.keySet().stream()
            .filter(name -> most >= 0.5 && shared(words, words(name)) == most)
            .toList();
    return Spelling.nearest(unknown, best).or(() -> best.stream().findFirst());
  }

  private static Set<String> words(String name) {
    return new HashSet<>(List.of(name.toLowerCase(Locale.ROOT).split("_+")));
  }

  private static double shared(Set<String> a, Set<String> b) {
    Set<String> both = new HashSet<>(a);
    both.retainAll(b);
    return (double) both.size() / (a.size() + b.size() - both.size());
  }
}
