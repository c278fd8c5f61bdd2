package io.caravan.model;

import io.caravan.lake.LakeTable;
import io.caravan.lake.Scan;
import io.caravan.record.Column;
import io.caravan.record.DatasetName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code catalog.json}: the tables and views that are there, with their columns and sizes. */
record CatalogDocument(Project project, Workbench bench) {
  Map<String, Object> map(Map<String, Object> metadata) {
    Map<String, Object> nodes = new LinkedHashMap<>();
    project.nodes().values().stream()
        .filter(Node::leavesRelation)
        .forEach(
            node -> of(node.id(), node.relation()).ifPresent(map -> nodes.put(node.id(), map)));
    Map<String, Object> sources = new LinkedHashMap<>();
    project
        .sources()
        .forEach((id, source) -> of(id, source.dataset()).ifPresent(map -> sources.put(id, map)));
    Map<String, Object> catalog = new LinkedHashMap<>();
    catalog.put("metadata", metadata);
    catalog.put("nodes", nodes);
    catalog.put("sources", sources);
    catalog.put("errors", null);
    return catalog;
  }

  private Optional<Map<String, Object>> of(String id, DatasetName dataset) {
    return bench.find(dataset).map(relation -> map(id, dataset, relation.type().equals("view")));
  }

  private Map<String, Object> map(String id, DatasetName dataset, boolean view) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("type", view ? "VIEW" : "BASE TABLE");
    metadata.put("schema", dataset.namespace());
    metadata.put("name", dataset.table());
    metadata.put("database", "lake");
    metadata.put("comment", null);
    metadata.put("owner", null);
    Map<String, Object> columns = new LinkedHashMap<>();
    int index = 0;
    for (Column column : bench.columns(dataset).list()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("type", RelationColumn.sql(column.type()));
      one.put("index", ++index);
      one.put("name", column.name());
      one.put("comment", column.doc().isEmpty() ? null : column.doc());
      columns.put(column.name(), one);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("metadata", metadata);
    map.put("columns", columns);
    map.put("stats", stats(dataset, view));
    map.put("unique_id", id);
    return map;
  }

  private Map<String, Object> stats(DatasetName dataset, boolean view) {
    Map<String, Object> stats = new LinkedHashMap<>();
    stat(stats, "has_stats", "Has Stats?", !view, "Whether there are figures of this table", false);
    if (!view) {
      LakeTable table = bench.lake().load(dataset);
      Scan scan = table.scan(LakeTable.MAIN);
      long rows = scan.files().stream().mapToLong(f -> f.rows() - f.deleted().length).sum();
      stat(stats, "num_rows", "Row count", rows, "Rows that readers see", true);
      stat(stats, "num_files", "Files", scan.files().size(), "Data files of the table", true);
      table
          .snapshot(LakeTable.MAIN)
          .ifPresent(
              snapshot ->
                  stat(
                      stats,
                      "last_modified",
                      "Last modified",
                      snapshot.at().toString(),
                      "When what readers see was committed",
                      true));
    }
    return stats;
  }

  private static void stat(
      Map<String, Object> stats,
      String id,
      String label,
      Object value,
      String description,
      boolean shown) {
    Map<String, Object> stat = new LinkedHashMap<>();
    stat.put("id", id);
    stat.put("label", label);
    stat.put("value", value);
    stat.put("include", shown);
    stat.put("description", description);
    stats.put(id, stat);
  }
}
