package io.caravan.model;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The projects of one folder: one for each target and each set of variables. */
final class WatchedProjects {
  // Routes have few sets of variables, a command line may try many.
  private static final int KEPT = 16;
  private final Path folder;
  private final ProjectSettings settings;
  private final Map<Map.Entry<String, Map<String, Object>>, WatchedProject> watched =
      new LinkedHashMap<>(8, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(
            Map.Entry<Map.Entry<String, Map<String, Object>>, WatchedProject> eldest) {
          return size() > KEPT;
        }
      };

  WatchedProjects(Path folder, ProjectSettings settings) {
    this.folder = folder;
    this.settings = settings;
  }

  synchronized WatchedProject of(String target, Map<String, Object> vars) {
    return watched.computeIfAbsent(
        Map.entry(target, vars),
        given ->
            new WatchedProject(
                folder, new Profiles(folder).settings(settings, target).withVars(vars)));
  }
}
