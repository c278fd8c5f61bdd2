package io.caravan.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.caravan.jinja.MacroDefinition.Kind;
import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Undefined;
import io.caravan.record.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TemplateTest {
  private final Jinja jinja = Jinja.dbt().build();

  @Test
  void definitions_tell_names_as_dbt_makes_them_and_their_source() {
    String source =
        """
        -- a comment
        {% macro star(from, except=[]) -%} x {%- endmacro %}
        {% test positive(model, column_name) %}select 1{% endtest %}
        {% materialization my_table, adapter='duckdb' %}body{% endmaterialization %}
        {% materialization my_view, default %}body{% endmaterialization %}
        {% snapshot users_history %}select {{ 1 }}{% endsnapshot %}
        {% docs users %}# Users{% enddocs %}
        """;
    List<MacroDefinition> definitions = jinja.parse("macros/all.sql", source).definitions();
    assertThat(definitions)
        .extracting(
            MacroDefinition::kind,
            MacroDefinition::name,
            MacroDefinition::macroName,
            MacroDefinition::adapter)
        .containsExactly(
            tuple(Kind.MACRO, "star", "star", ""),
            tuple(Kind.TEST, "positive", "test_positive", ""),
            tuple(Kind.MATERIALIZATION, "my_table", "materialization_my_table_duckdb", "duckdb"),
            tuple(Kind.MATERIALIZATION, "my_view", "materialization_my_view_default", "default"),
            tuple(Kind.SNAPSHOT, "users_history", "snapshot_users_history", ""),
            tuple(Kind.DOCS, "users", "users", ""));
    assertThat(definitions.get(0).parameters()).containsExactly("from", "except");
    assertThat(definitions.get(0).source())
        .isEqualTo("{% macro star(from, except=[]) -%} x {%- endmacro %}");
    assertThat(definitions.get(0).place()).isEqualTo(new Place("macros/all.sql", 2, 1));
    assertThat(definitions.get(4).contents()).isEqualTo("select {{ 1 }}");
    assertThat(definitions.get(5).contents()).isEqualTo("# Users");
  }

  @Test
  void calls_are_found_without_rendering() {
    String source =
        "{{ config(materialized='table', tags=['a', 'b'], meta={'k': -1}) }}{% if x %}{{ ref('p', 'users', v=2) }}{% endif %}"
            + "{% for t in ts %}{{ source('raw', t) }}{% endfor %}{{ adapter.dispatch('f')(ref(name)) }}{{ f(*args) }}";
    List<CallSite> calls = jinja.parse("m.sql", source).calls();
    assertThat(calls)
        .extracting(CallSite::function)
        .containsExactly("config", "ref", "source", "adapter.dispatch", "ref", "f");
    assertThat(calls.get(0).named())
        .isEqualTo(
            Map.of("materialized", "table", "tags", List.of("a", "b"), "meta", Map.of("k", -1L)));
    assertThat(calls.get(1).positional()).containsExactly("p", "users");
    assertThat(calls.get(1).literal()).isTrue();
    assertThat(calls.get(2).positional()).containsExactly("raw", CallSite.DYNAMIC);
    assertThat(calls.get(2).literal()).isFalse();
    assertThat(calls.get(5).complete()).isFalse();
    assertThat(calls.get(0).place()).isEqualTo(new Place("m.sql", 1, 4));
  }

  @Test
  void macros_are_bound_to_the_context_they_are_given() {
    Template macros =
        jinja.parse(
            "macros/m.sql",
            "{% macro who() %}{{ this }}{% endmacro %}{% macro pair(a) %}{{ return([a, this]) }}{% endmacro %}");
    Map<String, Object> one = new HashMap<>(Map.of("this", "one", "return", Return.function()));
    Map<String, Object> two = new HashMap<>(Map.of("this", "two", "return", Return.function()));
    assertThat(macros.macros(Bindings.of(one)).get("who").call(Arguments.of())).isEqualTo("one");
    assertThat(macros.macros(Bindings.of(two)).get("pair").call(Arguments.of(5)))
        .isEqualTo(List.of(5L, "two"));
  }

  @Test
  void bindings_may_make_values_on_demand_and_stand_over_others() {
    Bindings made = name -> name.startsWith("made_") ? name.substring(5) : Undefined.MISSING;
    String text =
        jinja
            .parse("t", "{{ made_x }}{{ y }}{{ z is defined }}")
            .render(made.over(Bindings.of(Map.of("y", 2))));
    assertThat(text).isEqualTo("x2False");
  }

  @Test
  void a_lenient_rendering_goes_on_past_what_is_missing() {
    Jinja lenient = Jinja.dbt().undefined(Undefined.Mode.LENIENT).build();
    assertThat(lenient.parse("t", "[{{ a.b.c(1)['d'] }}]{{ f(g()) }}").render(Map.of()))
        .isEqualTo("[]");
  }

  @Test
  void functions_filters_tests_and_globals_of_the_host_are_used() {
    Callable add =
        arguments -> (Long) arguments.required(0, "a") + (Long) arguments.optional(1, "b", 10L);
    Jinja own =
        Jinja.standard()
            .filter("add", add)
            .test("ten", arguments -> Long.valueOf(10).equals(arguments.required(0, "value")))
            .global("add", add)
            .build();
    assertThat(
            own.parse("t", "{{ 1|add }}{{ 1|add(b=2) }}{{ add(3, 4) }}{{ 10 is ten }}")
                .render(Map.of()))
        .isEqualTo("1137True");
  }

  @Test
  void numbers_and_containers_of_the_host_behave_as_python_s() {
    Map<String, Object> context =
        Map.of(
            "i",
            7,
            "f",
            1.5f,
            "l",
            List.of(1, 2),
            "m",
            Map.of("k", (short) 3),
            "big",
            new java.math.BigDecimal("1.50"));
    String text =
        jinja
            .parse(
                "t",
                "{{ i // 2 }}{{ f * 2 }}{{ l[0] + m.k }}{{ i in [7.0] }}{{ big }} {{ i is integer }}")
            .render(context);
    assertThat(text).isEqualTo("33.04True1.50 True");
  }

  @Test
  void many_threads_render_one_template() throws Exception {
    Template template =
        jinja.parse(
            "t",
            "{% set ns = namespace(n=0) %}{% for i in range(50) %}{% set ns.n = ns.n + x %}{% endfor %}{{ ns.n }}");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<String>> results =
          IntStream.range(0, 200)
              .mapToObj(i -> threads.submit(() -> template.render(Map.of("x", i))))
              .toList();
      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).get()).isEqualTo(String.valueOf(50 * i));
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void return_outside_of_a_macro_is_a_mistake() {
    assertThatThrownBy(
            () ->
                jinja
                    .parse("models/a.sql", "{{ return(1) }}")
                    .render(Map.of("return", Return.function())))
        .hasMessage(
            "models/a.sql: Cannot render template: return was called outside of a macro.\n  Only macros return values: print it with {{ ... }}.");
  }
}
