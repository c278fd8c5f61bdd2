package io.caravan.testing;

import io.caravan.engine.Sql;
import io.caravan.model.Yaml;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** SQL for the rows of a test file: their columns' types are told from the values. */
final class RowsSql {
  private static final String DATE = "\\d{4}-\\d{2}-\\d{2}";
  private static final String TIME = DATE + "[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?";
  private final Map<String, String> types;
  private final List<List<String>> values;

  /** Column types as both databases spell them, but for these two. */
  enum Dialect {
    LAKE("varchar", "varchar"),
    POSTGRES("text", "jsonb");

    private final String text;
    private final String json;

    Dialect(String text, String json) {
      this.text = text;
      this.json = json;
    }
  }

  private RowsSql(Map<String, String> types, List<List<String>> values) {
    this.types = types;
    this.values = values;
  }

  static RowsSql of(Given.Rows rows, Dialect dialect) {
    Set<String> columns = new LinkedHashSet<>(rows.types().keySet());
    rows.rows().forEach(row -> columns.addAll(row.entries().keySet()));
    Map<String, String> types = new LinkedHashMap<>();
    for (String column : columns) {
      List<Yaml> all =
          rows.rows().stream()
              .map(row -> row.entries().get(column))
              .filter(y -> !isNull(y))
              .toList();
      types.put(
          column, rows.types().containsKey(column) ? rows.types().get(column) : type(all, dialect));
    }
    List<List<String>> values = new ArrayList<>();
    for (Yaml.Mapping row : rows.rows()) {
      List<String> texts = new ArrayList<>();
      columns.forEach(column -> texts.add(text(row.entries().get(column))));
      values.add(texts);
    }
    return new RowsSql(types, values);
  }

  Map<String, String> types() {
    return types;
  }

  /** The same with one more column, which has this value in each row, unless it is there. */
  RowsSql with(String column, String type, String value) {
    if (types.containsKey(column)) {
      return this;
    }
    Map<String, String> more = new LinkedHashMap<>(types);
    more.put(column, type);
    List<List<String>> longer = new ArrayList<>();
    for (List<String> row : values) {
      List<String> texts = new ArrayList<>(row);
      texts.add(value);
      longer.add(texts);
    }
    return new RowsSql(more, longer);
  }

  /** {@code name type, ...}. */
  String definitions() {
    return types.entrySet().stream()
        .map(e -> Sql.name(e.getKey()) + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  /** A query that gives the rows. */
  String query() {
    String nothing =
        "select %s where false"
            .formatted(cells(types.keySet().stream().map(c -> (String) null).toList()));
    List<String> selects = new ArrayList<>(List.of(nothing));
    values.forEach(row -> selects.add("select " + cells(row)));
    return String.join(" union all ", selects);
  }

  private String cells(List<String> row) {
    List<String> cells = new ArrayList<>();
    int i = 0;
    for (Map.Entry<String, String> column : types.entrySet()) {
      String text = row.get(i++);
      cells.add(
          "cast(%s as %s) as %s"
              .formatted(
                  text == null ? "null" : Sql.text(text),
                  column.getValue(),
                  Sql.name(column.getKey())));
    }
    return String.join(", ", cells);
  }

  private static boolean isNull(Yaml yaml) {
    return yaml == null || yaml instanceof Yaml.Scalar scalar && scalar.value() == null;
  }

  private static String text(Yaml yaml) {
    if (isNull(yaml)) {
      return null;
    }
    return yaml instanceof Yaml.Scalar scalar
        ? scalar.value() instanceof Number
            ? scalar.text().replace("_", "")
            : scalar.value().toString()
        : Values.text(Values.plain(yaml));
  }

  private static String type(List<Yaml> all, Dialect dialect) {
    if (all.isEmpty()) {
      return dialect.text;
    }
    if (all.stream().noneMatch(y -> y instanceof Yaml.Scalar)) {
      return dialect.json;
    }
    if (all.stream().allMatch(RowsSql::isWhole)) {
      return "bigint";
    }
    if (all.stream().allMatch(RowsSql::isNumber)) {
      int scale =
          all.stream().mapToInt(y -> Math.max(0, new BigDecimal(text(y)).scale())).max().orElse(0);
      return "decimal(%d, %d)".formatted(Math.max(18, scale + 9), scale);
    }
    if (all.stream().allMatch(y -> y instanceof Yaml.Scalar s && s.value() instanceof Boolean)) {
      return "boolean";
    }
    if (all.stream().allMatch(y -> isText(y, TIME + "(Z|[+-]\\d{2}(:?\\d{2})?)"))) {
      return "timestamptz";
    }
    if (all.stream().allMatch(y -> isText(y, TIME))) {
      return "timestamp";
    }
    return all.stream().allMatch(y -> isText(y, DATE)) ? "date" : dialect.text;
  }

  private static boolean isWhole(Yaml yaml) {
    return yaml instanceof Yaml.Scalar scalar
        && (scalar.value() instanceof Long || scalar.value() instanceof BigInteger);
  }

  private static boolean isNumber(Yaml yaml) {
    return yaml instanceof Yaml.Scalar scalar && scalar.value() instanceof Number;
  }

  private static boolean isText(Yaml yaml, String pattern) {
    return yaml instanceof Yaml.Scalar scalar
        && scalar.value() instanceof String text
        && text.matches(pattern);
  }
}
