package io.caravan.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.jinja.MacroDefinition.Kind;
import io.caravan.record.Place;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeTest {
  private final Jinja jinja = Jinja.dbtNative().build();

  private Object evaluate(String template) {
    return jinja
        .parse("schema.yml", template)
        .evaluate(Bindings.of(Map.of("rows", List.of(1, 2), "target", Map.of("name", "prod"))));
  }

  @Test
  void a_field_of_one_expression_keeps_its_type() {
    assertThat(evaluate("{{ rows }}")).isEqualTo(List.of(1, 2));
    assertThat(evaluate("{{ target.name == 'prod' }}")).isEqualTo(true);
    assertThat(evaluate("{{ target.name }}_x")).isEqualTo("prod_x");
  }

  @ParameterizedTest
  @CsvSource({
    "{{ 'true'|as_bool }}, Could not convert value 'true' into type 'bool'",
    "{{ 'x'|as_number }}, Could not convert value 'x' into type 'number'"
  })
  void a_text_that_says_no_such_value_is_refused(String template, String message) {
    assertThatThrownBy(() -> evaluate(template))
        .hasMessageContaining("schema.yml(1,")
        .hasMessageContaining(message.replace("''", "'"));
  }

  @Test
  void blocks_are_found_with_their_source_and_place() {
    RawBlock block =
        jinja
            .blocks("docs.md", "# x\n{% docs users %} text {% enddocs %}\n", Set.of(Kind.DOCS))
            .get(0);
    assertThat(block)
        .isEqualTo(
            new RawBlock(
                Kind.DOCS,
                "users",
                " text ",
                "{% docs users %} text {% enddocs %}",
                new Place("docs.md", 2, 1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{% docs a %}text|docs.md(1,1): Cannot parse template: the block docs 'a' is not closed.|Close it with {% enddocs %}.",
        "{% docs a %}{% docs b %}{% enddocs %}|a block docs stands inside of the block docs 'a'.|Close the outer one first.",
        "{% if x %}{% docs a %}{% enddocs %}{% endif %}|a block docs stands inside of if.|Move it to the top of the file.",
        "{% endif %}|there is no {% if %} for this {% endif %}.|Remove it, or write what it ends.",
        "{{ 'a |the string is not closed.|Close it with the same quote.",
        "{# a |the comment is not closed.|Close it with #}.",
      })
  void a_block_that_is_wrong_is_told(String source, String what, String remedy) {
    assertThatThrownBy(() -> jinja.blocks("docs.md", source, Set.of(Kind.DOCS)))
        .isInstanceOf(JinjaException.class)
        .hasMessageContaining(what)
        .hasMessageContaining(remedy);
  }
}
