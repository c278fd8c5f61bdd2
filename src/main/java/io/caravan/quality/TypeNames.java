package io.caravan.quality;

import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What people call a type: suites are written against SQL databases, pandas and Spark alike.
 *
 * @param sql the name that results show
 * @param others further names, in lower case
 */
record TypeNames(String sql, Set<String> others) {
  private static final Map<String, String> PANDAS =
      Map.of(
          "BIGINT", "int64",
          "INTEGER", "int32",
          "DOUBLE", "float64",
          "FLOAT", "float32",
          "BOOLEAN", "bool",
          "VARCHAR", "str");

  static TypeNames of(ColumnType type) {
    if (type instanceof ColumnType.Decimal decimal) {
      String arguments = "(" + decimal.precision() + ", " + decimal.scale() + ")";
      return new TypeNames(
          "DECIMAL" + arguments,
          Set.of(
              "decimal",
              "numeric",
              "decimaltype",
              "number",
              "numeric" + arguments,
              "decimal" + arguments.replace(" ", ""),
              "numeric" + arguments.replace(" ", "")));
    } else if (type instanceof ColumnType.ListOf) {
      return new TypeNames("ARRAY", Set.of("list", "arraytype", "object"));
    } else if (type instanceof ColumnType.Struct) {
      return new TypeNames("STRUCT", Set.of("structtype", "row", "object", "dict"));
    } else if (type instanceof ColumnType.MapOf) {
      return new TypeNames("MAP", Set.of("maptype", "object", "dict"));
    }
    return switch ((Simple) type) {
      case BOOLEAN -> new TypeNames("BOOLEAN", Set.of("bool", "bool_", "booleantype", "boolean"));
      case INT ->
          new TypeNames(
              "INTEGER", Set.of("int", "int32", "int4", "integertype", "inttype", "integer"));
      case LONG ->
          new TypeNames(
              "BIGINT",
              Set.of(
                  "long", "int", "int64", "int8", "longtype", "biginteger", "integer", "bigint"));
      case FLOAT ->
          new TypeNames("FLOAT", Set.of("float32", "float4", "real", "floattype", "float"));
      case DOUBLE ->
          new TypeNames(
              "DOUBLE",
              Set.of(
                  "float",
                  "float64",
                  "float8",
                  "float_",
                  "double precision",
                  "double_precision",
                  "doubletype"));
      case DATE -> new TypeNames("DATE", Set.of("datetype"));
      case TIME -> new TypeNames("TIME", Set.of("time without time zone"));
      case TIMESTAMP ->
          new TypeNames(
              "TIMESTAMP",
              Set.of(
                  "datetime",
                  "datetime64",
                  "datetime64[ns]",
                  "datetime64[us]",
                  "timestamp_ntz",
                  "timestampntztype",
                  "timestamp without time zone"));
      case TIMESTAMPTZ ->
          new TypeNames(
              "TIMESTAMPTZ",
              Set.of(
                  "timestamp with time zone",
                  "timestamp_tz",
                  "timestamptype",
                  "datetime64[ns, utc]",
                  "datetimetz"));
      case STRING ->
          new TypeNames(
              "VARCHAR",
              Set.of(
                  "string",
                  "str",
                  "text",
                  "stringtype",
                  "char",
                  "object",
                  "object_",
                  "character varying"));
      case UUID -> new TypeNames("UUID", Set.of("uuid"));
      case BINARY ->
          new TypeNames(
              "BINARY", Set.of("bytes", "bytea", "blob", "varbinary", "binarytype", "largebinary"));
    };
  }

  /** What pandas calls it, which names the types of files; SQL's name where it has none. */
  String pandas() {
    return PANDAS.getOrDefault(sql, sql);
  }

  boolean include(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    return lower.equals(sql.toLowerCase(Locale.ROOT)) || others.contains(lower);
  }
}
