package io.caravan.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * Follows the columns of one query to the columns they are made of, by the syntax tree that the
 * engine gives of it. Rows that are only filtered, joined or ordered by a column are not made of
 * it.
 *
 * @param relations columns of a relation by its schema and name; empty when nobody knows them
 */
record QueryLineage(BiFunction<String, String, List<Out>> relations) {
  /**
   * A column of a query.
   *
   * @param origins columns of relations that its values are made of: {@code schema.table.column}
   */
  record Out(String name, Set<String> origins) {
    boolean isCalled(String other) {
      return name.equalsIgnoreCase(other);
    }

    Out named(String other) {
      return new Out(other, origins);
    }
  }

  /** Something that a query reads from, by the name it has there. */
  private record From(String alias, List<Out> columns, Set<String> using) {}

  /** What names mean at some place of a query. */
  private record Scope(List<From> froms, List<Out> earlier, Optional<Scope> outer) {}

  /** The columns of a query, in their order. */
  List<Out> of(Map<?, ?> node) {
    return query(node, Map.of(), Optional.empty());
  }

  private List<Out> query(Map<?, ?> node, Map<String, List<Out>> known, Optional<Scope> outer) {
    Map<String, List<Out>> expressions = new LinkedHashMap<>(known);
    if (node.get("cte_map") instanceof Map<?, ?> map) {
      for (Object each : list(map.get("map"))) {
        Map<?, ?> entry = (Map<?, ?>) each;
        Map<?, ?> value = (Map<?, ?>) entry.get("value");
        String name = text(entry, "key").toLowerCase(Locale.ROOT);
        expressions.put(
            name,
            renamed(inner((Map<?, ?>) value.get("query"), name, value, expressions, outer), value));
      }
    }
    return switch (text(node, "type")) {
      case "SELECT_NODE" -> select(node, expressions, outer);
      case "SET_OPERATION_NODE" -> together(node, branches(node), expressions, outer);
      case "RECURSIVE_CTE_NODE" -> recursive(node, expressions, outer);
      case "CTE_NODE" -> {
        String name = text(node, "ctename").toLowerCase(Locale.ROOT);
        expressions.put(name, query((Map<?, ?>) node.get("query"), expressions, outer));
        yield query((Map<?, ?>) node.get("child"), expressions, outer);
      }
      default -> List.of();
    };
  }

  private List<Out> inner(
      Map<?, ?> statement,
      String name,
      Map<?, ?> value,
      Map<String, List<Out>> known,
      Optional<Scope> outer) {
    // Older engines write the query in a statement, newer ones by itself.
    Object node =
        value.get("query_node") != null
            ? value.get("query_node")
            : statement == null ? null : statement.get("node");
    return node instanceof Map<?, ?> map ? query(map, known, outer) : List.of();
  }

  private static List<Out> renamed(List<Out> outs, Map<?, ?> value) {
    return renamed(outs, list(value.get("aliases")));
  }

  private static List<Out> renamed(List<Out> outs, List<?> names) {
    List<Out> renamed = new ArrayList<>(outs);
    for (int i = 0; i < Math.min(names.size(), outs.size()); i++) {
      renamed.set(i, outs.get(i).named(String.valueOf(names.get(i))));
    }
    return renamed;
  }

  private static List<?> branches(Map<?, ?> node) {
    List<?> children = list(node.get("children"));
    return children.isEmpty() ? List.of(node.get("left"), node.get("right")) : children;
  }

  private List<Out> together(
      Map<?, ?> node, List<?> branches, Map<String, List<Out>> known, Optional<Scope> outer) {
    boolean byName = text(node, "setop_type").equals("UNION_BY_NAME");
    List<Out> all = new ArrayList<>();
    for (Object branch : branches) {
      List<Out> outs = query((Map<?, ?>) branch, known, outer);
      for (int i = 0; i < outs.size(); i++) {
        Out out = outs.get(i);
        int at = byName ? position(all, out.name()) : i < all.size() ? i : -1;
        if (at < 0) {
          all.add(out);
        } else {
          all.set(at, new Out(all.get(at).name(), both(all.get(at).origins(), out.origins())));
        }
      }
    }
    return all;
  }

  private static int position(List<Out> outs, String name) {
    for (int i = 0; i < outs.size(); i++) {
      if (outs.get(i).isCalled(name)) {
        return i;
      }
    }
    return -1;
  }

  private List<Out> recursive(Map<?, ?> node, Map<String, List<Out>> known, Optional<Scope> outer) {
    List<Out> start = query((Map<?, ?>) node.get("left"), known, outer);
    Map<String, List<Out>> again = new LinkedHashMap<>(known);
    again.put(
        text(node, "cte_name").toLowerCase(Locale.ROOT), renamed(start, list(node.get("aliases"))));
    return together(node, List.of(node.get("left"), node.get("right")), again, outer);
  }

  private List<Out> select(Map<?, ?> node, Map<String, List<Out>> known, Optional<Scope> outer) {
    List<From> froms = new ArrayList<>();
    Scope reading = new Scope(froms, List.of(), outer);
    from(node.get("from_table"), known, reading);
    List<Out> outs = new ArrayList<>();
    Scope scope = new Scope(froms, outs, outer);
    for (Object each : list(node.get("select_list"))) {
      Map<?, ?> item = (Map<?, ?>) each;
      if (text(item, "class").equals("STAR") && item.get("expr") == null) {
        outs.addAll(star(item, scope, known));
      } else {
        outs.add(new Out(name(item), origins(item, scope, known)));
      }
    }
    return outs;
  }

  private static String name(Map<?, ?> item) {
    String alias = text(item, "alias");
    List<?> names = list(item.get("column_names"));
    return !alias.isEmpty()
        ? alias
        : names.isEmpty()
            ? text(item, "function_name")
            : String.valueOf(names.get(names.size() - 1));
  }

  private List<Out> star(Map<?, ?> item, Scope scope, Map<String, List<Out>> known) {
    String relation = text(item, "relation_name");
    Set<String> excluded = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String key : List.of("exclude_list", "qualified_exclude_list")) {
      for (Object each : list(item.get(key))) {
        excluded.add(each instanceof Map<?, ?> map ? text(map, "column") : String.valueOf(each));
      }
    }
    Map<String, Set<String>> replaced = new LinkedHashMap<>();
    for (Object each : list(item.get("replace_list"))) {
      Map<?, ?> entry = (Map<?, ?>) each;
      replaced.put(
          text(entry, "key").toLowerCase(Locale.ROOT), origins(entry.get("value"), scope, known));
    }
    List<Out> outs = new ArrayList<>();
    for (From from : scope.froms()) {
      if (relation.isEmpty() || from.alias().equalsIgnoreCase(relation)) {
        for (Out column : from.columns()) {
          boolean again = relation.isEmpty() && from.using().contains(lower(column));
          if (!excluded.contains(column.name()) && !again) {
            outs.add(
                new Out(column.name(), replaced.getOrDefault(lower(column), column.origins())));
          }
        }
      }
    }
    return outs;
  }

  private static String lower(Out column) {
    return column.name().toLowerCase(Locale.ROOT);
  }

  private void from(Object table, Map<String, List<Out>> known, Scope scope) {
    if (!(table instanceof Map<?, ?> map)) {
      return;
    }
    switch (text(map, "type")) {
      case "BASE_TABLE" -> base(map, known, scope);
      case "JOIN" -> {
        from(map.get("left"), known, scope);
        int before = scope.froms().size();
        from(map.get("right"), known, scope);
        for (Object using : list(map.get("using_columns"))) {
          scope
              .froms()
              .subList(before, scope.froms().size())
              .forEach(each -> each.using().add(String.valueOf(using).toLowerCase(Locale.ROOT)));
        }
      }
      case "SUBQUERY" -> {
        Map<?, ?> statement = (Map<?, ?>) map.get("subquery");
        add(scope, map, "", query((Map<?, ?>) statement.get("node"), known, Optional.of(scope)));
      }
      case "TABLE_FUNCTION" -> {
        // What a function of the engine gives is made of what it is called with.
        Set<String> origins = origins(map.get("function"), scope, known);
        List<Out> columns =
            list(map.get("column_name_alias")).stream()
                .map(name -> new Out(String.valueOf(name), origins))
                .toList();
        add(scope, map, "", columns);
      }
      default -> add(scope, map, "", List.of());
    }
  }

  private void base(Map<?, ?> map, Map<String, List<Out>> known, Scope scope) {
    String schema = text(map, "schema_name");
    String table = text(map, "table_name");
    List<Out> columns = schema.isEmpty() ? known.get(table.toLowerCase(Locale.ROOT)) : null;
    add(scope, map, table, columns != null ? columns : relations.apply(schema, table));
  }

  private static void add(Scope scope, Map<?, ?> map, String usual, List<Out> columns) {
    String alias = text(map, "alias");
    scope
        .froms()
        .add(
            new From(
                alias.isEmpty() ? usual : alias,
                renamed(columns, list(map.get("column_name_alias"))),
                new TreeSet<>()));
  }

  /** The columns that a value is made of. */
  private Set<String> origins(Object value, Scope scope, Map<String, List<Out>> known) {
    if (value instanceof Map<?, ?> map) {
      String kind = text(map, "class");
      if (kind.equals("COLUMN_REF")) {
        return column(list(map.get("column_names")).stream().map(String::valueOf).toList(), scope);
      }
      if (kind.equals("SUBQUERY") && map.get("subquery") instanceof Map<?, ?> statement) {
        Set<String> origins = new TreeSet<>(origins(map.get("child"), scope, known));
        query((Map<?, ?>) statement.get("node"), known, Optional.of(scope))
            .forEach(out -> origins.addAll(out.origins()));
        return origins;
      }
      if (kind.equals("STAR") && map.get("expr") == null) {
        // count(*) counts rows: it is made of none of their columns.
        return Set.of();
      }
      return each(map.values(), scope, known);
    }
    return value instanceof List<?> all ? each(all, scope, known) : Set.of();
  }

  private Set<String> each(Collection<?> values, Scope scope, Map<String, List<Out>> known) {
    Set<String> origins = new TreeSet<>();
    values.forEach(value -> origins.addAll(origins(value, scope, known)));
    return origins;
  }

  private static Set<String> column(List<String> names, Scope scope) {
    for (int i = 0; i < names.size(); i++) {
      // relation.column, schema.relation.column, or a column and a field of its struct.
      String relation = i == 0 ? "" : names.get(i - 1);
      String column = names.get(i);
      for (Optional<Scope> at = Optional.of(scope); at.isPresent(); at = at.get().outer()) {
        Optional<Set<String>> found = find(relation, column, at.get());
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    return Set.of();
  }

  private static Optional<Set<String>> find(String relation, String column, Scope scope) {
    for (From from : scope.froms()) {
      if (relation.isEmpty() || from.alias().equalsIgnoreCase(relation)) {
        int at = position(from.columns(), column);
        if (at >= 0) {
          return Optional.of(from.columns().get(at).origins());
        }
      }
    }
    int earlier = relation.isEmpty() ? position(scope.earlier(), column) : -1;
    return earlier < 0 ? Optional.empty() : Optional.of(scope.earlier().get(earlier).origins());
  }

  private static Set<String> both(Set<String> a, Set<String> b) {
    Set<String> both = new TreeSet<>(a);
    both.addAll(b);
    return both;
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static String text(Map<?, ?> map, String key) {
    return map.get(key) instanceof String text ? text : "";
  }
}
