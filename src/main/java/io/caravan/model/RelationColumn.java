package io.caravan.model;

import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Undefined;
import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** A column as a template sees it. */
record RelationColumn(Column column) implements HostObject {
  private static final Set<ColumnType> INTEGERS =
      Set.of(ColumnType.Simple.INT, ColumnType.Simple.LONG);
  private static final Set<ColumnType> FLOATS =
      Set.of(ColumnType.Simple.FLOAT, ColumnType.Simple.DOUBLE);

  @Override
  public Object attribute(String name) {
    return switch (name) {
      case "name", "column" -> column.name();
      case "quoted" -> Relation.quote(column.name());
      case "dtype", "data_type" -> sql(column.type());
      case "string_size" -> (Callable) arguments -> 256L;
      case "char_size" -> null;
      case "numeric_precision" ->
          column.type() instanceof ColumnType.Decimal d ? (long) d.precision() : null;
      case "numeric_scale" ->
          column.type() instanceof ColumnType.Decimal d ? (long) d.scale() : null;
      case "can_expand_to" -> answer(false);
      case "expanded_data_type" -> sql(column.type());
      case "literal" ->
          (Callable) arguments -> arguments.text(0, "value") + "::" + sql(column.type());
      case "string_type" ->
          (Callable) arguments -> "character varying(" + arguments.text(0, "size") + ")";
      case "is_string" -> answer(column.type() == ColumnType.Simple.STRING);
      case "is_integer" -> answer(INTEGERS.contains(column.type()));
      case "is_float" -> answer(FLOATS.contains(column.type()));
      case "is_numeric" -> answer(column.type() instanceof ColumnType.Decimal);
      case "is_number" ->
          answer(
              column.type() instanceof ColumnType.Decimal
                  || INTEGERS.contains(column.type())
                  || FLOATS.contains(column.type()));
      default -> Undefined.MISSING;
    };
  }

  private static Callable answer(boolean value) {
    return arguments -> value;
  }

  /** The type as SQL casts to it. */
  static String sql(ColumnType type) {
    if (type instanceof ColumnType.Decimal decimal) {
      return "DECIMAL(" + decimal.precision() + "," + decimal.scale() + ")";
    }
    if (type instanceof ColumnType.ListOf list) {
      return sql(list.element()) + "[]";
    }
    if (type instanceof ColumnType.MapOf map) {
      return "MAP(" + sql(map.key()) + ", " + sql(map.value()) + ")";
    }
    if (type instanceof ColumnType.Struct struct) {
      return "STRUCT("
          + String.join(
              ", ",
              struct.fields().stream()
                  .map(f -> Relation.quote(f.name()) + " " + sql(f.type()))
                  .toList())
          + ")";
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

  @Override
  public Collection<String> attributes() {
    return List.of(
        "name",
        "column",
        "quoted",
        "dtype",
        "data_type",
        "is_string",
        "is_integer",
        "is_float",
        "is_numeric",
        "is_number");
  }

  @Override
  public String print() {
    return "<Column " + column.name() + " (" + sql(column.type()) + ")>";
  }

  @Override
  public String typeName() {
    return "Column";
  }
}
