package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.caravan.record.ProjectException;
import io.caravan.runs.Instance;
import io.caravan.runs.Ledger;
import io.caravan.runs.Run;
import io.caravan.runs.RunHistory;
import io.caravan.runs.RunState;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Processor;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntervalSourceTest {
  private final Ledger ledger =
      new Ledger(
          JdbcConnectionPool.create(
              "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", ""),
          Clock.systemUTC(),
          Instance.named("test"),
          Duration.ofSeconds(30));

  @AfterEach
  void close() {
    ledger.close();
  }

  private RunningRoutes start(String file) {
    Processor count = exchange -> CurrentRun.counts(exchange).add("rowsRead", 1);
    Processor failFirst =
        exchange -> {
          if (exchange.getProperty(CurrentRun.ATTEMPT, int.class) == 1) {
            throw new IllegalArgumentException("Cannot read the source: not yet.");
          }
        };
    Processor refuse =
        exchange -> {
          throw new IllegalStateException("Refused.");
        };
    return new RunningRoutes(
        file,
        Map.of(
            "ledger",
            ledger,
            "clock",
            Clock.systemUTC(),
            "count",
            count,
            "failFirst",
            failFirst,
            "refuse",
            refuse));
  }

  private List<Run> runs(String route, RunState state) {
    return ledger.history().runs(new RunHistory.Query(route, state, 100));
  }

  @Test
  void a_route_runs_once_for_every_interval_under_its_own_id_and_what_it_counts_is_kept() {
    try (RunningRoutes routes = start("intervals.camel.yaml")) {
      await()
          .untilAsserted(
              () ->
                  assertThat(runs("bronze.succeeding", null))
                      .filteredOn(r -> r.state() == RunState.SUCCEEDED)
                      .hasSizeGreaterThan(2));
    }
    List<Run> runs = runs("bronze.succeeding", RunState.SUCCEEDED);
    assertThat(runs).extracting(Run::interval).doesNotHaveDuplicates();
    assertThat(runs)
        .extracting(Run::interval)
        .allMatch(i -> Duration.between(i.start(), i.end()).toMillis() == 200);
    assertThat(runs).extracting(r -> r.counts().get("rowsRead")).containsOnly(1L);
    assertThat(runs).extracting(Run::attempt).containsOnly(1);
  }

  @Test
  void the_end_of_the_exchange_is_the_end_of_the_run() {
    try (RunningRoutes routes = start("intervals.camel.yaml")) {
      await("a failed run is retried")
          .until(() -> runs("bronze.flaky", RunState.SUCCEEDED).size() == 1);
      await("a handled error is still a failed run")
          .until(() -> runs("bronze.handled", RunState.FAILED).size() == 1);
      await("a wire tap that fails does not fail the run")
          .until(() -> runs("bronze.branching", RunState.SUCCEEDED).size() == 1);
    }
    Run flaky = runs("bronze.flaky", null).get(0);
    assertThat(flaky.attempt()).isEqualTo(2);
    assertThat(flaky.failures()).isEqualTo(1);
    assertThat(runs("bronze.handled", null).get(0).error()).isEqualTo("Refused.");
    assertThat(runs("bronze.branching", null)).hasSize(1);
  }

  @Test
  void a_wrong_parameter_stops_the_start_with_its_place_and_a_remedy() {
    Throwable failure = catchThrowable(() -> start("bad-schedule.camel.yaml").close());
    while (failure != null && !(failure instanceof ProjectException)) {
      failure = failure.getCause();
    }
    assertThat(failure)
        .hasMessage(
            """
            routes/bad-schedule.camel.yaml(1): Cannot start route 'bronze.bad': parameter 'schedule' is wrong.
              Cannot read schedule '61 2 * * *': minute '61' is not within 0 to 59. Write minute, hour, day, month and weekday \
            ("0 2 * * *" is every night at two), @hourly, @daily, @weekly, @monthly or @yearly, or a period (10s, 15m, 1h).""");
  }
}
