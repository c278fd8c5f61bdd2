package io.caravan.model;

import io.caravan.jinja.MacroDefinition;
import io.caravan.record.Place;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes drafts of snapshots, in both of dbt's spellings: blocks in files, and entries of a
 * properties file that name the relation they read.
 */
final class SnapshotParser {
  private static final Set<String> STRATEGIES = Set.of("timestamp", "check");
  private static final Set<String> DELETES = Set.of("ignore", "invalidate", "new_record");

  private final PackageFiles files;
  private final ProjectReader project;
  private final NodeParser parser;

  SnapshotParser(PackageFiles files, ProjectReader project, NodeParser parser) {
    this.files = files;
    this.project = project;
    this.parser = parser;
  }

  /**
   * @param patch what properties say of it; null for nothing
   */
  Draft block(Folders.Source source, MacroDefinition block, Patch patch) {
    // Its lines stay where they are in the file, for messages.
    String text = "\n".repeat(Math.max(0, block.place().line() - 1)) + block.contents();
    List<String> fqn = parser.fqn(source, source.stem());
    fqn.add(block.name());
    return draft(
        new Folders.Source(source.file(), source.folder(), text), fqn, block.name(), patch);
  }

  Draft described(Patch patch) {
    String file = patch.place().file();
    Folders.Source source =
        new Folders.Source(
            file, folder(file), "select * from {{ " + bare(patch.relation()) + " }}");
    return draft(source, parser.fqn(source, patch.name()), patch.name(), patch);
  }

  /** Also {@code "{{ ref('users') }}"} is understood. */
  private static String bare(String relation) {
    String text = relation.strip();
    return text.startsWith("{{") && text.endsWith("}}")
        ? text.substring(2, text.length() - 2)
        : text;
  }

  private String folder(String file) {
    List<String> folders = new ArrayList<>();
    files.project().folders().values().forEach(folders::addAll);
    return folders.stream()
        .filter(each -> file.startsWith(each + "/"))
        .findFirst()
        .orElse(file.substring(0, Math.max(0, file.indexOf('/'))));
  }

  private Draft draft(Folders.Source source, List<String> fqn, String name, Patch patch) {
    Config config =
        Config.NONE
            .with(Map.of("materialized", "snapshot"))
            .with(project.configured("snapshots", files.project(), fqn).values())
            .with(patch == null ? Map.of() : patch.config());
    Node.Documentation documentation = Node.Documentation.of(patch, "");
    String id = "snapshot." + files.project().name() + "." + name;
    Draft draft = parser.rendered(id, NodeKind.SNAPSHOT, name, source, fqn, config, documentation);
    if (draft.enabled()) {
      check(draft, patch == null || patch.relation().isEmpty() ? draft.place() : patch.place());
    }
    return draft;
  }

  private void check(Draft draft, Place place) {
    Config config = draft.config();
    String strategy = config.text("strategy", "");
    if (!STRATEGIES.contains(strategy)) {
      wrong(
          draft,
          place,
          strategy.isEmpty()
              ? "it has no strategy"
              : "strategy '" + strategy + "' is not supported",
          Spelling.didYouMean(
              strategy, STRATEGIES, "Set strategy='timestamp' with updated_at, or 'check'."));
    }
    if (config.texts("unique_key").isEmpty()) {
      wrong(draft, place, "it has no unique_key", "Set unique_key to what tells its rows apart.");
    }
    if (strategy.equals("timestamp") && !config.has("updated_at")) {
      wrong(
          draft,
          place,
          "strategy timestamp has no updated_at",
          "Set updated_at to the column that says when a row was changed.");
    }
    if (strategy.equals("timestamp") && config.has("check_cols")) {
      wrong(draft, place, "strategy timestamp has check_cols", "Remove check_cols.");
    }
    Object checked = config.find("check_cols").orElse("");
    if (strategy.equals("check")
        && !(checked instanceof List<?> list ? !list.isEmpty() : checked.equals("all"))) {
      wrong(
          draft,
          place,
          "strategy check has check_cols '" + checked + "'",
          "Set check_cols to 'all', or to a list of columns.");
    }
    checkDeletes(draft, place);
  }

  private void checkDeletes(Draft draft, Place place) {
    Config config = draft.config();
    String deletes = config.text("hard_deletes", "ignore");
    if (!DELETES.contains(deletes)) {
      wrong(
          draft,
          place,
          "hard_deletes '" + deletes + "' is unknown",
          Spelling.didYouMean(
              deletes, DELETES, "Known are: " + String.join(", ", new TreeSet<>(DELETES)) + "."));
    }
    if (config.has("hard_deletes") && config.has("invalidate_hard_deletes")) {
      wrong(
          draft,
          place,
          "it has both hard_deletes and invalidate_hard_deletes",
          "Keep hard_deletes, the newer of the two.");
    }
    Set<String> known = Set.copyOf(History.META);
    config.map("snapshot_meta_column_names").keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(
            name ->
                wrong(
                    draft,
                    place,
                    "snapshot_meta_column_names '" + name + "' is unknown",
                    Spelling.didYouMean(
                        name, known, "Known are: " + String.join(", ", History.META) + ".")));
  }

  private void wrong(Draft draft, Place place, String what, String remedy) {
    project
        .complaints()
        .wrong(place, "Cannot build snapshot '" + draft.name() + "': " + what + ".", remedy);
  }
}
