package io.caravan.model;

import io.caravan.lake.Lake;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What readers see now: what is in the lake says itself what it was built from.
 *
 * @param target where the last run of this folder is written down
 */
record PublishedBefore(Project project, Lake lake, Path target) implements Before {
  /** Property of tables and views that holds it. */
  static final String PROPERTY = "built-from";

  @Override
  public boolean knows(String id) {
    return project.node(id).filter(Node::leavesRelation).isPresent();
  }

  @Override
  public Optional<Marks> marks(String id) {
    Node node = project.node(id).orElseThrow();
    Map<String, String> properties =
        lake.find(node.relation())
            .map(table -> table.properties())
            .orElseGet(() -> lake.viewProperties(node.relation()));
    return Optional.ofNullable(properties.get(PROPERTY)).map(Marks::read);
  }

  @Override
  public Set<String> withResult(String status) {
    return new ArtefactFolder(target).withResult(status);
  }

  @Override
  public Set<String> fresher() {
    throw Before.missing("source_status", "Compare with an older sources.json: --state DIR.");
  }
}
