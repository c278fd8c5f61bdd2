package io.caravan.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.engine.DuckDbEngine;
import io.caravan.engine.EngineSettings;
import io.caravan.engine.SqlSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegexTest {
  private DuckDbEngine engine;
  private SqlSession session;

  @BeforeAll
  void open(@TempDir Path folder) {
    engine = new DuckDbEngine(EngineSettings.usual(folder), null);
    session = engine.session();
  }

  @AfterAll
  void close() {
    session.close();
    engine.close();
  }

  static Stream<Map<String, Object>> patterns() {
    return PeopleTable.<List<Map<String, Object>>>cast(PeopleTable.yaml("patterns.yaml")).stream();
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void a_python_pattern_means_the_same_to_the_engine_and_to_java_or_is_refused(
      Map<String, Object> one) {
    String python = (String) one.get("pattern");
    if (one.containsKey("wrong")) {
      assertThatThrownBy(() -> Regex.of(python))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage((String) one.get("wrong"));
      return;
    }
    Regex regex = Regex.of(python);
    assertThat(regex.re2()).isEqualTo(one.get("re2"));
    PeopleTable.<List<String>>cast(one.get("found"))
        .forEach(text -> assertFound(regex, text, true));
    PeopleTable.<List<String>>cast(one.get("lost"))
        .forEach(text -> assertFound(regex, text, false));
  }

  private void assertFound(Regex regex, String text, boolean found) {
    Object engine =
        session
            .query("SELECT regexp_matches(" + Sql.text(text) + ", " + Sql.text(regex.re2()) + ")")
            .rows()
            .get(0)
            .get(0);
    assertThat(engine).as("engine: '%s' in '%s'", regex.python(), text).isEqualTo(found);
    assertThat(regex.java().matcher(text).find())
        .as("Java: '%s' in '%s'", regex.python(), text)
        .isEqualTo(found);
  }
}
