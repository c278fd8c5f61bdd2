package io.caravan.lake;

import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.Columns;
import io.caravan.record.WorldException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Our columns as Iceberg's fields, and back. */
final class FieldTypes {
  private FieldTypes() {}

  static Types.NestedField field(Column column, IntSupplier ids) {
    return field(ids.getAsInt(), column, type(column.type(), ids));
  }

  static Types.NestedField field(int id, Column column, Type type) {
    Types.NestedField.Builder named =
        column.required()
            ? Types.NestedField.required(column.name())
            : Types.NestedField.optional(column.name());
    return named
        .withId(id)
        .ofType(type)
        .withDoc(column.doc().isEmpty() ? null : column.doc())
        .build();
  }

  static Type type(ColumnType type, IntSupplier ids) {
    if (type instanceof ColumnType.Simple simple) {
      return simple(simple);
    } else if (type instanceof ColumnType.Decimal decimal) {
      return Types.DecimalType.of(decimal.precision(), decimal.scale());
    } else if (type instanceof ColumnType.ListOf list) {
      return Types.ListType.ofOptional(ids.getAsInt(), type(list.element(), ids));
    } else if (type instanceof ColumnType.MapOf map) {
      return Types.MapType.ofOptional(
          ids.getAsInt(), ids.getAsInt(), type(map.key(), ids), type(map.value(), ids));
    } else if (type instanceof ColumnType.Struct struct) {
      List<Types.NestedField> fields = new ArrayList<>();
      struct.fields().forEach(column -> fields.add(field(column, ids)));
      return Types.StructType.of(fields);
    }
    throw new IllegalStateException("Unknown column type " + type);
  }

  private static Type simple(ColumnType.Simple type) {
    return switch (type) {
      case BOOLEAN -> Types.BooleanType.get();
      case INT -> Types.IntegerType.get();
      case LONG -> Types.LongType.get();
      case FLOAT -> Types.FloatType.get();
      case DOUBLE -> Types.DoubleType.get();
      case DATE -> Types.DateType.get();
      case TIME -> Types.TimeType.get();
      case TIMESTAMP -> Types.TimestampType.withoutZone();
      case TIMESTAMPTZ -> Types.TimestampType.withZone();
      case STRING -> Types.StringType.get();
      case UUID -> Types.UUIDType.get();
      case BINARY -> Types.BinaryType.get();
    };
  }

  static Columns columns(Schema schema) {
    return new Columns(schema.columns().stream().map(FieldTypes::column).toList());
  }

  private static Column column(Types.NestedField field) {
    return new Column(
        field.name(),
        columnType(field.name(), field.type()),
        field.isRequired(),
        field.doc() == null ? "" : field.doc());
  }

  static List<Scan.Field> fields(Schema schema) {
    return schema.columns().stream()
        .map(
            field -> {
              Column column = column(field);
              Map<String, Integer> nested = new TreeMap<>();
              nestedIds(field.type(), "", nested);
              return new Scan.Field(
                  field.fieldId(),
                  column.name(),
                  column.type(),
                  column.required(),
                  column.doc(),
                  nested);
            })
        .toList();
  }

  private static void nestedIds(Type type, String path, Map<String, Integer> ids) {
    if (type.isNestedType()) {
      for (Types.NestedField field : type.asNestedType().fields()) {
        ids.put(path + field.name(), field.fieldId());
        nestedIds(field.type(), path + field.name() + ".", ids);
      }
    }
  }

  static ColumnType columnType(String name, Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> ColumnType.Simple.BOOLEAN;
      case INTEGER -> ColumnType.Simple.INT;
      case LONG -> ColumnType.Simple.LONG;
      case FLOAT -> ColumnType.Simple.FLOAT;
      case DOUBLE -> ColumnType.Simple.DOUBLE;
      case DATE -> ColumnType.Simple.DATE;
      case TIME -> ColumnType.Simple.TIME;
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? ColumnType.Simple.TIMESTAMPTZ
              : ColumnType.Simple.TIMESTAMP;
      case STRING -> ColumnType.Simple.STRING;
      case UUID -> ColumnType.Simple.UUID;
      case FIXED, BINARY -> ColumnType.Simple.BINARY;
      case DECIMAL ->
          new ColumnType.Decimal(
              ((Types.DecimalType) type).precision(), ((Types.DecimalType) type).scale());
      case LIST ->
          new ColumnType.ListOf(columnType(name + ".element", type.asListType().elementType()));
      case MAP ->
          new ColumnType.MapOf(
              columnType(name + ".key", type.asMapType().keyType()),
              columnType(name + ".value", type.asMapType().valueType()));
      case STRUCT ->
          new ColumnType.Struct(
              type.asStructType().fields().stream().map(FieldTypes::column).toList());
      default ->
          throw new WorldException(
              "Cannot read column '%s': its type %s, written by another engine, is none of the lake's."
                  .formatted(name, type));
    };
  }
}
