package io.caravan.model;

import io.caravan.record.Spelling;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How old the newest row of a source may be.
 *
 * @param filter which rows count; empty for all
 * @param field expression that says when a row was loaded; empty to go by the table's own history
 * @param query asks for the newest time in its own way; empty when it does not
 */
record Freshness(
    Optional<Age> warnAfter, Optional<Age> errorAfter, String filter, String field, String query) {
  private static final Map<String, Duration> PERIODS =
      Map.of(
          "minute", Duration.ofMinutes(1), "hour", Duration.ofHours(1), "day", Duration.ofDays(1));
  private static final List<String> AGES = List.of("warn_after", "error_after");

  /** A number of minutes, hours or days. */
  record Age(long count, String period) {
    boolean isExceeded(double seconds) {
      return seconds > PERIODS.get(period).multipliedBy(count).toSeconds();
    }

    Map<String, Object> map() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("count", count);
      map.put("period", period);
      return map;
    }
  }

  /** What a source's configuration asks for; empty when it asks for nothing. */
  static Optional<Freshness> of(Config config) {
    Config written = new Config(config.map("freshness"));
    Freshness freshness =
        new Freshness(
            age(written, AGES.get(0)),
            age(written, AGES.get(1)),
            written.text("filter", ""),
            config.text("loaded_at_field", ""),
            config.text("loaded_at_query", ""));
    return freshness.warnAfter.isPresent() || freshness.errorAfter.isPresent()
        ? Optional.of(freshness)
        : Optional.empty();
  }

  private static Optional<Age> age(Config written, String key) {
    Map<String, Object> age = written.map(key);
    return age.get("count") instanceof Number count
            && PERIODS.containsKey(String.valueOf(age.get("period")))
        ? Optional.of(new Age(count.longValue(), String.valueOf(age.get("period"))))
        : Optional.empty();
  }

  /** Complains of ages that are none. */
  static void check(Yaml.Mapping written, Complaints complaints) {
    complaints.unknownKeys(written, List.of("warn_after", "error_after", "filter"), "freshness");
    for (String key : AGES) {
      if (written.find(key).orElse(null) instanceof Yaml.Mapping age) {
        String period = age.find("period").map(found -> String.valueOf(found.plain())).orElse("");
        boolean counts = age.find("count").filter(c -> c.plain() instanceof Number).isPresent();
        if (!age.entries().isEmpty() && (!counts || !PERIODS.containsKey(period))) {
          complaints.wrong(
              written.at(key),
              "Cannot read " + key + ": '" + age.plain() + "' is no age.",
              Spelling.didYouMean(
                  period,
                  PERIODS.keySet(),
                  "Write {count: 12, period: hour}; periods are minute, hour and day."));
        }
      }
    }
  }

  /** What an age means: {@code pass}, {@code warn} or {@code error}. */
  String status(double seconds) {
    if (errorAfter.filter(age -> age.isExceeded(seconds)).isPresent()) {
      return "error";
    }
    return warnAfter.filter(age -> age.isExceeded(seconds)).isPresent() ? "warn" : "pass";
  }

  /** As dbt writes it. */
  Map<String, Object> criteria() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(AGES.get(0), warnAfter.map(Age::map).orElseGet(Freshness::none));
    map.put(AGES.get(1), errorAfter.map(Age::map).orElseGet(Freshness::none));
    map.put("filter", filter.isEmpty() ? null : filter);
    return map;
  }

  private static Map<String, Object> none() {
    Map<String, Object> none = new LinkedHashMap<>();
    none.put("count", null);
    none.put("period", null);
    return none;
  }
}
