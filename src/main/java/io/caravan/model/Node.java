package io.caravan.model;

import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A part of the project that is built or run: a model, seed, snapshot, test or analysis, with all
 * of its configuration settled.
 *
 * @param id dbt's unique id, for example {@code model.shop.users}
 * @param packageName the project or package it belongs to
 * @param file its file, relative to the project
 * @param fqn package, folders and name: what configuration and selection go by
 * @param relation where it is built; for tests, where failures would be stored
 * @param raw its text as written
 * @param dependsOn ids of nodes and sources it reads, sorted
 */
record Node(
    String id,
    NodeKind kind,
    String packageName,
    String name,
    String file,
    List<String> fqn,
    Config config,
    DatasetName relation,
    String raw,
    Documentation documentation,
    List<String> dependsOn,
    Optional<AttachedTest> test,
    Optional<UnitTest> unit,
    Place place) {

  /**
   * What is written about a node.
   *
   * @param file where; empty for nowhere
   */
  record Documentation(String description, List<ColumnSpec> columns, String version, String file) {
    static final Documentation NONE = new Documentation("", List.of(), "");

    Documentation(String description, List<ColumnSpec> columns, String version) {
      this(description, columns, version, "");
    }

    /** What a properties file says; it may say nothing. */
    static Documentation of(Patch patch, String version) {
      return patch == null
          ? new Documentation("", List.of(), version)
          : new Documentation(patch.description(), patch.columns(), version, patch.place().file());
    }
  }

  /**
   * A generic test's own side.
   *
   * @param use as written in the properties file
   * @param attachedTo id of the model, seed or source it stands at
   * @param column the column it stands at; empty when it stands at the model
   * @param macro package and name of the macro that renders it
   * @param arguments rendered arguments without model and column
   */
  record AttachedTest(
      TestUse use, String attachedTo, String column, String macro, Map<String, Object> arguments) {
    /** The test's name without its package. */
    String name() {
      return use.test().substring(use.test().indexOf('.') + 1);
    }
  }

  boolean isA(NodeKind other) {
    return kind == other;
  }

  boolean isEphemeral() {
    return kind == NodeKind.MODEL && config.materialized().equals("ephemeral");
  }

  /** True when building it leaves a table or view in the lake. */
  boolean leavesRelation() {
    return kind.isReferable() && !isEphemeral();
  }

  /**
   * The name by which the user selects it: the dataset for what is built, its own name otherwise.
   */
  String label() {
    return leavesRelation() ? relation.toString() : name;
  }
}
