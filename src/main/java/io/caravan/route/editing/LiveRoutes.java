package io.caravan.route.editing;

import io.caravan.record.FileVersion;
import io.caravan.record.Place;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import io.caravan.record.WatchedFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.model.ModelCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes of the project while they run and are edited. What was saved is checked first, and
 * takes over only if it is right; only the routes that an edit touches stop, after their batches in
 * flight; a file that is wrong leaves its last right version running.
 */
public final class LiveRoutes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);

  // A wait that a person does not notice is not told.
  private static final Duration AT_ONCE = Duration.ofMillis(300);

  private final ModelCamelContext context;
  private final RouteCheck check;
  private final Clock clock;
  private final Duration patience;
  private final RunningRoutes routes;
  private RouteProject applied = RouteProject.empty();
  private SortedMap<String, FileVersion> seen = new TreeMap<>();
  private volatile EditingState state = new EditingState(0, new TreeMap<>());
  private WatchedFolder watched;

  LiveRoutes(ModelCamelContext context, RouteCheck check, Clock clock, Duration patience) {
    this.context = context;
    this.check = check;
    this.clock = clock;
    this.patience = patience;
    this.routes = new RunningRoutes(context);
  }

  /** How the saved files stand to what runs. */
  public EditingState state() {
    return state;
  }

  /**
   * Starts the routes of a project that was never running.
   *
   * @throws ProjectException when anything in it is wrong: nothing runs then
   */
  synchronized void start(SortedMap<String, FileVersion> files) {
    RouteProject project = RouteProject.of(files);
    List<Problem> problems = check.check(project);
    if (problems.isEmpty()) {
      problems = swap(project);
    }
    if (!problems.isEmpty()) {
      throw new ProjectException(problems);
    }
    settle(project, project.versions().keySet(), Set.of(), List.of(), FileState.Status.REFUSED);
  }

  void watch(Path folder, Duration interval, RouteFiles files) {
    watched =
        new WatchedFolder(
                folder,
                RouteProject::wanted,
                interval,
                files.inFolder(applied.versions()),
                saved -> take(files.inProject(saved)))
            .start();
  }

  /**
   * Takes over what was saved, as far as it is right.
   *
   * @return false when it is right but must wait for batches in flight, and should be offered again
   */
  synchronized boolean take(SortedMap<String, FileVersion> files) {
    long begin = System.nanoTime();
    RouteProject saved = RouteProject.of(files);
    List<Problem> problems = new ArrayList<>();
    RouteProject right = rightPartOf(saved, problems);
    Set<String> changed = changed(right);
    if (!drained(routes.notIn(right), saved, changed)) {
      return false;
    }
    problems.addAll(swap(right));
    report(changed, problems, resaved(saved), (System.nanoTime() - begin) / 1_000_000);
    settle(saved, changed, changed(saved), problems, FileState.Status.REFUSED);
    // What could neither be started nor put back is tried again: the port may become free, the
    // server may come back.
    return routes.complete(applied);
  }

  private boolean drained(List<RunningRoute> stopping, RouteProject saved, Set<String> changed) {
    Drain drain = new Drain(context, stopping).begin();
    if (drain.doneWithin(AT_ONCE)) {
      return true;
    }
    String busy = stopping.stream().map(RunningRoute::id).collect(Collectors.joining(", "));
    Problem waits =
        new Problem(
            Place.file(changed.iterator().next()),
            "Cannot take over yet: a batch of " + busy + " is still in flight.",
            "Nothing to do: it takes over when the batch is done.");
    settle(saved, changed, changed, List.of(waits), FileState.Status.WAITING);
    if (drain.doneWithin(patience)) {
      return true;
    }
    drain.giveUp();
    return false;
  }

  /** The saved files, those that are wrong replaced by their last right version. */
  private RouteProject rightPartOf(RouteProject saved, List<Problem> problems) {
    Set<String> wrong = new HashSet<>();
    RouteProject candidate = saved;
    for (List<Problem> found = check(saved); !found.isEmpty(); found = check(candidate)) {
      problems.addAll(found.stream().filter(problem -> !problems.contains(problem)).toList());
      if (!wrong.addAll(found.stream().map(problem -> problem.place().file()).toList())) {
        return oneByOne(
            saved); // What is wrong shows in a file that was not edited: the cause is another one.
      }
      candidate = without(saved, wrong);
      if (candidate.versions().equals(applied.versions())) {
        return applied;
      }
    }
    return candidate;
  }

  private List<Problem> check(RouteProject project) {
    return check.check(
        project,
        file ->
            applied.versions().containsKey(file)
                && applied.versions().get(file).equals(project.versions().get(file)));
  }

  private RouteProject oneByOne(RouteProject saved) {
    RouteProject right = applied;
    for (String file : changed(saved)) {
      SortedMap<String, FileVersion> versions = new TreeMap<>(right.versions());
      versions.remove(file);
      versions.putAll(
          saved.versions().containsKey(file) ? Map.of(file, saved.versions().get(file)) : Map.of());
      RouteProject candidate = RouteProject.of(versions);
      right = check(candidate).isEmpty() ? candidate : right;
    }
    return right;
  }

  private RouteProject without(RouteProject saved, Set<String> wrong) {
    SortedMap<String, FileVersion> versions = new TreeMap<>(saved.versions());
    for (String file : wrong) {
      versions.remove(file);
      if (applied.versions().containsKey(file)) {
        versions.put(file, applied.versions().get(file));
      }
    }
    return RouteProject.of(versions);
  }

  private Set<String> changed(RouteProject project) {
    Set<String> changed = new TreeSet<>();
    project
        .versions()
        .forEach(
            (file, version) ->
                changed.addAll(
                    version.equals(applied.versions().get(file)) ? Set.of() : Set.of(file)));
    applied.versions().keySet().stream()
        .filter(file -> !project.versions().containsKey(file))
        .forEach(changed::add);
    return changed;
  }

  /** Lets a project run, or puts back what ran before. */
  private List<Problem> swap(RouteProject next) {
    RouteProject before = applied;
    try {
      routes.become(before, next);
      applied = next;
      return List.of();
    } catch (RouteFailure e) {
      Problem problem =
          new CamelFailure(context, next).explain(e, e.entry().file(), e.entry().node());
      return putBack(next, problem);
    }
  }

  private List<Problem> putBack(RouteProject next, Problem problem) {
    try {
      routes.become(next, applied);
      return List.of(problem);
    } catch (RouteFailure e) {
      return List.of(
          problem,
          new CamelFailure(context, applied).explain(e, e.entry().file(), e.entry().node()));
    }
  }

  private void settle(
      RouteProject saved,
      Set<String> changed,
      Set<String> marked,
      List<Problem> problems,
      FileState.Status status) {
    Set<String> files = new TreeSet<>(saved.versions().keySet());
    files.addAll(marked);
    SortedMap<String, FileState> states = new TreeMap<>();
    for (String file : files) {
      FileState now =
          marked.contains(file)
              ? notLive(file, status, problems)
              : new FileState(file, FileState.Status.LIVE, clock.instant(), List.of());
      FileState old = state.files().get(file);
      boolean same =
          old != null
              && old.status() == now.status()
              && old.problems().equals(now.problems())
              && !changed.contains(file);
      states.put(file, same ? old : now);
    }
    state = new EditingState(state.edits() + 1, Collections.unmodifiableSortedMap(states));
  }

  private FileState notLive(String file, FileState.Status status, List<Problem> problems) {
    List<Problem> own =
        problems.stream().filter(problem -> problem.place().file().equals(file)).toList();
    if (own.isEmpty()) {
      own = problems; // It is right by itself, and makes others wrong.
    }
    return new FileState(file, status, clock.instant(), own);
  }

  /** Files that are not as they were when they were looked at last. */
  private Set<String> resaved(RouteProject saved) {
    Set<String> resaved = new TreeSet<>(saved.versions().keySet());
    resaved.removeIf(file -> saved.versions().get(file).equals(seen.get(file)));
    seen = saved.versions();
    return resaved;
  }

  /** A problem is told once, and again when its file was saved with it once more. */
  private void report(
      Set<String> changed, List<Problem> problems, Set<String> resaved, long millis) {
    problems.stream()
        .filter(p -> !state.problems().contains(p) || resaved.contains(p.place().file()))
        .forEach(problem -> LOG.warn("{}\n  The version before runs on.", problem));
    if (!changed.isEmpty() && problems.isEmpty()) {
      LOG.info("Live after {} ms: {}", millis, String.join(", ", changed));
    }
  }

  /** Stops watching. The routes stop with their context. */
  @Override
  public void close() {
    if (watched != null) {
      watched.close();
    }
  }
}
