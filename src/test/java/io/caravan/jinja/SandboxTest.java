package io.caravan.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.jinja.value.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxTest {
  private final Jinja jinja = Jinja.dbt().build();
  private final Map<String, Object> context =
      Map.of(
          "text",
          "abc",
          "list",
          new ArrayList<>(List.of(1)),
          "map",
          Map.of("a", 1),
          "return",
          Return.function(),
          "opaque",
          new Opaque());

  /** An object of the host that says nothing about itself. */
  private static final class Opaque {
    public final String secret = "leaked";

    @SuppressWarnings("unused") // reachable by reflection only, which there is none of
    public String getSecret() {
      return secret;
    }

    @Override
    public String toString() {
      return "opaque";
    }
  }

  private String render(String template) {
    return jinja.parse("attack", template).render(context);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ text.getClass() }}",
        "{{ text.getClass().forName('java.lang.Runtime') }}",
        "{{ text.class.classLoader.x }}",
        "{{ list.getClass() }}",
        "{{ list.stream() }}",
        "{{ map.entrySet() }}",
        "{{ map.getClass() }}",
        "{{ opaque.getSecret() }}",
        "{{ opaque.secret.x }}",
        "{{ opaque['getClass']() }}",
        "{{ text.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ return.getClass() }}",
        "{{ range.call(1) }}",
        "{{ namespace().set('a', 1) }}",
        "{{ (text|attr('__class__')).x }}",
        "{{ (text|attr('getClass'))() }}",
        "{{ list|map('getClass')|list }}",
        "{{ [text]|map(attribute='getClass')|first()() }}",
        "{{ loop.frame }}{{ loop() }}",
        "{{ self.frame() }}",
      })
  void nothing_of_java_or_of_python_s_insides_is_reached(String template) {
    assertThatThrownBy(() -> render(template))
        .isInstanceOf(JinjaException.class)
        .hasMessageContaining("attack(1,")
        .hasMessageNotContaining("leaked");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ text.__class__ }}",
        "{{ opaque.secret }}",
        "{{ '{0.__class__}'.format(text) }}",
        "{{ '{0.getClass}'.format(text) }}",
        "{{ '{0.secret}'.format(opaque) }}",
        "{{ return.__globals__ }}",
        "{{ text|attr('__class__') }}"
      })
  void what_is_hidden_prints_as_nothing(String template) {
    assertThat(render(template)).isEmpty();
  }

  @Test
  void data_is_never_a_template() {
    assertThat(jinja.parse("t", "{{ v }}{{ v|upper }}").render(Map.of("v", "{{ 1 + 1 }}")))
        .isEqualTo("{{ 1 + 1 }}{{ 1 + 1 }}");
  }

  @Test
  void an_object_of_the_host_prints_and_nothing_else() {
    assertThat(render("{{ opaque }}")).isEqualTo("opaque");
  }

  @Test
  void a_read_only_container_of_the_host_is_not_changed() {
    assertThatThrownBy(() -> render("{% do map.update(b=2) %}"))
        .isInstanceOfSatisfying(
            JinjaException.class, e -> assertThat(e.kind()).isEqualTo(Fault.Kind.TYPE))
        .hasMessageContaining("read-only: copy it");
  }

  @Test
  void random_text_is_refused() {
    assertThatThrownBy(() -> render("{{ lipsum() }}")).hasMessageContaining("lipsum() is refused");
  }
}
