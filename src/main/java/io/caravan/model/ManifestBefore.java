package io.caravan.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the artefacts of another run say, ours or dbt's: {@code --state DIR}.
 *
 * @param target where the newest {@code sources.json} of this project is
 */
final class ManifestBefore implements Before {
  private final Project project;
  private final ArtefactFolder state;
  private final ArtefactFolder target;
  private Map<?, ?> manifest;

  ManifestBefore(Project project, Path state, Path target) {
    this.project = project;
    this.state = new ArtefactFolder(state);
    this.target = new ArtefactFolder(target);
  }

  private synchronized Map<?, ?> manifest() {
    if (manifest == null) {
      manifest = state.read("manifest.json");
    }
    return manifest;
  }

  @Override
  public boolean knows(String id) {
    return true;
  }

  @Override
  public Optional<Marks> marks(String id) {
    for (String section : Set.of("nodes", "sources", "exposures", "unit_tests")) {
      if (manifest().get(section) instanceof Map<?, ?> nodes
          && nodes.get(id) instanceof Map<?, ?> found) {
        // Macros are those that the node calls now, with the texts they had: which ones come along
        // with dbt itself is no change.
        Map<String, String> macros = new TreeMap<>();
        project
            .marks(id)
            .macros()
            .keySet()
            .forEach(macro -> text(macro).ifPresent(text -> macros.put(macro, text)));
        Map<String, String> inlined =
            project.node(id).isPresent() ? project.marks(id).inlined() : Map.of();
        return Optional.of(new Marks(Marks.parts(found), macros, inlined));
      }
    }
    return Optional.empty();
  }

  private Optional<String> text(String macro) {
    return manifest().get("macros") instanceof Map<?, ?> macros
            && macros.get(macro) instanceof Map<?, ?> found
        ? Optional.of(Marks.digest(String.valueOf(found.get("macro_sql")).strip()))
        : Optional.empty();
  }

  @Override
  public Set<String> withResult(String status) {
    return state.withResult(status);
  }

  @Override
  public Set<String> fresher() {
    Map<String, String> before = state.newestRows();
    Set<String> fresher = new TreeSet<>();
    target
        .newestRows()
        .forEach(
            (id, newest) -> {
              if (newest.compareTo(before.getOrDefault(id, "")) > 0) {
                fresher.add(id);
              }
            });
    return fresher;
  }
}
