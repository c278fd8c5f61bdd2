package io.caravan.quality;

import io.caravan.engine.SqlSession;
import io.caravan.record.DatasetName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The table of the case tables, bound in a session as {@code test.people}, and the case tables
 * themselves.
 */
final class PeopleTable {
  static final DatasetName NAME = DatasetName.parse("test.people");
  private static final Map<String, String> SQL_TYPES =
      Map.of("long", "BIGINT", "int", "INTEGER", "string", "VARCHAR");

  private PeopleTable() {}

  static void bind(SqlSession session) {
    Map<String, Object> table = cast(yaml("people.yaml"));
    Map<String, String> columns = cast(table.get("columns"));
    List<List<Object>> rows = cast(table.get("rows"));
    List<String> types = columns.values().stream().map(t -> SQL_TYPES.getOrDefault(t, t)).toList();
    String values = rows.stream().map(r -> row(r, types)).collect(Collectors.joining(", "));
    String names = columns.keySet().stream().map(Sql::name).collect(Collectors.joining(", "));
    session.bindView(NAME, "SELECT * FROM (VALUES " + values + ") AS v (" + names + ")");
    session.bindView(
        DatasetName.parse("test.others"), "SELECT * FROM (VALUES (1), (2), (3)) AS v (id)");
  }

  private static String row(List<Object> values, List<String> types) {
    StringBuilder sql = new StringBuilder("(");
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      sql.append(i == 0 ? "" : ", ")
          .append(value == null ? "NULL" : Sql.text(value.toString()))
          .append("::")
          .append(types.get(i));
    }
    return sql.append(")").toString();
  }

  static Object yaml(String file) {
    return new Load(LoadSettings.builder().build()).loadFromString(text(file));
  }

  static String text(String file) {
    try (var in = PeopleTable.class.getResourceAsStream("/spec/quality/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  static <T> T cast(Object value) {
    return (T) value;
  }
}
