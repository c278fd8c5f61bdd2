package io.caravan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.Application;
import io.caravan.Settings;
import io.caravan.engine.SqlSession;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares bronze and silver with what the source says. */
final class LakeAudit {
  private final FaultProject project;

  /**
   * What was compared.
   *
   * @param bronze versions in bronze
   * @param silver users in silver
   */
  record Counts(long bronze, long silver) {}

  LakeAudit(FaultProject project) {
    this.project = project;
  }

  /** Fails unless no row was lost, doubled or made up. */
  Counts check(Shop shop) {
    Map<String, String> now = shop.now();
    Map<String, String> journal = shop.journal();
    try (Application application =
        Application.visit(Settings.read(project.folder(), Map.of(), project.settings()))) {
      assertThat(
              rows(
                  application,
                  "select id, _raw_hash from bronze.users group by all having count(*) > 1"))
          .as("rows twice in bronze")
          .isEmpty();
      Map<String, String> bronze = new TreeMap<>();
      for (List<Object> row :
          rows(
              application,
              "select id || '|' || version, status || '|' || balance || '|' || epoch_us(updated_at) from bronze.users")) {
        assertThat(bronze.put(row.get(0).toString(), row.get(1).toString()))
            .as("versions twice in bronze: " + row.get(0))
            .isNull();
      }
      assertThat(unlike(bronze, micros(journal), false))
          .as("rows of bronze that the source never had")
          .isEmpty();
      Set<String> latest = new TreeSet<>();
      now.forEach((id, row) -> latest.add(id + "|" + row.substring(0, row.indexOf('|'))));
      latest.removeAll(bronze.keySet());
      assertThat(latest).as("rows that bronze lacks").isEmpty();
      Map<String, String> silver = new TreeMap<>();
      String all =
          "select id, version || '|' || status || '|' || balance || '|' || epoch_us(updated_at) from silver.users";
      for (List<Object> row : rows(application, all)) {
        assertThat(silver.put(row.get(0).toString(), row.get(1).toString()))
            .as("users twice in silver: " + row.get(0))
            .isNull();
      }
      assertThat(unlike(micros(now), silver, true))
          .as("users that are otherwise in silver")
          .isEmpty();
      return new Counts(bronze.size(), silver.size());
    }
  }

  private static List<List<Object>> rows(Application application, String sql) {
    try (SqlSession session = application.tables().session(sql)) {
      return session.query(sql).rows();
    }
  }

  /**
   * A few keys whose rows differ: of the first in the second, and with {@code both} the other way
   * round.
   */
  private static Map<String, String> unlike(
      Map<String, String> some, Map<String, String> all, boolean both) {
    Map<String, String> unlike = new TreeMap<>();
    some.forEach((key, row) -> note(unlike, key, row, all.get(key)));
    if (both) {
      all.forEach((key, row) -> note(unlike, key, some.get(key), row));
    }
    return unlike;
  }

  private static void note(Map<String, String> unlike, String key, String expected, String found) {
    if (unlike.size() < 10 && (expected == null || !expected.equals(found))) {
      unlike.put(key, expected + " <> " + found);
    }
  }

  /** PostgreSQL's seconds as the whole microseconds that DuckDB prints. */
  private static Map<String, String> micros(Map<String, String> rows) {
    Map<String, String> micros = new TreeMap<>();
    rows.forEach(
        (key, row) -> {
          int last = row.lastIndexOf('|') + 1;
          micros.put(
              key,
              row.substring(0, last)
                  + new java.math.BigDecimal(row.substring(last)).movePointRight(6).toBigInteger());
        });
    return micros;
  }
}
