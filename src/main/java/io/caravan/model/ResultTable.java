package io.caravan.model;

import io.caravan.engine.SqlSession;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Tuple;
import io.caravan.jinja.value.Undefined;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code run_query} gives: columns and rows, by number and by name. */
record ResultTable(List<String> names, List<List<Object>> rows)
    implements HostObject, Iterable<Object> {
  static ResultTable of(SqlSession.Result result) {
    List<List<Object>> rows = new ArrayList<>();
    for (List<Object> row : result.rows()) {
      List<Object> values = new ArrayList<>();
      row.forEach(value -> values.add(TemplateValues.of(value)));
      rows.add(values);
    }
    return new ResultTable(result.columns().names(), rows);
  }

  @Override
  public Object attribute(String name) {
    return switch (name) {
      case "columns" -> new Sequence("columns", names, allColumns());
      case "rows" -> new Sequence("rows", List.of(), allRows());
      case "column_names" -> Tuple.copyOf(names);
      case "print_table" -> (Callable) arguments -> "";
      default -> Undefined.MISSING;
    };
  }

  private List<Object> allColumns() {
    List<Object> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      int at = i;
      List<Object> values = new ArrayList<>();
      rows.forEach(row -> values.add(row.get(at)));
      columns.add(new OneColumn(names.get(i), values));
    }
    return columns;
  }

  private List<Object> allRows() {
    return new ArrayList<>(rows.stream().map(row -> new OneRow(names, row)).toList());
  }

  @Override
  public Iterator<Object> iterator() {
    return allRows().iterator();
  }

  @Override
  public Collection<String> attributes() {
    return List.of("columns", "rows", "column_names");
  }

  @Override
  public String typeName() {
    return "Table";
  }

  private static Object at(List<Object> values, Object key) {
    if (!(key instanceof Number number)) {
      return Undefined.MISSING;
    }
    int index = number.intValue() < 0 ? values.size() + number.intValue() : number.intValue();
    return index >= 0 && index < values.size() ? values.get(index) : Undefined.MISSING;
  }

  private static Tuple pairs(List<String> names, List<Object> values) {
    List<Object> pairs = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      pairs.add(Tuple.copyOf(Arrays.asList(names.get(i), values.get(i))));
    }
    return Tuple.copyOf(pairs);
  }

  /** All columns or all rows. */
  private static final class Sequence extends AbstractList<Object> implements HostObject {
    private final String word;
    private final List<String> names;
    private final List<Object> items;

    Sequence(String word, List<String> names, List<Object> items) {
      this.word = word;
      this.names = names;
      this.items = items;
    }

    @Override
    public Object attribute(String name) {
      return switch (name) {
        case "values" -> (Callable) arguments -> Tuple.copyOf(items);
        case "keys" -> (Callable) arguments -> Tuple.copyOf(names);
        case "items" -> (Callable) arguments -> pairs(names, items);
        default -> Undefined.MISSING;
      };
    }

    @Override
    public Object item(Object key) {
      return names.contains(key) ? items.get(names.indexOf(key)) : at(items, key);
    }

    @Override
    public Object get(int index) {
      return items.get(index);
    }

    @Override
    public int size() {
      return items.size();
    }

    @Override
    public String typeName() {
      return word;
    }

    @Override
    public boolean truth() {
      return !items.isEmpty();
    }
  }

  private static final class OneColumn extends AbstractList<Object> implements HostObject {
    private final String name;
    private final List<Object> values;

    OneColumn(String name, List<Object> values) {
      this.name = name;
      this.values = values;
    }

    @Override
    public Object attribute(String attribute) {
      return switch (attribute) {
        case "name" -> name;
        case "values" -> (Callable) arguments -> Tuple.copyOf(values);
        default -> Undefined.MISSING;
      };
    }

    @Override
    public Object item(Object key) {
      return at(values, key);
    }

    @Override
    public Object get(int index) {
      return values.get(index);
    }

    @Override
    public int size() {
      return values.size();
    }

    @Override
    public String typeName() {
      return "Column";
    }
  }

  private static final class OneRow extends AbstractList<Object> implements HostObject {
    private final List<String> names;
    private final List<Object> row;

    OneRow(List<String> names, List<Object> row) {
      this.names = names;
      this.row = row;
    }

    @Override
    public Object attribute(String name) {
      return switch (name) {
        case "values" -> (Callable) arguments -> Tuple.copyOf(row);
        case "keys" -> (Callable) arguments -> Tuple.copyOf(names);
        case "dict" -> (Callable) arguments -> dict();
        case "items" -> (Callable) arguments -> pairs(names, row);
        case "get" ->
            (Callable)
                arguments -> {
                  Object found = item(arguments.required(0, "key"));
                  return found == Undefined.MISSING
                      ? arguments.optional(1, "default", null)
                      : found;
                };
        default -> names.contains(name) ? row.get(names.indexOf(name)) : Undefined.MISSING;
      };
    }

    private Map<Object, Object> dict() {
      Map<Object, Object> dict = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        dict.put(names.get(i), row.get(i));
      }
      return dict;
    }

    @Override
    public Object item(Object key) {
      return names.contains(key) ? row.get(names.indexOf(key)) : at(row, key);
    }

    @Override
    public Object get(int index) {
      return row.get(index);
    }

    @Override
    public int size() {
      return row.size();
    }

    @Override
    public String typeName() {
      return "Row";
    }
  }
}
