package io.caravan.lake;

import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.record.Position;
import io.caravan.record.PositionRange;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A table of users in a new lake, on the embedded parts and on those of production. */
@ParameterizedClass
@EnumSource(Parts.Kind.class)
@ExtendWith(PartsExtension.class)
abstract class TableCase {
  static final DatasetName USERS = DatasetName.parse("silver.users");
  static final Columns COLUMNS =
      Columns.of(
          Column.required("id", ColumnType.Simple.LONG),
          Column.optional("name", ColumnType.Simple.STRING));
  static final String MAIN = LakeTable.MAIN;

  @Parameter Parts.Kind kind;
  Lake lake;
  LakeSettings settings;
  LakeTable users;

  @BeforeEach
  void open(Parts parts) {
    settings = adjusted(parts.settings(kind));
    lake = Lake.open(settings, clock());
    users = lake.create(USERS, COLUMNS, layout());
  }

  @AfterEach
  void close() {
    lake.close();
  }

  LakeSettings adjusted(LakeSettings usual) {
    return usual;
  }

  Clock clock() {
    return Clock.systemUTC();
  }

  TableLayout layout() {
    return TableLayout.PLAIN;
  }

  /** A file of users with these ids, in the store. */
  StagedFile file(String key, int... ids) {
    List<List<Object>> rows = new ArrayList<>();
    for (int id : ids) {
      rows.add(List.of((long) id, "user " + id));
    }
    return Rows.stage(lake, users, key, users.scan(MAIN).fields(), rows);
  }

  Snapshot append(String key, int... ids) {
    return users.change(MAIN).add(List.of(file(key, ids))).commit();
  }

  List<String> rows() {
    return rows(MAIN);
  }

  List<String> rows(String branch) {
    return Rows.read(lake, users.scan(branch));
  }

  static PositionRange range(String part, String from, String until) {
    return new PositionRange(
        from == null ? Position.NONE : Position.of(part, from), Position.of(part, until));
  }
}
