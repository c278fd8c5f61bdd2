package io.caravan.model;

import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import java.util.List;
import java.util.Optional;

/** A node whose own text has been understood, but whose references have not been followed yet. */
record Draft(
    String id,
    NodeKind kind,
    String packageName,
    String name,
    String file,
    List<String> fqn,
    Config config,
    DatasetName relation,
    String raw,
    Node.Documentation documentation,
    Recording recording,
    Optional<Node.AttachedTest> test,
    Optional<UnitTest> unit,
    Place place) {

  boolean enabled() {
    return config.flag("enabled", true);
  }

  Node resolved(List<String> dependsOn) {
    return new Node(
        id,
        kind,
        packageName,
        name,
        file,
        fqn,
        config,
        relation,
        raw,
        documentation,
        dependsOn,
        test,
        unit,
        place);
  }
}
