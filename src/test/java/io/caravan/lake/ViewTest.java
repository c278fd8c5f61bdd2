package io.caravan.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.DatasetName;
import io.caravan.record.ProjectException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ViewTest extends TableCase {
  private static final DatasetName ACTIVE = DatasetName.parse("gold.active_users");

  @Test
  void a_view_is_kept_as_it_was_written_and_can_be_replaced() {
    lake.createView(ACTIVE, "select * from silver.users", COLUMNS);
    assertThat(lake.viewSql(ACTIVE)).contains("select * from silver.users");
    lake.createView(ACTIVE, "select id from silver.users", COLUMNS);

    assertThat(lake.viewSql(ACTIVE)).contains("select id from silver.users");
    assertThat(lake.views()).containsExactly(ACTIVE);
    assertThat(lake.tables()).containsExactly(USERS);
  }

  @Test
  void a_dropped_view_is_gone() {
    lake.createView(ACTIVE, "select 1 as id, 'x' as name", COLUMNS);
    lake.dropView(ACTIVE);
    lake.dropView(ACTIVE);

    assertThat(lake.viewSql(ACTIVE)).isEmpty();
    assertThat(lake.views()).isEmpty();
  }

  @Test
  void a_table_and_a_view_cannot_have_one_name() {
    lake.createView(ACTIVE, "select 1 as id, 'x' as name", COLUMNS);

    assertThatThrownBy(() -> lake.create(ACTIVE, COLUMNS, TableLayout.PLAIN))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("Cannot create table 'gold.active_users': a view has that name");
    assertThatThrownBy(() -> lake.createView(USERS, "select 1", COLUMNS))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("Cannot create view 'silver.users': a table has that name");
  }

  @Test
  void a_dropped_table_can_be_made_again_with_other_columns() {
    append("a.parquet", 1);
    lake.drop(USERS);
    lake.drop(USERS);
    assertThat(lake.find(USERS)).isEmpty();

    users = lake.create(USERS, COLUMNS, TableLayout.PLAIN);
    assertThat(rows()).isEmpty();
    append("a.parquet", 2);
    assertThat(rows()).containsExactly("2|user 2");
  }

  @Test
  void properties_are_kept_and_the_lakes_own_are_not_shown() {
    users.setProperties(Map.of("owner", "data team"));
    users.setProperties(Map.of("grants.select", "reporting"));

    assertThat(users.properties())
        .containsEntry("owner", "data team")
        .containsEntry("grants.select", "reporting");
    assertThat(users.properties().keySet()).noneMatch(key -> key.startsWith("caravan."));
    assertThatThrownBy(() -> users.setProperties(Map.of("caravan.by-name", "true")))
        .hasMessageContaining("the lake keeps it itself");
  }
}
