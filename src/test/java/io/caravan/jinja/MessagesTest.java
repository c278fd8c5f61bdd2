package io.caravan.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {
  private final Jinja jinja = Jinja.dbt().build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "{{ 'a'|uper }}¦m.sql(1,8): Cannot parse template: No filter named 'uper'.¦Did you mean 'upper'?",
        "{{ 'a' is strin }}¦m.sql(1,11): Cannot parse template: No test named 'strin'.¦Did you mean 'string'?",
        "{{ materialised }}{{ materialised.x }}¦m.sql(1,35): Cannot render template: 'materialised' is undefined.¦Did you mean 'materialized'?",
        "{{ materialized.uper() }}¦Cannot render template: 'str object' has no attribute 'uper'.¦Did you mean 'upper'?",
        "{{ rows.ids.x }}¦Cannot render template: 'dict object' has no attribute 'ids'.¦Did you mean 'id'?",
        "{% fro x in y %}{% endfor %}¦m.sql(1,4): Cannot parse template: Encountered unknown tag 'fro'.¦Did you mean 'for'?",
        "{% if x %}¦Cannot parse template: Unexpected end of template.¦Close it with {% endif %}.",
        "{{ (1 }}¦m.sql(1,7): Cannot parse template: unexpected '}', expected ')'.¦Close the inner bracket first.",
        "{{ 1 + 'a' }}¦m.sql(1,6): Cannot render template: unsupported operand type(s)¦Check the values and their types at this place.",
        "{{ {}['a']['b'] }}¦Cannot render template: 'dict object' has no attribute 'a'.¦Define it, or test for it with 'is defined'.",
        "{{ 'x'|indent(widht=2) }}¦got an unexpected keyword argument 'widht'.¦Did you mean 'width'?",
        "{% include 'nope' %}¦m.sql(1,4): Cannot render template: nope.¦Check the name of the template.",
        "{% set ns = {} %}{% set ns.a = 1 %}¦cannot assign attribute on non-namespace object.¦Make it with set ns = namespace().",
        "{% materialization t, adaptor='x' %}{% endmaterialization %}¦received unknown argument 'adaptor'.¦Did you mean 'adapter'?",
        "{{ 'open }}¦m.sql(1,4): Cannot parse template¦Close the string with the same quote.",
        "{# open¦m.sql(1,1): Cannot parse template: Missing end of comment tag.¦Close it with #}.",
      })
  void a_mistake_is_told_with_place_value_and_remedy(String template, String what, String remedy) {
    Map<String, Object> context = Map.of("materialized", "table", "rows", Map.of("id", 1));
    assertThatThrownBy(() -> jinja.parse("m.sql", template).render(context))
        .isInstanceOf(JinjaException.class)
        .hasMessageStartingWith("m.sql(1,")
        .hasMessageContaining(what)
        .hasMessageContaining("\n  " + remedy);
  }

  @Test
  void a_mistake_in_a_macro_tells_who_called_it() {
    Jinja plain = Jinja.standard().build();
    String source =
        "{% macro inner(x) %}\n{{ x.y }}\n{% endmacro %}\n{% macro outer() %}{{ inner() }}{% endmacro %}\n{{ outer() }}";
    assertThatThrownBy(() -> plain.parse("models/a.sql", source).render(Map.of()))
        .hasMessage(
            """
            models/a.sql(2,6): Cannot render template: parameter 'x' was not provided.
              Define it, or test for it with 'is defined'.
              in macro 'inner' called at models/a.sql(4,28)
              in macro 'outer' called at models/a.sql(5,9)""");
  }

  @Test
  void lines_are_counted_through_text_comments_and_white_space_control() {
    String source = "a\r\n{#- x\n\n -#}\n\n{{ 'multi\nline' }}\n  {{ 1 / 0 }}";
    assertThatThrownBy(() -> jinja.parse("m.sql", source).render(Map.of()))
        .isInstanceOfSatisfying(
            JinjaException.class, e -> assertThat(e.place().toString()).isEqualTo("m.sql(8,8)"));
  }
}
