package io.caravan.quality;

import io.caravan.engine.SqlEngine;
import io.caravan.engine.SqlSession;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Scan;
import io.caravan.lake.Snapshot;
import io.caravan.record.DatasetName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The last versions of a table, measured: rows, nulls and times. Nothing is kept for it beside the
 * table: its snapshots are the history.
 *
 * @param versions the oldest first
 * @param columns whose nulls are counted in each version
 * @param now when they were measured
 */
public record TablePast(List<Version> versions, List<String> columns, Instant now) {
  private static final double ROWS_FLOOR = 0.01;
  private static final double NULLS_FLOOR = 0.005;
  private static final double AGE_FLOOR = 0.1;
  private static final double LEAST_AGE = 60;
  private static final DatasetName VERSION = new DatasetName("caravan_past", "version");

  /**
   * A version of the table.
   *
   * @param nulls the share of rows without a value, for each column
   */
  public record Version(long snapshot, Instant at, long rows, List<Double> nulls) {}

  /**
   * A measure and what it usually is.
   *
   * @param name rows, age in seconds, or the null share of a column
   */
  public record Measure(String name, Usual usual) {}

  /**
   * Measures the newest versions; maintenance makes none.
   *
   * @param most how many
   */
  public static TablePast of(LakeTable table, SqlEngine engine, int most, Instant now) {
    List<Snapshot> all =
        table.history().stream()
            .filter(snapshot -> !snapshot.operation().equals(LakeTable.REPACKED))
            .sorted(Comparator.comparing(Snapshot::at))
            .toList();
    List<String> columns = table.columns().names();
    List<Version> versions = new ArrayList<>();
    try (SqlSession session = engine.session()) {
      for (Snapshot snapshot : all.subList(Math.max(0, all.size() - most), all.size())) {
        versions.add(version(snapshot, table.scan(snapshot.id()), columns, session));
      }
    }
    return new TablePast(versions, columns, now);
  }

  private static Version version(
      Snapshot snapshot, Scan scan, List<String> columns, SqlSession session) {
    session.bind(VERSION, scan);
    List<String> there = scan.fields().stream().map(Scan.Field::name).toList();
    String counts =
        columns.stream()
            .map(c -> there.contains(c) ? "count(" + Sql.name(c) + ")" : "NULL")
            .collect(Collectors.joining(", "));
    List<Object> found =
        session.query("SELECT count(*), " + counts + " FROM caravan_past.version").rows().get(0);
    long rows = ((Number) found.get(0)).longValue();
    List<Double> nulls =
        found.subList(1, found.size()).stream()
            .map(
                present ->
                    present == null || rows == 0
                        ? Double.NaN
                        : 1 - ((Number) present).doubleValue() / rows)
            .toList();
    return new Version(snapshot.id(), snapshot.at(), rows, nulls);
  }

  /** Empty when there is no version. */
  public List<Measure> measures() {
    List<Measure> measures = new ArrayList<>();
    if (versions.isEmpty()) {
      return measures;
    }
    measures.add(new Measure("rows added", rowsAdded()));
    measures.add(new Measure("age, seconds", age()));
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      List<Double> shares =
          versions.stream().map(v -> v.nulls().get(column)).filter(n -> !n.isNaN()).toList();
      if (!shares.isEmpty()) {
        measures.add(new Measure("nulls of " + columns.get(i), newest(shares, NULLS_FLOOR)));
      }
    }
    return measures;
  }

  private static Usual newest(List<Double> values, double floor) {
    int last = values.size() - 1;
    return Usual.of(values.get(last), values.subList(0, last), floor);
  }

  /** A table grows or stays: what a version added to the one before is what can be usual. */
  private Usual rowsAdded() {
    List<Double> added = new ArrayList<>();
    for (int i = 1; i < versions.size(); i++) {
      added.add((double) versions.get(i).rows() - versions.get(i - 1).rows());
    }
    double rows = versions.stream().mapToLong(Version::rows).average().orElse(0);
    double floor = Math.max(1, ROWS_FLOOR * rows);
    return added.isEmpty()
        ? Usual.of(versions.get(0).rows(), List.of(), floor)
        : newest(added, floor);
  }

  /** The time since the newest version, against the times between versions; none is too early. */
  private Usual age() {
    List<Double> between = new ArrayList<>();
    for (int i = 1; i < versions.size(); i++) {
      between.add(seconds(versions.get(i - 1).at(), versions.get(i).at()));
    }
    double age = seconds(versions.get(versions.size() - 1).at(), now);
    double usual = Usual.of(age, between, 1).median();
    double floor = Math.max(LEAST_AGE, AGE_FLOOR * (Double.isNaN(usual) ? 0 : usual));
    Usual judged = Usual.of(age, between, floor);
    return age > judged.median()
        ? judged
        : new Usual(age, judged.median(), judged.spread(), 0, judged.known());
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}
