package io.caravan.model;

import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.record.DatasetName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Says what {@code build --select state:modified+} would do, and why.
 *
 * @param chosen ids that are looked at
 */
record Planning(
    Project project, Before before, Lake lake, boolean fullRefresh, Set<String> chosen) {
  private static final Map<String, String> WORDS =
      Map.of(
          "body", "its text changed",
          "configs", "its configuration changed",
          "relation", "its name changed",
          "contract", "its contract changed",
          "persisted_descriptions", "its description changed",
          "fqn", "its folder changed");

  List<Planned> all() {
    Map<String, Planned> planned = new LinkedHashMap<>();
    for (String id : project.graph().order()) {
      Node node = project.node(id).orElse(null);
      if (node != null && node.leavesRelation() && chosen.contains(id)) {
        List<String> reasons = new ArrayList<>(reasons(node));
        boolean own = !reasons.isEmpty();
        parents(node).stream()
            .filter(parent -> planned.containsKey(parent))
            .map(parent -> "it reads " + label(parent) + ", which will change")
            .forEach(reasons::add);
        if (!reasons.isEmpty()) {
          Planned.Action action = action(node, own);
          planned.put(
              id, new Planned(node.label(), action, List.copyOf(reasons), reads(node, action)));
        }
      }
    }
    List<Planned> all = new ArrayList<>(planned.values());
    all.addAll(left());
    return all;
  }

  /** What changed of the node itself. */
  private List<String> reasons(Node node) {
    Optional<Marks> was = before.marks(node.id());
    if (was.isEmpty()) {
      return List.of("it is new");
    }
    Marks now = project.marks(node.id());
    List<String> reasons = new ArrayList<>();
    for (String part : changedParts(now, was.get())) {
      reasons.add(WORDS.getOrDefault(part, "its " + part + " changed"));
    }
    Marks.changed(now.macros(), was.get().macros())
        .forEach(macro -> reasons.add(change(now.macros(), was.get().macros(), macro)));
    Marks.changed(now.inlined(), was.get().inlined())
        .forEach(read -> reasons.add(change(now.inlined(), was.get().inlined(), read)));
    return reasons;
  }

  private static Set<String> changedParts(Marks now, Marks was) {
    Set<String> parts = new TreeSet<>(Marks.changed(now.parts(), was.parts()));
    parts.retainAll(now.parts().keySet());
    return parts;
  }

  private String change(Map<String, String> now, Map<String, String> was, String id) {
    String[] parts = id.split("\\.");
    String what = parts[0] + " " + (parts[0].equals("macro") ? parts[2] : label(id));
    if (!was.containsKey(id)) {
      return "it uses " + what + " now";
    }
    return now.containsKey(id) ? what + " changed" : "it does not use " + what + " any more";
  }

  private String label(String id) {
    return project
        .node(id)
        .map(Node::label)
        .or(() -> Optional.ofNullable(project.sources().get(id)).map(s -> s.dataset().toString()))
        .orElse(id);
  }

  /** What it reads, ephemeral models looked through. */
  private Set<String> parents(Node node) {
    Set<String> parents = new TreeSet<>();
    for (String id : node.dependsOn()) {
      Node read = project.node(id).orElse(null);
      if (read != null && read.isEphemeral()) {
        parents.addAll(parents(read));
      } else {
        parents.add(id);
      }
    }
    return parents;
  }

  private Planned.Action action(Node node, boolean own) {
    boolean there =
        lake.find(node.relation()).filter(t -> t.snapshot(LakeTable.MAIN).isPresent()).isPresent();
    String materialized = node.config().materialized();
    if (materialized.equals("view")) {
      boolean seen = lake.viewSql(node.relation()).isPresent();
      return own ? seen ? Planned.Action.REPLACE : Planned.Action.BUILD : Planned.Action.FOLLOW;
    }
    if (!there) {
      return Planned.Action.BUILD;
    }
    boolean whole = node.config().flag("full_refresh", fullRefresh);
    boolean adds = materialized.equals("snapshot") || materialized.equals("incremental") && !whole;
    return adds ? Planned.Action.ADD : Planned.Action.REBUILD;
  }

  private Map<String, Long> reads(Node node, Planned.Action action) {
    Map<String, Long> reads = new TreeMap<>();
    if (action == Planned.Action.REPLACE || action == Planned.Action.FOLLOW) {
      return reads;
    }
    for (String id : parents(node)) {
      DatasetName dataset =
          project.node(id).map(Node::relation).orElseGet(() -> project.sources().get(id).dataset());
      lake.find(dataset).ifPresent(table -> reads.put(dataset.toString(), rows(table)));
      lake.viewSql(dataset).ifPresent(view -> reads.put(dataset.toString(), -1L));
    }
    return reads;
  }

  private static long rows(LakeTable table) {
    return table.scan(LakeTable.MAIN).files().stream()
        .mapToLong(file -> file.rows() - file.deleted().length)
        .sum();
  }

  /** What was built from a file that is gone. */
  private List<Planned> left() {
    Set<DatasetName> built = new TreeSet<>(project.datasets());
    Stream<DatasetName> tables =
        lake.tables().stream()
            .filter(name -> lake.load(name).properties().containsKey(PublishedBefore.PROPERTY));
    Stream<DatasetName> views =
        lake.views().stream()
            .filter(name -> lake.viewProperties(name).containsKey(PublishedBefore.PROPERTY));
    return Stream.concat(tables, views)
        .filter(name -> !built.contains(name))
        .sorted()
        .map(
            name ->
                new Planned(
                    name.toString(),
                    Planned.Action.LEAVE,
                    List.of("no file of this project builds it; readers still see it"),
                    Map.of()))
        .toList();
  }
}
