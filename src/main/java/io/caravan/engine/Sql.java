package io.caravan.engine;

import io.caravan.record.ColumnType;
import io.caravan.record.DatasetName;
import java.util.Collection;
import java.util.stream.Collectors;

/** SQL text of names, values and types: whatever they hold, they cannot leave their quotes. */
public final class Sql {
  private Sql() {}

  public static String name(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  public static String name(DatasetName name) {
    return name(name.namespace()) + "." + name(name.table());
  }

  public static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  static String texts(Collection<String> values) {
    return values.stream().map(Sql::text).collect(Collectors.joining(", ", "[", "]"));
  }

  static String cast(String expression, ColumnType type) {
    return "CAST(" + expression + " AS " + type(type) + ")";
  }

  /** The type's name in DuckDB. */
  public static String type(ColumnType type) {
    if (type instanceof ColumnType.Decimal d) {
      return "DECIMAL(" + d.precision() + ", " + d.scale() + ")";
    }
    if (type instanceof ColumnType.ListOf list) {
      return type(list.element()) + "[]";
    }
    if (type instanceof ColumnType.MapOf map) {
      return "MAP(" + type(map.key()) + ", " + type(map.value()) + ")";
    }
    if (type instanceof ColumnType.Struct struct) {
      return struct.fields().stream()
          .map(f -> name(f.name()) + " " + type(f.type()))
          .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }
    return switch ((ColumnType.Simple) type) {
      case BOOLEAN -> "BOOLEAN";
      case INT -> "INTEGER";
      case LONG -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case DATE -> "DATE";
      case TIME -> "TIME";
      case TIMESTAMP -> "TIMESTAMP";
      case TIMESTAMPTZ -> "TIMESTAMP WITH TIME ZONE";
      case STRING -> "VARCHAR";
      case UUID -> "UUID";
      case BINARY -> "BLOB";
    };
  }
}
