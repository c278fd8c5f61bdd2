package io.caravan.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.engine.DuckDbEngine;
import io.caravan.engine.EngineSettings;
import io.caravan.engine.SqlSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowConditionTest {
  private DuckDbEngine engine;
  private SqlSession session;

  @BeforeAll
  void bind(@TempDir Path folder) {
    engine = new DuckDbEngine(EngineSettings.usual(folder), null);
    session = engine.session();
    PeopleTable.bind(session);
  }

  @AfterAll
  void close() {
    session.close();
    engine.close();
  }

  static Stream<Map<String, Object>> conditions() {
    return PeopleTable.<List<Map<String, Object>>>cast(PeopleTable.yaml("row_conditions.yaml"))
        .stream();
  }

  @ParameterizedTest
  @MethodSource("conditions")
  void a_condition_becomes_sql_without_a_word_of_its_text_and_means_the_same_in_java(
      Map<String, Object> one) {
    String text = (String) one.get("text");
    if (one.containsKey("refused")) {
      assertThatThrownBy(() -> new ConditionParser(text).read())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage((String) one.get("refused"));
      return;
    }
    Condition condition = new ConditionParser(text).read();
    Target target =
        new Target(
            PeopleTable.NAME,
            session.describe("SELECT * FROM test.people"),
            Optional.empty(),
            false);
    if (one.containsKey("wrong")) {
      assertThatThrownBy(() -> condition.sql(target))
          .isInstanceOf(CannotCheck.class)
          .hasMessage((String) one.get("wrong"));
      return;
    }
    if (!one.get("sql").equals("x")) {
      assertThat(condition.sql(target)).isEqualTo(one.get("sql"));
    }
    SqlSession.Result all = session.query("SELECT * FROM test.people");
    assertThat(
            session
                .query("SELECT count(*) FROM test.people WHERE " + condition.sql(target))
                .rows()
                .get(0)
                .get(0))
        .isEqualTo(((Integer) one.get("rows")).longValue());
    Slots slots = new Slots();
    RowTest test = condition.over(slots);
    List<Integer> places = slots.columns().stream().map(all.columns().names()::indexOf).toList();
    assertThat(all.rows().stream().map(r -> places.stream().map(r::get).toArray()))
        .filteredOn(row -> test.of(row) == RowTest.Answer.YES)
        .hasSize((Integer) one.get("rows"));
  }
}
