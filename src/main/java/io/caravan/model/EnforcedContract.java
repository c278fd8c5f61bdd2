package io.caravan.model;

import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The contract of a model, when {@code contract: {enforced: true}} asks to hold it: the columns its
 * query gives have the names and types that are written, and its rows break no constraint.
 *
 * @param place where the model stands, for messages
 */
record EnforcedContract(
    String model,
    Config config,
    List<ColumnSpec> columns,
    List<Constraint> constraints,
    Place place) {
  private static final Set<String> TYPES =
      Set.of("not_null", "unique", "primary_key", "check", "foreign_key", "custom");
  private static final Set<String> NOT_HELD = Set.of("foreign_key", "custom");

  /** One constraint, of a column or of the model. */
  private record Constraint(String type, List<String> columns, String expression) {
    @Override
    public String toString() {
      return type + (expression.isEmpty() ? columns : "[" + expression + "]");
    }

    private String key() {
      return columns.stream().map(Relation::quote).collect(Collectors.joining(", "));
    }

    private String nulls() {
      return columns.stream()
          .map(column -> Relation.quote(column) + " IS NULL")
          .collect(Collectors.joining(" OR "));
    }

    /** Queries for the number of rows, or of keys, that break it. */
    List<String> violations(String relation) {
      String rows = "SELECT count(*) FROM " + relation + " WHERE ";
      String twice =
          "SELECT count(*) FROM (SELECT 1 FROM %s WHERE NOT (%s) GROUP BY %s HAVING count(*) > 1) AS twice"
              .formatted(relation, nulls(), key());
      return switch (type) {
        case "not_null" -> List.of(rows + nulls());
        case "unique" -> List.of(twice);
        case "primary_key" -> List.of(rows + nulls(), twice);
        case "check" -> List.of(rows + "NOT (" + expression + ")");
        default -> List.of();
      };
    }
  }

  static boolean isEnforced(Config config) {
    return Boolean.TRUE.equals(config.map("contract").get("enforced"));
  }

  /** The contract of a node; empty when it has none or does not enforce it. */
  static Optional<EnforcedContract> of(Node node) {
    return node.isA(NodeKind.MODEL) && isEnforced(node.config())
        ? Optional.of(of(node.name(), node.config(), node.documentation(), node.place()))
        : Optional.empty();
  }

  static EnforcedContract of(
      String model, Config config, Node.Documentation documentation, Place place) {
    List<Constraint> constraints = new ArrayList<>();
    for (ColumnSpec column : documentation.columns()) {
      column.constraints().forEach(each -> constraints.add(constraint(each, column.name())));
    }
    Config.listOf(config.values().get("constraints"))
        .forEach(each -> constraints.add(constraint(each, "")));
    return new EnforcedContract(model, config, documentation.columns(), constraints, place);
  }

  private static Constraint constraint(Object written, String column) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (written instanceof Map<?, ?> map) {
      map.forEach((key, value) -> values.put(String.valueOf(key), value));
    }
    Config config = new Config(values);
    return new Constraint(
        config.text("type", ""),
        column.isEmpty() ? config.texts("columns") : List.of(column),
        config.text("expression", ""));
  }

  /** Complains of what can be seen before anything is run. */
  void check(Complaints complaints) {
    String what = "Cannot hold the contract of '" + model + "': ";
    if (columns.isEmpty()) {
      complaints.wrong(
          place,
          what + "no columns are written.",
          "Write each column's name and data_type in a properties file.");
    }
    for (ColumnSpec column : columns) {
      if (column.dataType().isEmpty()) {
        complaints.wrong(
            column.place(),
            what + "column '" + column.name() + "' has no data_type.",
            "Add 'data_type: varchar', or another type.");
      }
    }
    for (Constraint constraint : constraints) {
      checkConstraint(constraint, what, complaints);
    }
    String change = config.text("on_schema_change", "ignore");
    if (config.materialized().equals("incremental")
        && !Set.of("append_new_columns", "fail").contains(change)) {
      complaints.wrong(
          place,
          what + "on_schema_change is '" + change + "'.",
          "Set on_schema_change to 'append_new_columns' or 'fail'.");
    }
    if (config.materialized().equals("view") && !constraints.isEmpty()) {
      complaints.warn(
          place,
          what + "constraints are not held for views.",
          "Materialize it as a table, or write them as data tests.");
    }
  }

  private void checkConstraint(Constraint constraint, String what, Complaints complaints) {
    String type = constraint.type();
    if (!TYPES.contains(type)) {
      complaints.wrong(
          place,
          what + "constraint '" + type + "' is unknown.",
          Spelling.didYouMean(
              type, TYPES, "Known are: " + String.join(", ", new TreeSet<>(TYPES)) + "."));
    } else if (NOT_HELD.contains(type)) {
      complaints.warn(
          place,
          what + "constraint '" + type + "' is not held.",
          "Write it as a data test, for example 'relationships'.");
    } else if (type.equals("check") && constraint.expression().isEmpty()) {
      complaints.wrong(
          place, what + "a check has no expression.", "Write 'expression: \"id > 0\"'.");
    } else if (!type.equals("check") && constraint.columns().isEmpty()) {
      complaints.wrong(
          place, what + "constraint '" + type + "' has no columns.", "Write 'columns: [id]'.");
    }
  }

  /**
   * The query with its columns in the order of the contract.
   *
   * @throws NodeFailure naming each column that is not as the contract has it
   */
  String held(String sql, Workbench bench) {
    String promised =
        columns.stream()
            .map(c -> "CAST(NULL AS %s) AS %s".formatted(c.dataType(), Relation.quote(c.name())))
            .collect(Collectors.joining(", ", "SELECT ", ""));
    Map<String, String> expected = types(promised, bench);
    Map<String, String> given = types(sql, bench);
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (name, type) -> {
          if (!given.containsKey(name)) {
            differences.add(name + ": expected " + type + ", not given");
          } else if (!given.get(name).equals(type)) {
            differences.add(name + ": expected " + type + ", given " + given.get(name));
          }
        });
    given.forEach(
        (name, type) -> {
          if (!expected.containsKey(name)) {
            differences.add(name + ": not expected, given " + type);
          }
        });
    if (!differences.isEmpty()) {
      throw new NodeFailure(
          "Cannot build '%s': its columns are not those of its contract: %s. Correct the query, or the columns of the model in its properties file."
              .formatted(model, String.join("; ", differences)));
    }
    return config.materialized().equals("view")
        ? sql
        : "SELECT "
            + expected.keySet().stream().map(Relation::quote).collect(Collectors.joining(", "))
            + " FROM (\n"
            + sql
            + "\n) AS model_subq";
  }

  /** Types as the engine writes them, so that two words for one type are the same. */
  private static Map<String, String> types(String sql, Workbench bench) {
    Map<String, String> types = new LinkedHashMap<>();
    bench
        .session()
        .query("SELECT column_name, column_type FROM (DESCRIBE " + sql + "\n)")
        .rows()
        .forEach(row -> types.put(String.valueOf(row.get(0)), String.valueOf(row.get(1))));
    return types;
  }

  /**
   * @throws NodeFailure naming each constraint that rows of the new version break
   */
  void requireConstraints(DatasetName dataset, Workbench bench) {
    if (config.materialized().equals("view")) {
      return;
    }
    List<String> broken = new ArrayList<>();
    for (Constraint constraint : constraints) {
      long violations =
          constraint.violations(Relation.quote(dataset)).stream().mapToLong(bench::count).sum();
      if (violations > 0) {
        broken.add("%s by %d".formatted(constraint, violations));
      }
    }
    if (!broken.isEmpty()) {
      throw new NodeFailure(
          "Cannot publish '%s': constraints of its contract are broken: %s. Readers still see the version before."
              .formatted(model, String.join("; ", broken)));
    }
  }
}
