package io.caravan.model;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The run that a folder of artefacts tells of. */
record LastRun(String command, Map<String, Object> arguments, Set<String> unwell) {
  private static final Set<String> STATUSES = Set.of("error", "fail", "skipped", "runtime error");
  private static final Set<String> COMMANDS = Set.of("build", "run", "seed", "snapshot", "test");

  /**
   * @throws ProjectException when there was none, or it cannot be run again
   */
  static LastRun of(ArtefactFolder folder) {
    Map<?, ?> results = folder.read("run_results.json");
    Map<String, Object> arguments = new LinkedHashMap<>();
    if (results.get("args") instanceof Map<?, ?> args) {
      args.forEach((key, value) -> arguments.put(String.valueOf(key), value));
    }
    String command = String.valueOf(arguments.get("which"));
    if (!COMMANDS.contains(command)) {
      throw new ProjectException(
          Place.file("retry"),
          "Cannot retry '" + command + "': it is no command that can be run again.",
          "Run build, run, seed, snapshot or test first.");
    }
    Set<String> unwell = new TreeSet<>();
    for (Map<?, ?> result : folder.results("run_results.json")) {
      if (STATUSES.contains(String.valueOf(result.get("status")))) {
        unwell.add(String.valueOf(result.get("unique_id")));
      }
    }
    return new LastRun(command, arguments, unwell);
  }

  /** How it was run; variables that are given now win. */
  RunOptions options(RunOptions now) {
    Map<String, Object> vars = new LinkedHashMap<>();
    if (arguments.get("vars") instanceof Map<?, ?> before) {
      before.forEach((key, value) -> vars.put(String.valueOf(key), value));
    }
    vars.putAll(now.vars());
    return new RunOptions(
        now.fullRefresh() || Boolean.TRUE.equals(arguments.get("full_refresh")),
        vars,
        now.failFast(),
        now.snapshots(),
        now.eventTimeStart(),
        now.eventTimeEnd(),
        now.state(),
        now.flags());
  }

  /** What was not well and is still there, with all the tests that hold it. */
  Set<String> failed(Project project) {
    Set<String> failed = new TreeSet<>(unwell);
    failed.retainAll(project.nodes().keySet());
    for (String id : Set.copyOf(failed)) {
      project.graph().children(id).stream()
          .filter(child -> project.node(child).filter(n -> n.kind().isTest()).isPresent())
          .forEach(failed::add);
    }
    return failed;
  }
}
