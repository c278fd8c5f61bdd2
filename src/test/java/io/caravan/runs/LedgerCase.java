package io.caravan.runs;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An empty ledger, on the embedded database and on that of production, and a clock that the test
 * moves.
 */
@ParameterizedClass
@EnumSource(Databases.Kind.class)
@ExtendWith(DatabasesExtension.class)
abstract class LedgerCase {
  static final Instance ONE = new Instance("one", "here", 1, 1);
  static final Instance TWO = new Instance("two", "there", 2, 2);
  static final IntervalPolicy HOURLY =
      IntervalPolicy.of(Schedule.parse("@hourly", ZoneOffset.UTC)).withCatchup(true);
  static final String ROUTE = "bronze.users";

  @Parameter Databases.Kind kind;
  final TestClock clock = new TestClock("2026-03-01T12:30:00Z");
  DataSource source;
  private final List<Ledger> opened = new ArrayList<>();

  @BeforeEach
  void create(Databases databases) {
    source = databases.create(kind);
  }

  @AfterEach
  void close() throws Exception {
    opened.forEach(Ledger::close);
    if (source instanceof AutoCloseable pool) {
      pool.close();
    }
  }

  Ledger ledger(Instance instance, Duration lease) {
    Ledger ledger = new Ledger(source, clock, instance, lease);
    opened.add(ledger);
    return ledger;
  }

  Ledger ledger() {
    return ledger(ONE, Duration.ofMinutes(1));
  }

  static Interval interval(String start, String end) {
    return new Interval(Instant.parse(start), Instant.parse(end));
  }

  static List<Run> runs(Ledger ledger, String route, RunState state) {
    return ledger.history().runs(new RunHistory.Query(route, state, 10_000));
  }
}
