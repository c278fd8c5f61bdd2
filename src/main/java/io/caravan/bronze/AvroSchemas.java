package io.caravan.bronze;

import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.Columns;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/**
 * Avro's words for the lake's types, chosen so that Parquet gets the types that Iceberg expects.
 */
final class AvroSchemas {
  private AvroSchemas() {}

  static Schema record(String name, Columns columns) {
    NameValidator before = Schema.getNameValidator();
    // Databases allow names that Avro's own rules refuse (blanks, hyphens); Parquet and Iceberg
    // take them as they are.
    Schema.setNameValidator(NameValidator.NO_VALIDATION);
    try {
      List<Schema.Field> fields = columns.list().stream().map(AvroSchemas::field).toList();
      return Schema.createRecord(name, null, null, false, fields);
    } finally {
      Schema.setNameValidator(before);
    }
  }

  private static Schema.Field field(Column column) {
    Schema type = of(column.type(), column.name());
    return column.required()
        ? new Schema.Field(column.name(), type, null)
        : new Schema.Field(column.name(), nullable(type), null, Schema.Field.NULL_DEFAULT_VALUE);
  }

  private static Schema nullable(Schema type) {
    return Schema.createUnion(Schema.create(Schema.Type.NULL), type);
  }

  /**
   * @param owner name of the column, for the types that Avro wants named
   */
  static Schema of(ColumnType type, String owner) {
    if (type instanceof Simple simple) {
      return simple(simple);
    }
    if (type instanceof ColumnType.Decimal decimal) {
      Schema fixed =
          Schema.createFixed(
              "decimal_%d_%d".formatted(decimal.precision(), decimal.scale()),
              null,
              null,
              DecimalCodec.size(decimal.precision()));
      return LogicalTypes.decimal(decimal.precision(), decimal.scale()).addToSchema(fixed);
    }
    if (type instanceof ColumnType.ListOf list) {
      return Schema.createArray(nullable(of(list.element(), owner)));
    }
    throw new IllegalArgumentException(
        "Cannot write column '%s' of type %s to bronze: nested records and maps are kept as JSON text there."
            .formatted(owner, type));
  }

  private static Schema simple(Simple type) {
    return switch (type) {
      case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
      case INT -> Schema.create(Schema.Type.INT);
      case LONG -> Schema.create(Schema.Type.LONG);
      case FLOAT -> Schema.create(Schema.Type.FLOAT);
      case DOUBLE -> Schema.create(Schema.Type.DOUBLE);
      case DATE -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
      case TIME -> LogicalTypes.timeMicros().addToSchema(Schema.create(Schema.Type.LONG));
      case TIMESTAMP ->
          LogicalTypes.localTimestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
      case TIMESTAMPTZ ->
          LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
      case STRING -> Schema.create(Schema.Type.STRING);
      case UUID -> LogicalTypes.uuid().addToSchema(Schema.createFixed("uuid", null, null, 16));
      case BINARY -> Schema.create(Schema.Type.BYTES);
    };
  }
}
