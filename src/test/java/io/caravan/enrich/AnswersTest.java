package io.caravan.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.stream.JsonObject.Raw;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private static final Raw[] ROW = {Raw.of("pro")};
  private final AtomicLong nanos = new AtomicLong(1);
  private final Answers answers =
      new Answers(100, Duration.ofMinutes(10), Duration.ofSeconds(10), nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private void keep(Object key, Raw[] values) {
    try (Answers.Load load = answers.load()) {
      load.keep(key, values);
    }
  }

  @Test
  void a_row_is_believed_for_longer_than_that_there_is_none() {
    keep(1L, ROW);
    keep(2L, null);
    pass(Duration.ofSeconds(9));
    assertThat(answers.find(1L).values()).isSameAs(ROW);
    assertThat(answers.find(2L).values()).isNull();
    pass(Duration.ofSeconds(2));
    assertThat(answers.find(1L)).isNotNull();
    assertThat(answers.find(2L)).isNull();
    pass(Duration.ofMinutes(10));
    assertThat(answers.find(1L)).isNull();
  }

  @Test
  void an_answer_is_as_old_as_its_question() {
    try (Answers.Load load = answers.load()) {
      pass(Duration.ofSeconds(3));
      assertThat(load.keep(1L, ROW).at()).isEqualTo(1);
    }
  }

  @Test
  void what_changes_while_it_is_read_is_not_remembered_and_everything_else_is() {
    try (Answers.Load load = answers.load()) {
      answers.drop(1L);
      load.keep(1L, ROW);
      load.keep(2L, ROW);
    }
    assertThat(answers.find(1L)).isNull();
    assertThat(answers.find(2L)).isNotNull();
    try (Answers.Load load = answers.load()) {
      answers.dropAll();
      load.keep(1L, ROW);
    }
    assertThat(answers.find(1L)).isNull();
    assertThat(answers.find(2L)).isNull();
    keep(1L, ROW);
    assertThat(answers.find(1L)).as("read after the change").isNotNull();
  }

  @Test
  void no_more_keys_are_remembered_than_allowed() {
    IntStream.range(0, 1000).forEach(i -> keep((long) i, ROW));
    assertThat(IntStream.range(0, 1000).filter(i -> answers.find((long) i) != null).count())
        .isLessThanOrEqualTo(100);
  }
}
