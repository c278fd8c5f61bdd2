package io.caravan.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.Position;
import io.caravan.record.WorldException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database does what it is told, or does not, and the connection breaks before it answers. */
class LostAnswerTest extends TableCase {
  private final BreakingDriver driver = new BreakingDriver();

  @Override
  LakeSettings adjusted(LakeSettings usual) {
    LakeSettings.Catalog catalog = usual.catalog();
    return new LakeSettings(
        usual.warehouse(),
        new LakeSettings.Catalog(
            BreakingDriver.PREFIX + catalog.uri() + flags(catalog.uri()),
            catalog.user(),
            catalog.password()),
        usual.store(),
        usual.cache(),
        usual.upkeep(),
        usual.dialect());
  }

  private static String flags(String uri) {
    return uri.startsWith("jdbc:h2:")
        ? ";DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
        : "";
  }

  @BeforeEach
  @Override
  void open(Parts parts) {
    register();
    super.open(parts);
  }

  private void register() {
    try {
      DriverManager.registerDriver(driver);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void unregister() throws SQLException {
    DriverManager.deregisterDriver(driver);
  }

  @Test
  void a_commit_whose_answer_is_lost_is_found_and_not_done_twice() {
    StagedFile file = file("a.parquet", 1);
    driver.breakAfterUpdates(1);
    Snapshot snapshot =
        users.change(MAIN).add(List.of(file)).covering(range("p", null, "1")).commit();

    assertThat(users.history()).extracting(Snapshot::id).containsExactly(snapshot.id());
    assertThat(rows()).containsExactly("1|user 1");
    assertThat(users.position()).isEqualTo(Position.of("p", "1"));
    assertThat(driver.broken()).isEqualTo(1);
  }

  @Test
  void a_commit_whose_answers_are_lost_again_and_again_is_found_too() {
    StagedFile file = file("a.parquet", 1);
    driver.breakAfterUpdates(2);
    users.change(MAIN).add(List.of(file)).covering(range("p", null, "1")).commit();

    assertThat(rows()).containsExactly("1|user 1");
    assertThat(users.history()).hasSize(1);
  }

  @Test
  void a_commit_that_never_reached_the_database_is_retried() {
    StagedFile file = file("a.parquet", 1);
    driver.breakBeforeUpdates(3);
    users.change(MAIN).add(List.of(file)).covering(range("p", null, "1")).commit();

    assertThat(rows()).containsExactly("1|user 1");
    assertThat(users.history()).hasSize(1);
  }

  @Test
  void a_database_that_stays_away_is_reported_and_the_table_is_as_it_was() {
    append("a.parquet", 1);
    StagedFile file = file("b.parquet", 2);
    driver.breakBeforeUpdates(100);
    assertThatThrownBy(
            () -> users.change(MAIN).add(List.of(file)).covering(range("p", null, "1")).commit())
        .isInstanceOf(WorldException.class)
        .hasMessageContaining("Cannot commit to main of silver.users")
        .hasMessageContaining("retry from its position");
    driver.breakBeforeUpdates(0);

    assertThat(rows()).containsExactly("1|user 1");
    users.change(MAIN).add(List.of(file)).covering(range("p", null, "1")).commit();
    assertThat(rows()).containsExactly("1|user 1", "2|user 2");
  }

  @Test
  void publishing_whose_answer_is_lost_has_happened() {
    append("a.parquet", 1);
    users.branch("run");
    users.change("run").add(List.of(file("b.parquet", 2))).commit();
    driver.breakAfterUpdates(1);
    users.publish("run");

    assertThat(rows()).containsExactly("1|user 1", "2|user 2");
  }
}
