package io.caravan.model;

import io.caravan.engine.SqlFailure;
import io.caravan.jinja.JinjaException;
import io.caravan.record.Column;
import io.caravan.record.DatasetName;
import io.caravan.record.ProjectException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Follows the columns of all models to those of the sources and seeds they are made of. */
final class Lineage {
  private final Project project;
  private final Workbench bench;
  private final Map<String, List<QueryLineage.Out>> columns = new LinkedHashMap<>();
  private final Map<String, String> unknown = new TreeMap<>();

  private Lineage(Project project, Workbench bench) {
    this.project = project;
    this.bench = bench;
  }

  static Lineage of(Project project, Workbench bench, RunFacts facts) {
    Lineage lineage = new Lineage(project, bench);
    for (String id : project.graph().order()) {
      project
          .node(id)
          .filter(node -> node.isA(NodeKind.MODEL) || node.isA(NodeKind.SNAPSHOT))
          .ifPresent(node -> lineage.follow(node, facts));
    }
    return lineage;
  }

  private void follow(Node node, RunFacts facts) {
    try {
      String sql = project.compiler().compile(node, bench, facts);
      String quoted = "'" + sql.replace("'", "''") + "'";
      Map<?, ?> read =
          (Map<?, ?>)
              Json.read(
                  String.valueOf(
                      bench
                          .session()
                          .query("SELECT json_serialize_sql(" + quoted + ")::VARCHAR")
                          .rows()
                          .get(0)
                          .get(0)));
      if (Boolean.TRUE.equals(read.get("error"))) {
        unknown.put(node.id(), String.valueOf(read.get("error_message")));
        return;
      }
      Map<?, ?> statement = (Map<?, ?>) ((List<?>) read.get("statements")).get(0);
      columns.put(
          node.relation().toString(),
          new QueryLineage(this::relation).of((Map<?, ?>) statement.get("node")));
    } catch (SqlFailure | JinjaException | ProjectException | NodeFailure wrong) {
      unknown.put(node.id(), NodeRun.message(wrong));
    }
  }

  /** Columns of a relation, each made of itself. */
  private List<QueryLineage.Out> relation(String schema, String table) {
    String name = schema + "." + table;
    List<String> names = new ArrayList<>();
    if (columns.containsKey(name)) {
      columns.get(name).forEach(out -> names.add(out.name()));
    } else {
      try {
        bench.columns(new DatasetName(schema, table)).list().stream()
            .map(Column::name)
            .forEach(names::add);
        if (names.isEmpty()) {
          declared(name).forEach(names::add);
        }
      } catch (IllegalArgumentException notOurs) {
        // No table of the lake: a function or a file of the engine, whose columns come from
        // nowhere.
        return List.of();
      }
    }
    return names.stream()
        .map(column -> new QueryLineage.Out(column, Set.of(name + "." + column)))
        .toList();
  }

  /** What a properties file says of a source that is not there yet. */
  private List<String> declared(String dataset) {
    return project.sources().values().stream()
        .filter(source -> source.dataset().toString().equals(dataset))
        .flatMap(source -> source.patch().columns().stream())
        .map(ColumnSpec::name)
        .toList();
  }

  /** The columns that each column of a dataset is made of; empty when it is not known. */
  Map<String, Set<String>> of(DatasetName dataset) {
    Map<String, Set<String>> made = new LinkedHashMap<>();
    columns
        .getOrDefault(dataset.toString(), List.of())
        .forEach(out -> made.put(out.name(), out.origins()));
    return made;
  }

  /** Why the columns of a node are not known; null when they are. */
  String unknown(String id) {
    return unknown.get(id);
  }

  /** The columns of sources and seeds that a column is made of in the end. */
  Set<String> roots(String column) {
    Set<String> roots = new TreeSet<>();
    Set<String> seen = new TreeSet<>();
    roots(column, roots, seen);
    return roots;
  }

  private void roots(String column, Set<String> roots, Set<String> seen) {
    if (!seen.add(column)) {
      return;
    }
    int dot = column.lastIndexOf('.');
    List<QueryLineage.Out> made = columns.get(column.substring(0, dot));
    if (made == null) {
      roots.add(column);
      return;
    }
    made.stream()
        .filter(out -> out.isCalled(column.substring(dot + 1)))
        .forEach(out -> out.origins().forEach(origin -> roots(origin, roots, seen)));
  }

  /** The columns that are made of a column, directly. */
  Set<String> uses(String column) {
    Set<String> uses = new TreeSet<>();
    columns.forEach(
        (dataset, outs) ->
            outs.stream()
                .filter(out -> out.origins().contains(column))
                .forEach(out -> uses.add(dataset + "." + out.name())));
    return uses;
  }
}
