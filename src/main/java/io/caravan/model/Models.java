package io.caravan.model;

import io.caravan.engine.SqlEngine;
import io.caravan.engine.SqlFailure;
import io.caravan.jinja.JinjaException;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Snapshot;
import io.caravan.quality.Suites;
import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/**
 * The models of one project, ready to be built. Thread-safe; reads the project again when its files
 * have changed, and keeps the version that was right for as long as the files are wrong.
 */
public final class Models {
  // Each set of variables makes a project of its own; routes have few, a command line may try many.
  private static final int KEPT = 16;
  private static final Set<NodeKind> NOT_COMPILED = Set.of(NodeKind.SEED, NodeKind.EXPOSURE);
  private final Path folder;
  private final ProjectSettings settings;
  private final Lake lake;
  private final SqlEngine engine;
  private final Clock clock;
  private final Supplier<String> ids;
  private final ConcurrentHashMap<DatasetName, Lock> locks = new ConcurrentHashMap<>();
  private volatile SuiteAudit suites;
  private final AuditMemory memory = new AuditMemory();
  private final List<PublishListener> listeners = new CopyOnWriteArrayList<>();
  private final Map<Map<String, Object>, WatchedProject> watched =
      new LinkedHashMap<>(8, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Map<String, Object>, WatchedProject> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * @param folder where {@code dbt_project.yml} is
   * @param settings target, variables and the datasets that routes write
   */
  public Models(Path folder, ProjectSettings settings, Lake lake, SqlEngine engine, Clock clock) {
    this(folder, settings, lake, engine, clock, () -> UUID.randomUUID().toString());
  }

  Models(
      Path folder,
      ProjectSettings settings,
      Lake lake,
      SqlEngine engine,
      Clock clock,
      Supplier<String> ids) {
    this.folder = folder;
    this.settings = settings;
    this.lake = lake;
    this.engine = engine;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * From now on, the suite {@code <table>_<layer>} is part of the audit of the model {@code
   * <layer>.<table>}.
   */
  public void auditBy(Suites audited) {
    suites = new SuiteAudit(audited);
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
  public Project project() {
    return watched(Map.of()).now(known());
  }

  /** Everything that is wrong in the files as they are now; empty when all is right. */
  public List<Problem> problems() {
    return watched(Map.of()).problems(known());
  }

  private synchronized WatchedProject watched(Map<String, Object> vars) {
    return watched.computeIfAbsent(
        vars, given -> new WatchedProject(folder, settings.withVars(given)));
  }

  private Set<DatasetName> known() {
    Set<DatasetName> known = new HashSet<>(settings.datasets());
    known.addAll(lake.tables());
    known.addAll(lake.views());
    return known;
  }

  /**
   * Builds seeds, snapshots and models, each audited by its tests before readers see it, and runs
   * the tests that gate nothing.
   */
  public Invocation build(Selection selection, RunOptions options) {
    return run(
        "build",
        selection,
        options,
        Set.of(NodeKind.MODEL, NodeKind.SEED, NodeKind.SNAPSHOT),
        true);
  }

  /** Builds models, each audited by its tests before readers see it. */
  public Invocation run(Selection selection, RunOptions options) {
    return run("run", selection, options, Set.of(NodeKind.MODEL), false);
  }

  /** Loads seeds, each audited by its tests before readers see it. */
  public Invocation seed(Selection selection, RunOptions options) {
    return run("seed", selection, options, Set.of(NodeKind.SEED), false);
  }

  /** Takes snapshots, each audited by its tests before readers see it. */
  public Invocation snapshot(Selection selection, RunOptions options) {
    return run("snapshot", selection, options, Set.of(NodeKind.SNAPSHOT), false);
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
    Map<String, String> named = new LinkedHashMap<>();
    try (Workbench bench = new Workbench(engine.session(), lake, facts.snapshots())) {
      compiled(read, selection.in(read, before(read, options)), bench, facts)
          .forEach((id, sql) -> named.put(read.node(id).orElseThrow().label(), sql));
    }
    return named;
  }

  /**
   * Writes {@code manifest.json}, with the SQL of what is selected, and {@code catalog.json}: what
   * dbt's documentation site shows.
   *
   * @return the folder they are in
   * @throws ProjectException when the project or the selection is wrong
   */
  public Path docs(Selection selection, RunOptions options) {
    Project read = projectWith(options);
    RunFacts facts = facts("docs generate", options);
    try (Workbench bench = new Workbench(engine.session(), lake, facts.snapshots())) {
      artefacts(read, facts)
          .writeDocs(
              compiled(read, selection.in(read, before(read, options)), bench, facts), bench);
    }
    return folder.resolve(settings.artefacts());
  }

  private static Map<String, String> compiled(
      Project read, Collection<String> chosen, Workbench bench, RunFacts facts) {
    Map<String, String> compiled = new LinkedHashMap<>();
    for (String id : read.graph().order()) {
      Node node = read.node(id).orElse(null);
      if (node != null && chosen.contains(id) && node.isA(NodeKind.UNIT_TEST)) {
        compiled.put(id, new UnitTests(read, bench, facts).sql(node));
      } else if (node != null && chosen.contains(id) && !NOT_COMPILED.contains(node.kind())) {
        String sql =
            node.isA(NodeKind.TEST)
                ? read.compiler().tests(bench, facts).rows(node)
                : read.compiler().compile(node, bench, facts);
        compiled.put(id, sql);
      }
    }
    return compiled;
  }

  /**
   * What a selection means, without running it.
   *
   * @throws ProjectException when the project or the selection is wrong
   */
  public List<Listed> list(Selection selection, RunOptions options) {
    Project read = projectWith(options);
    return read.listed(selection, before(read, options));
  }

  /**
   * How fresh the sources are that say how fresh they have to be; also in {@code sources.json}.
   *
   * @throws ProjectException when the project or the selection is wrong
   */
  public List<SourceAge> freshness(Selection selection, RunOptions options) {
    Project read = projectWith(options);
    RunFacts facts = facts("source freshness", options);
    List<SourceAge> ages = new ArrayList<>();
    try (Workbench bench = new Workbench(engine.session(), lake, facts.snapshots())) {
      SourceFreshness asking = new SourceFreshness(read, bench, facts);
      for (String id : selection.withSources(read, before(read, options))) {
        SourceTable source = read.sources().get(id);
        if (source != null) {
          Freshness.of(source.config())
              .ifPresent(freshness -> ages.add(asking.of(source, freshness)));
        }
      }
    }
    artefacts(read, facts).writeSources(ages);
    return ages;
  }

  /**
   * Runs a macro by itself.
   *
   * @param macro its name, with its package before it or not
   * @return what it returns; its text when it returns nothing
   * @throws ProjectException when there is no such macro, or it fails
   */
  public Object operation(String macro, Map<String, Object> arguments, RunOptions options) {
    Project read = projectWith(options);
    RunFacts facts = facts("run-operation", options);
    try (Workbench bench = new Workbench(engine.session(), lake, facts.snapshots())) {
      return read.compiler().run(new Operation(macro, arguments), bench, facts);
    } catch (SqlFailure | NodeFailure | JinjaException wrong) {
      throw new ProjectException(
          Place.file("macro '" + macro + "'"),
          "Cannot run it: " + NodeRun.message(wrong),
          "Correct the macro, or what --args gives it.");
    }
  }

  private Before before(Project read, RunOptions options) {
    Path target = folder.resolve(settings.artefacts());
    return options
        .state()
        .<Before>map(state -> new ManifestBefore(read, state, target))
        .orElseGet(() -> new PublishedBefore(read, lake, target));
  }

  private Artefacts artefacts(Project read, RunFacts facts) {
    return new Artefacts(folder.resolve(settings.artefacts()), read, facts);
  }

  private Invocation run(
      String command,
      Selection selection,
      RunOptions options,
      Set<NodeKind> built,
      boolean loneTests) {
    Project read = projectWith(options);
    RunFacts facts = facts(command, options);
    RunPlan plan = RunPlan.of(read, selection.in(read, before(read, options)), built);
    NodeRun runs =
        new NodeRun(
            read,
            new NodeRun.Publishing(
                lake, engine, this::published, locks, memory, Optional.ofNullable(suites)),
            facts);
    Execution execution = new Execution(read, plan, runs, facts, options.failFast());
    List<NodeResult> results = execution.run(settings.threads());
    execution
        .world()
        .filter(failed -> results.stream().noneMatch(result -> result.status().well()))
        .ifPresent(
            failed -> {
              throw failed;
            });
    if (loneTests) {
      results.addAll(LoneTests.run(plan.alone(), runs, facts));
    }
    Invocation invocation =
        new Invocation(
            facts.id(),
            command,
            facts.started(),
            Duration.between(facts.started(), clock.instant()),
            results);
    artefacts(read, facts).write(invocation);
    return invocation;
  }

  private void published(DatasetName dataset, Snapshot snapshot) {
    listeners.forEach(listener -> listener.published(dataset, snapshot));
  }

  private Project projectWith(RunOptions options) {
    return watched(options.vars()).lastRight(known());
  }

  private RunFacts facts(String command, RunOptions options) {
    Instant now = clock.instant();
    return new RunFacts(
        ids.get(),
        now,
        command,
        options.fullRefresh(),
        options.snapshots(),
        clock,
        new Batches.Asked(options.eventTimeStart(), options.eventTimeEnd()),
        Optional.empty());
  }

  /**
   * The selection, once it is known to mean something.
   *
   * @throws ProjectException when the project or the selection is wrong
   */
  public Selection checked(Selection selection) {
    Project read = project();
    selection.in(read, before(read, RunOptions.USUAL));
    return selection;
  }

  /** True once readers can see the dataset. */
  public boolean isThere(DatasetName dataset) {
    return lake.find(dataset)
        .map(table -> table.snapshot(LakeTable.MAIN).isPresent())
        .orElseGet(() -> lake.viewSql(dataset).isPresent());
  }

  /** For messages and the console. */
  public Path folder() {
    return folder;
  }
}
