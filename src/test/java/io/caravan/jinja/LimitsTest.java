package io.caravan.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LimitsTest {
  private static final Limits SMALL =
      new Limits(Duration.ofMillis(300), 100_000, 3_000_000, 100, 1000);

  private final Jinja jinja =
      Jinja.standard().syntax(Syntax.PLAIN.withExtensions(Extension.DO)).limits(SMALL).build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for i in range(1000) %}{% for j in range(1000) %}{% for k in range(1000) %}{% endfor %}{% endfor %}{% endfor %}",
        "{% set l = [1] %}{% for x in l %}{% do l.append(1) %}{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(90) }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{{ 'x' * 999999999999 }}",
        "{{ [1] * 999999999999 }}",
        "{{ 2 ** 10000000000 }}",
        "{% set n = namespace(x=9) %}{% for i in range(100) %}{% set n.x = n.x * n.x %}{% endfor %}",
        "{% set n = namespace(x='a') %}{% for i in range(100) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
        "{% set n = namespace(x=[1]) %}{% for i in range(100) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x=[]) %}{% for i in range(1000) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x }}",
        "{{ '%999999999d' % 1 }}",
        "{{ '%.999999999f' % 1.5 }}",
        "{{ '{:999999999}'.format(1) }}",
        "{{ 'x'.ljust(2000000000) }}",
        "{{ 'x'|center(2000000000) }}",
        "{{ 'x'|indent(999999999, true) }}",
        "{{ [1]|batch(999999999, 0)|list }}",
        "{{ [1]|slice(999999999)|list }}",
        "{% set x = 'ab' * 50000 %}{{ x.replace('a', x) }}",
        "{{ ('a' * 100000)|wordwrap(1) }}",
        "{{ (['x' * 100000] * 100)|join }}",
        "{% for i in range(1000) %}{{ 'x' * 1000 }}{% endfor %}",
        "{% set d = {} %}{% do d.update(d=d) %}{{ d|pprint }}",
      })
  void what_never_ends_or_grows_without_end_is_stopped(String template) {
    assertThatThrownBy(() -> jinja.parse("greedy", template).render(Map.of()))
        .isInstanceOfSatisfying(
            JinjaException.class, e -> assertThat(e.kind()).isEqualTo(Fault.Kind.LIMIT))
        .hasMessageContaining("greedy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "-", "not ", "1 + ", "x.", "1 if 1 else "})
  void what_is_nested_too_deeply_is_a_mistake_and_no_crash(String part) {
    assertThatThrownBy(
            () -> jinja.parse("deep", "{{ " + part.repeat(100_000) + "1 }}").render(Map.of()))
        .isInstanceOf(JinjaException.class);
    assertThatThrownBy(() -> jinja.parse("deep", "{% if 1 %}".repeat(10_000)).render(Map.of()))
        .isInstanceOf(JinjaException.class);
  }

  @Test
  void a_range_is_no_longer_than_allowed() {
    assertThatThrownBy(() -> jinja.parse("t", "{{ range(1001) }}").render(Map.of()))
        .hasMessageContaining("Range too big");
    assertThat(jinja.parse("t", "{{ range(1000)|length }}").render(Map.of())).isEqualTo("1000");
  }

  @Test
  void the_time_of_the_host_does_not_count() {
    Callable query =
        arguments -> {
          Awaitility.await().pollDelay(Duration.ofMillis(400)).until(() -> true);
          return List.of("row");
        };
    String rendered =
        jinja
            .parse("t", "{{ query() }}{% for i in range(500) %}{% endfor %}")
            .render(Map.of("query", query));
    assertThat(rendered).isEqualTo("['row']");
  }

  @Test
  void a_macro_called_by_the_host_counts_again() {
    Callable twice =
        arguments ->
            ((Callable) arguments.required(0, "macro")).call(arguments.with(List.of(), Map.of()));
    String endless =
        "{% macro f() %}{% for i in r %}{% for j in r %}{% for k in r %}{% for l in r %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endmacro %}";
    // Time is to be the only limit met, however fast the machine is.
    Limits hurried = new Limits(Duration.ofMillis(300), 100_000, Long.MAX_VALUE / 2, 100, 1000);
    Jinja jinja = Jinja.standard().syntax(Syntax.PLAIN).limits(hurried).build();
    assertThatThrownBy(
            () ->
                jinja
                    .parse("t", "{% set r = range(1000) %}" + endless + "{{ twice(f) }}")
                    .render(Map.of("twice", twice)))
        .hasMessageContaining("took longer than 300 ms");
  }
}
