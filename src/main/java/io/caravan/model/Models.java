package io.caravan.model;

import io.caravan.engine.SqlEngine;
import io.caravan.lake.Lake;
import io.caravan.lake.Snapshot;
import io.caravan.record.DatasetName;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of one project, ready to be built. Thread-safe; reads the project again when its files have changed, and keeps the
 * version that was right for as long as the files are wrong.
 */
public final class Models {
  private static final Logger LOG = LoggerFactory.getLogger(Models.class);
  private final Path folder;
  private final ProjectSettings settings;
  private final Lake lake;
  private final SqlEngine engine;
  private final Clock clock;
  private final Supplier<String> ids;
  private final ConcurrentHashMap<DatasetName, Lock> locks = new ConcurrentHashMap<>();
  private final List<PublishListener> listeners = new CopyOnWriteArrayList<>();
  private Project project;
  private List<Problem> problems = List.of();
  private String fingerprint = "";

  /**
   * @param folder where {@code dbt_project.yml} is
   * @param settings target, variables and the datasets that routes write
   */
  public Models(Path folder, ProjectSettings settings, Lake lake, SqlEngine engine, Clock clock) {
    this(folder, settings, lake, engine, clock, () -> UUID.randomUUID().toString());
  }

  Models(Path folder, ProjectSettings settings, Lake lake, SqlEngine engine, Clock clock, Supplier<String> ids) {
    this.folder = folder;
    this.settings = settings;
    this.lake = lake;
    this.engine = engine;
    this.clock = clock;
    this.ids = ids;
  }

  /** Hears of every version that is published from now on. */
  public void listen(PublishListener listener) {
    listeners.add(listener);
  }

  /**
   * The project as its files are now.
   *
   * @throws ProjectException with everything that is wrong in them
   */
  public synchronized Project project() {
    look();
    if (!problems.isEmpty()) {
      throw new ProjectException(problems);
    }
    return project;
  }

  /** Everything that is wrong in the files as they are now; empty when all is right. */
  public synchronized List<Problem> problems() {
    look();
    return problems;
  }

  /** The project as its files are now, or as they last were right. */
  private synchronized Project lastRight() {
    look();
    if (project == null) {
      throw new ProjectException(problems);
    }
    return project;
  }

  private void look() {
    List<String> looked = project == null ? ProjectFile.usualFolders() : project.folders();
    Set<DatasetName> known = known();
    // What exists in the lake decides what undeclared sources may name, so a new table is a change of the project too.
    String now = Fingerprint.of(folder, looked) + new TreeSet<>(known);
    if (now.equals(fingerprint)) {
      return;
    }
    try {
      project = Project.read(folder, settings.withDatasets(known));
      problems = List.of();
      project.warnings().forEach(warning -> LOG.warn("{}", warning));
    } catch (ProjectException wrong) {
      problems = wrong.problems();
      LOG.error("Cannot use the models as they are now{}\n{}", project == null ? "." : "; the last right version goes on.", wrong.getMessage());
    }
    // Taken before reading: what changes meanwhile is seen next time. A project with folders of its own is read twice at first.
    fingerprint = project == null || looked.equals(project.folders()) ? now : "";
  }

  private Set<DatasetName> known() {
    Set<DatasetName> known = new HashSet<>(settings.datasets());
    known.addAll(lake.tables());
    known.addAll(lake.views());
    return known;
  }

  /** Builds seeds and models, each audited by its tests before readers see it, and runs the tests that gate nothing. */
  public Invocation build(Selection selection, RunOptions options) {
    return run("build", selection, options, Set.of(NodeKind.MODEL, NodeKind.SEED), true);
  }

  /** Builds models, each audited by its tests before readers see it. */
  public Invocation run(Selection selection, RunOptions options) {
    return run("run", selection, options, Set.of(NodeKind.MODEL), false);
  }

  /** Loads seeds, each audited by its tests before readers see it. */
  public Invocation seed(Selection selection, RunOptions options) {
    return run("seed", selection, options, Set.of(NodeKind.SEED), false);
  }

  /** Runs tests on what readers see now. */
  public Invocation test(Selection selection, RunOptions options) {
    return run("test", selection, options, Set.of(), true);
  }

  /**
   * The SQL of models, tests and analyses by the name they are selected by, without running it.
   *
   * @throws ProjectException when the project or the selection is wrong
   */
  public Map<String, String> compile(Selection selection, RunOptions options) {
    Project read = projectWith(options);
    RunFacts facts = facts("compile", options);
    Map<String, String> compiled = new LinkedHashMap<>();
    Collection<String> chosen = selection.in(read);
    try (Workbench bench = new Workbench(engine.session(), lake)) {
      for (String id : read.graph().order()) {
        Node node = read.node(id).orElse(null);
        if (node != null && chosen.contains(id) && !node.isA(NodeKind.SEED)) {
          String sql = node.isA(NodeKind.TEST) ? read.compiler().tests(bench, facts).rows(node) : read.compiler().compile(node, bench, facts);
          compiled.put(node.label(), sql);
        }
      }
    }
    return compiled;
  }

  private Invocation run(String command, Selection selection, RunOptions options, Set<NodeKind> built, boolean loneTests) {
    Project read = projectWith(options);
    RunFacts facts = facts(command, options);
    RunPlan plan = RunPlan.of(read, selection.in(read), built);
    NodeRun runs = new NodeRun(read, lake, engine, facts, this::published, locks);
    Execution execution = new Execution(read, plan, runs, facts, options.failFast());
    List<NodeResult> results = execution.run(settings.threads());
    execution.world().filter(failed -> results.stream().noneMatch(result -> result.status().well())).ifPresent(failed -> {
      throw failed;
    });
    if (loneTests) {
      results.addAll(LoneTests.run(plan.alone(), runs, facts));
    }
    Invocation invocation = new Invocation(facts.id(), command, facts.started(), Duration.between(facts.started(), clock.instant()), results);
    new Artefacts(folder.resolve("target"), read, facts).write(invocation);
    return invocation;
  }

  private void published(DatasetName dataset, Snapshot snapshot) {
    listeners.forEach(listener -> listener.published(dataset, snapshot));
  }

  private Project projectWith(RunOptions options) {
    return options.vars().isEmpty() ? lastRight() : Project.read(folder, settings.withDatasets(known()).withVars(options.vars()));
  }

  private RunFacts facts(String command, RunOptions options) {
    Instant now = clock.instant();
    return new RunFacts(ids.get(), now, command, options.fullRefresh(), clock);
  }

  /**
   * The selection, once it is known to mean something.
   *
   * @throws ProjectException when the project or the selection is wrong
   */
  public Selection checked(Selection selection) {
    selection.in(project());
    return selection;
  }

  /** For messages and the console. */
  public Path folder() {
    return folder;
  }
}
