package io.caravan.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.runs.Planner.RouteState;
import io.caravan.runs.Planner.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class PlannerTest {
  @TestFactory
  Stream<DynamicTest> what_is_due_is_entered() {
    return Spec.cases("planning.yaml").stream()
        .map(c -> DynamicTest.dynamicTest((String) c.get("name"), () -> plan(c)));
  }

  private static void plan(Map<String, Object> given) {
    IntervalPolicy policy =
        IntervalPolicy.of(Schedule.parse("@hourly", ZoneOffset.UTC))
            .withCatchup(Boolean.TRUE.equals(given.get("catchup")))
            .withStartDate(time(given.get("startDate")))
            .withDeadline(
                given.get("deadline") == null
                    ? null
                    : DurationText.parse((String) given.get("deadline")));
    RouteState state = state(given, time(given.getOrDefault("since", "00:00")));
    assertThat(Planner.plan(policy, state, time(given.get("now"))))
        .extracting(PlannerTest::text)
        .isEqualTo(given.get("steps"));
  }

  @TestFactory
  Stream<DynamicTest> one_of_the_open_runs_begins() {
    return Spec.cases("next-run.yaml").stream()
        .map(c -> DynamicTest.dynamicTest((String) c.get("name"), () -> next(c)));
  }

  private static void next(Map<String, Object> given) {
    Optional<Run> next =
        Planner.next(
            (int) given.getOrDefault("concurrency", 1),
            1,
            state(given, Instant.EPOCH),
            time("12:30"),
            run -> run.id().contains("crashed"));
    assertThat(next.map(Run::id)).isEqualTo(Optional.ofNullable((String) given.get("next")));
  }

  @SuppressWarnings("unchecked")
  private static RouteState state(Map<String, Object> given, Instant since) {
    List<String> open = (List<String>) given.getOrDefault("open", List.of());
    return new RouteState(
        since,
        time(given.get("watermark")),
        Boolean.TRUE.equals(given.get("paused")),
        open.stream().map(PlannerTest::run).toList(),
        List.of());
  }

  private static Instant time(Object text) {
    return text == null ? null : Instant.parse("2026-03-01T" + text + ":00Z");
  }

  /** The text is the id too, so that the outcome reads as the case. */
  private static Run run(String text) {
    String[] words = text.split(" ");
    Instant start =
        Instant.parse("2026-03-01T00:00:00Z").plus(Duration.ofHours(Long.parseLong(words[1])));
    Interval interval = new Interval(start, start.plus(Duration.ofHours(1)));
    Instant notBefore = text.contains("until") ? time(words[3]) : null;
    String backfill = text.contains("backfill") ? "b" : null;
    return new Run(
        text,
        "r",
        interval,
        null,
        backfill,
        RunState.of(words[0]),
        0,
        0,
        0,
        null,
        null,
        null,
        notBefore,
        start,
        null,
        null,
        new TreeMap<>(),
        null,
        null,
        false,
        List.of());
  }

  private static String text(Step step) {
    if (step instanceof Step.Enter enter) {
      return "enter " + text(enter.interval());
    } else if (step instanceof Step.Skip skip) {
      return "skip " + text(skip.span());
    } else if (step instanceof Step.Replace replace) {
      return "replace " + text(replace.run().interval()).substring(0, 2);
    } else if (step instanceof Step.Late late) {
      return "late " + text(late.run().interval()).substring(0, 2);
    }
    return step.toString();
  }

  private static String text(Interval interval) {
    return interval.start().toString().substring(11, 13)
        + "-"
        + interval.end().toString().substring(11, 13);
  }
}
