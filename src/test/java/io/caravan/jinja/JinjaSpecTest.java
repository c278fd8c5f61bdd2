package io.caravan.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class JinjaSpecTest {
  @TestFactory
  Stream<DynamicTest> python_makes_the_same_of_every_template() {
    return SpecCase.all().stream()
        .map(
            spec ->
                DynamicTest.dynamicTest(
                    spec.toString(),
                    () ->
                        assertThat(spec.actual()).as(spec.template()).isEqualTo(spec.expected())));
  }

  @Test
  void the_tables_hold_at_least_300_templates() {
    List<SpecCase> all = SpecCase.all();
    assertThat(all).hasSizeGreaterThanOrEqualTo(300);
    assertThat(all)
        .allSatisfy(
            spec -> assertThat(spec.expected()).as("run regenerate.py for " + spec).isNotNull());
  }
}
