package io.caravan.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a database that only knows lists of keys; PostgreSQL is in the routes' tests. */
class DatabaseReferenceTest {
  private static final UUID FIRST = UUID.fromString("6f9619ff-8b86-d011-b42d-00c04fc964ff");
  private JdbcConnectionPool pool;

  @BeforeEach
  void open() throws SQLException {
    pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
    sql(
        "create table \"users\" (\"id\" bigint, \"code\" varchar(20), \"price\" decimal(10, 2), \"uid\" uuid, \"fixed\" char(4), \"name\" varchar(20))",
        "insert into \"users\" select x, 'C' || x, x + 0.5, null, 'f', 'user ' || x from system_range(1, 2000)",
        "update \"users\" set \"uid\" = '" + FIRST + "' where \"id\" = 1",
        "set query_statistics true");
  }

  @AfterEach
  void close() {
    pool.dispose();
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection = pool.getConnection();
        var statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private Reference by(String key) {
    return new DatabaseReference(
        "app", pool, new Choice("users", key, List.of("name"), Place.file("routes/a.camel.yaml")));
  }

  private long queries() throws SQLException {
    try (Connection connection = pool.getConnection();
        var statement = connection.createStatement();
        var counted =
            statement.executeQuery(
                "select coalesce(sum(execution_count), 0) from information_schema.query_statistics where sql_statement like 'select \"%'")) {
      counted.next();
      return counted.getLong(1);
    }
  }

  @Test
  void many_keys_are_asked_for_by_few_queries_and_those_without_a_row_are_left_out()
      throws SQLException {
    Reference users = by("id");
    List<Object> some = LongStream.rangeClosed(1, 500).<Object>mapToObj(i -> i).toList();
    assertThat(users.find(some)).hasSize(500).containsEntry(7L, List.of("user 7"));
    assertThat(queries()).isEqualTo(1);
    List<Object> more = LongStream.rangeClosed(1501, 2700).<Object>mapToObj(i -> i).toList();
    assertThat(users.find(more)).hasSize(500).containsKey(2000L).doesNotContainKey(2001L);
    assertThat(queries()).isEqualTo(4);
  }

  @Test
  void every_kind_of_key_finds_its_row() {
    assertThat(by("code").find(List.of("C7", "c7", "x' or '1' = '1")))
        .containsOnlyKeys("C7")
        .containsValue(List.of("user 7"));
    assertThat(by("uid").find(List.of(FIRST, UUID.randomUUID()))).containsOnlyKeys(FIRST);
    assertThat(by("price").find(List.of(new BigDecimal("7.5"))))
        .containsOnlyKeys(new BigDecimal("7.5"));
  }

  @Test
  void texts_of_fixed_length_are_no_keys_because_others_would_equal_them() {
    assertThatThrownBy(() -> by("fixed").keyKind())
        .isInstanceOf(ProjectException.class)
        .hasMessage(
            "routes/a.camel.yaml: Cannot look up in app.users by 'fixed': it is CHARACTER.\n"
                + "  Name a unique column that is a whole number, a decimal, a text or a uuid.");
  }
}
