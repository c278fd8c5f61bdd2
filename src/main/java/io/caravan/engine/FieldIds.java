package io.caravan.engine;

import io.caravan.lake.Scan;
import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The ids of fields as COPY takes them: {@code {"id": 1, "tags": {__duckdb_field_id: 2, "element":
 * 7}}}.
 */
final class FieldIds {
  private FieldIds() {}

  static String of(List<Scan.Field> fields) {
    return fields.stream()
        .map(f -> Sql.name(f.name()) + ": " + ids(f.id(), f.type(), "", f.nested()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String ids(Integer id, ColumnType type, String path, Map<String, Integer> nested) {
    List<Column> parts = parts(type);
    if (parts.stream().noneMatch(p -> nested.containsKey(path + p.name()))) {
      return id.toString();
    }
    return parts.stream()
        .filter(p -> nested.containsKey(path + p.name()))
        .map(
            p ->
                Sql.name(p.name())
                    + ": "
                    + ids(nested.get(path + p.name()), p.type(), path + p.name() + ".", nested))
        .collect(Collectors.joining(", ", "{__duckdb_field_id: " + id + ", ", "}"));
  }

  private static List<Column> parts(ColumnType type) {
    if (type instanceof ColumnType.Struct struct) {
      return struct.fields();
    }
    if (type instanceof ColumnType.ListOf list) {
      return List.of(Column.optional("element", list.element()));
    }
    if (type instanceof ColumnType.MapOf map) {
      return List.of(Column.required("key", map.key()), Column.optional("value", map.value()));
    }
    return List.of();
  }
}
