package io.caravan.model;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Callable;
import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * dbt's parse phase for one package: renders every model with a context that writes down what it
 * asks for, and settles its configuration.
 */
final class NodeParser {
  static final Set<String> MATERIALIZED = Set.of("table", "view", "incremental", "ephemeral");

  private final PackageFiles files;
  private final ProjectReader project;
  private final Complaints complaints;

  NodeParser(PackageFiles files, ProjectReader project) {
    this.files = files;
    this.project = project;
    this.complaints = project.complaints();
  }

  private String packageName() {
    return files.project().name();
  }

  Optional<Draft> model(Folders.Source source, Patch patch, String version) {
    String name = patch == null ? source.stem() : patch.name();
    List<String> fqn = fqn(source, name);
    String id = "model." + packageName() + "." + name;
    Config properties = patch == null ? Config.NONE : Config.NONE.with(patch.config());
    if (!version.isEmpty()) {
      fqn.add("v" + version);
      id += ".v" + version;
    }
    Node.Documentation documentation = Node.Documentation.of(patch, version);
    Config config = project.configured("models", files.project(), fqn).with(properties.values());
    Draft draft = rendered(id, NodeKind.MODEL, name, source, fqn, config, documentation);
    if (draft.enabled()) {
      checkModel(draft);
      if (source.file().endsWith(PackageFiles.PYTHON)) {
        complaints.unbuildable(
            id,
            draft.place(),
            "Cannot build '" + name + "': Python models are not supported.",
            "Write it as an SQL model.");
      }
    }
    return Optional.of(draft);
  }

  Draft seed(Folders.Source source, Patch patch) {
    List<String> fqn = fqn(source, source.stem());
    Config config =
        project
            .configured("seeds", files.project(), fqn)
            .with(patch == null ? Map.of() : patch.config());
    config = Config.NONE.with(Map.of("materialized", "seed")).with(config.values());
    Node.Documentation documentation = Node.Documentation.of(patch, "");
    Place place = Place.file(source.file());
    Recording nothing = new Recording(config, place);
    String id = "seed." + packageName() + "." + source.stem();
    Names names =
        names(
            nothing,
            NodeMaps.describing(
                id,
                NodeKind.SEED,
                packageName(),
                source.stem(),
                source.file(),
                fqn,
                config,
                documentation));
    DatasetName relation =
        relation(
            names, config, id, NodeKind.SEED, source.stem(), source.file(), fqn, documentation);
    return new Draft(
        id,
        NodeKind.SEED,
        packageName(),
        source.stem(),
        source.file(),
        fqn,
        config,
        relation,
        source.text(),
        documentation,
        nothing,
        Optional.empty(),
        Optional.empty(),
        place);
  }

  Draft singularTest(Folders.Source source, Patch patch) {
    List<String> fqn = fqn(source, source.stem());
    Config config =
        project
            .configured("tests", files.project(), fqn)
            .with(patch == null ? Map.of() : patch.config());
    String id = "test." + packageName() + "." + source.stem();
    return rendered(id, NodeKind.TEST, source.stem(), source, fqn, config, Node.Documentation.NONE);
  }

  Draft analysis(Folders.Source source) {
    List<String> fqn = fqn(source, source.stem());
    fqn.add(1, "analysis");
    String id = "analysis." + packageName() + "." + source.stem();
    return rendered(
        id, NodeKind.ANALYSIS, source.stem(), source, fqn, Config.NONE, Node.Documentation.NONE);
  }

  /** A node whose text is a template: renders it, and writes down what it asks for. */
  Draft rendered(
      String id,
      NodeKind kind,
      String name,
      Folders.Source source,
      List<String> fqn,
      Config config,
      Node.Documentation documentation) {
    Place place = Place.file(source.file());
    Recording recording = new Recording(config, place);
    Names names =
        names(
            recording,
            NodeMaps.describing(
                id, kind, packageName(), name, source.file(), fqn, config, documentation));
    project.templates().render(source.file(), source.text(), names);
    Config settled = recording.config();
    DatasetName relation =
        relation(names, settled, id, kind, name, source.file(), fqn, documentation);
    return new Draft(
        id,
        kind,
        packageName(),
        name,
        source.file(),
        fqn,
        settled,
        relation,
        source.text(),
        documentation,
        recording,
        Optional.empty(),
        Optional.empty(),
        place);
  }

  List<String> fqn(Folders.Source source, String name) {
    List<String> fqn = new ArrayList<>(List.of(packageName()));
    fqn.addAll(source.below());
    fqn.add(name);
    return fqn;
  }

  Names names(Recording recording, Map<String, Object> model) {
    return project.names(packageName(), recording, model);
  }

  /** Where it is built, as the project's macros decide it. */
  DatasetName relation(
      Names names,
      Config config,
      String id,
      NodeKind kind,
      String name,
      String file,
      List<String> fqn,
      Node.Documentation documentation) {
    Map<String, Object> node =
        NodeMaps.describing(id, kind, packageName(), name, file, fqn, config, documentation);
    String schema =
        named(
            names,
            "generate_schema_name",
            config.find("schema").orElse(kind == NodeKind.TEST ? "dbt_test__audit" : null),
            node);
    String alias = named(names, "generate_alias_name", config.find("alias").orElse(null), node);
    if (kind == NodeKind.SNAPSHOT) {
      // Older snapshots name their schema outright, past the project's macro.
      schema = config.text("target_schema", schema);
    }
    try {
      return new DatasetName(schema, alias);
    } catch (IllegalArgumentException noName) {
      throw new ProjectException(
          Place.file(file), noName.getMessage(), "Set schema and alias, or rename the file.");
    }
  }

  private String named(Names names, String macro, Object custom, Map<String, Object> node) {
    Callable callable = (Callable) names.find(macro);
    List<Object> arguments = new ArrayList<>();
    arguments.add(custom);
    arguments.add(node);
    return String.valueOf(callable.call(Arguments.of(arguments, Map.of()))).strip();
  }

  private void checkModel(Draft draft) {
    if (EnforcedContract.isEnforced(draft.config())) {
      EnforcedContract.of(draft.name(), draft.config(), draft.documentation(), draft.place())
          .check(complaints);
    }
    Config config = draft.config();
    Place place = draft.place();
    String materialized = config.materialized();
    if (!MATERIALIZED.contains(materialized)) {
      complaints.unbuildable(
          draft.id(),
          place,
          "Cannot build '"
              + draft.name()
              + "': materialized '"
              + materialized
              + "' is not supported.",
          Spelling.didYouMean(
              materialized, MATERIALIZED, "Supported are: ephemeral, incremental, table, view."));
    }
    String strategy = Incremental.strategy(config);
    if (materialized.equals("incremental") && !Incremental.STRATEGIES.contains(strategy)) {
      complaints.unbuildable(
          draft.id(),
          place,
          "Cannot build '"
              + draft.name()
              + "': incremental_strategy '"
              + strategy
              + "' is not supported.",
          strategy.equals("insert_overwrite")
              ? "Use microbatch, which replaces whole times, or delete+insert with a unique_key."
              : Spelling.didYouMean(
                  strategy,
                  Incremental.STRATEGIES,
                  "Supported are: append, delete+insert, merge, microbatch."));
    }
    if (Batches.isUsed(config)) {
      checkBatches(draft);
    }
    if (materialized.equals("incremental")
        && strategy.equals("delete+insert")
        && !config.has("unique_key")) {
      complaints.wrong(
          place,
          "Cannot build '" + draft.name() + "': delete+insert has no unique_key.",
          "Set unique_key, or use append.");
    }
    String change = config.text("on_schema_change", "ignore");
    Set<String> changes = Set.of("ignore", "append_new_columns", "sync_all_columns", "fail");
    if (!changes.contains(change)) {
      complaints.wrong(
          place,
          "Cannot build '" + draft.name() + "': on_schema_change '" + change + "' is unknown.",
          Spelling.didYouMean(
              change, changes, "Known are: append_new_columns, fail, ignore, sync_all_columns."));
    }
  }

  private void checkBatches(Draft draft) {
    Config config = draft.config();
    String what = "Cannot build '" + draft.name() + "' in batches: ";
    if (!config.has("event_time")) {
      complaints.wrong(
          draft.place(),
          what + "it has no event_time.",
          "Set event_time to the column that says when a row happened.");
    }
    if (Batches.begin(config).isEmpty()) {
      complaints.wrong(
          draft.place(),
          what + "begin '" + config.text("begin", "") + "' is no time.",
          "Set begin to the time of the first row, for example '2026-01-01'.");
    }
    String size = config.text("batch_size", "");
    if (!Batches.SIZES.contains(size)) {
      complaints.wrong(
          draft.place(),
          what + "batch_size '" + size + "' is unknown.",
          Spelling.didYouMean(size, Batches.SIZES, "Write hour, day, month or year."));
    }
    if (!config.text("lookback", "1").matches("\\d+")) {
      complaints.wrong(
          draft.place(),
          what + "lookback '" + config.text("lookback", "") + "' is no number.",
          "Write how many batches before the newest are built again.");
    }
    if (!Replaced.predicates(config).isEmpty()) {
      complaints.wrong(
          draft.place(),
          what + "incremental_predicates have no meaning for it.",
          "Remove them: its batches say already which rows are replaced.");
    }
    if (config.has("unique_key")) {
      complaints.wrong(
          draft.place(),
          what + "unique_key has no meaning for it.",
          "Remove unique_key, or use merge.");
    }
  }

  /**
   * The arguments of a generic test, rendered: {@code ref('x')} and {@code "{{ var('y') }}"} become
   * what they mean.
   */
  Map<String, Object> arguments(Map<String, Object> written, Names names, Place place) {
    Map<String, Object> rendered = new LinkedHashMap<>();
    written.forEach(
        (key, value) ->
            rendered.put(
                key, ArgumentText.rendered(project.templates(), key, value, names, place)));
    return rendered;
  }
}
