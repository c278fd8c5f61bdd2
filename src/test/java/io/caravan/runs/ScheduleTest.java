package io.caravan.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  @TestFactory
  Stream<DynamicTest> boundaries_follow_each_other() {
    return Spec.cases("schedules.yaml").stream()
        .map(c -> DynamicTest.dynamicTest((String) c.get("name"), () -> follow(c)));
  }

  @SuppressWarnings("unchecked")
  private static void follow(Map<String, Object> expected) {
    Schedule schedule =
        Schedule.parse((String) expected.get("schedule"), ZoneId.of((String) expected.get("zone")));
    List<String> then = (List<String>) expected.get("then");
    List<String> found = new ArrayList<>();
    Instant at = Instant.parse((String) expected.get("from"));
    for (int i = 0; i < then.size(); i++) {
      at = schedule.after(at);
      found.add(at.toString());
    }
    assertThat(found).isEqualTo(then);
    for (String boundary : then) {
      assertThat(schedule.atOrBefore(Instant.parse(boundary))).hasToString(boundary);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "30 2 * * *, Europe/Berlin",
    "*/7 * * * *, Europe/Berlin",
    "0 */3 * * *, America/New_York",
    "15 1-3 * * *, America/New_York",
    "'10 0,12 * * *', Australia/Lord_Howe",
    "0 0 * * *, America/Sao_Paulo",
    "5 * 1-15 * *, Africa/Casablanca",
    "17m, UTC"
  })
  void walking_back_over_a_year_finds_the_boundaries_of_walking_forth(String text, String zone) {
    Schedule schedule = Schedule.parse(text, ZoneId.of(zone));
    Instant end = Instant.parse("2019-01-01T00:00:00Z");
    List<Instant> forth = new ArrayList<>();
    for (Instant at = schedule.after(end.minus(Duration.ofDays(365)));
        at.isBefore(end);
        at = schedule.after(at)) {
      forth.add(at);
    }
    List<Instant> back = new ArrayList<>();
    for (Instant at = schedule.atOrBefore(end.minusNanos(1));
        !at.isBefore(forth.get(0));
        at = schedule.atOrBefore(at.minusNanos(1))) {
      back.add(at);
    }
    Collections.reverse(back);
    assertThat(back).isEqualTo(forth).doesNotHaveDuplicates().isSorted();
  }

  @TestFactory
  Stream<DynamicTest> a_wrong_schedule_is_refused_with_a_remedy() {
    return Spec.cases("schedule-errors.yaml").stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    "'" + c.get("schedule") + "'",
                    () -> refuse((String) c.get("schedule"), (String) c.get("says"))));
  }

  private static void refuse(String text, String says) {
    assertThatThrownBy(() -> Schedule.parse(text, ZoneId.of("UTC")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read schedule '" + text + "': ")
        .hasMessageContaining(says)
        .hasMessageContaining("Write minute, hour, day, month and weekday");
  }
}
