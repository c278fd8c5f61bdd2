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
  private static final Set<NodeKind> BUILT =
      Set.of(NodeKind.MODEL, NodeKind.SEED, NodeKind.SNAPSHOT);
  private final Path folder;
  private final ProjectSettings settings;
  private final Lake lake;
  private final SqlEngine engine;
  private final Clock clock;
  private final Supplier<String> ids;
  private final ConcurrentHashMap<DatasetName, Lock> locks = new ConcurrentHashMap<>();
  private volatile SuiteAudit suites;
  private volatile Grave grave;
  private final AuditMemory memory = new AuditMemory();
  private final List<PublishListener> listeners = new CopyOnWriteArrayList<>();
  private final WatchedProjects watched;

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
    this.watched = new WatchedProjects(folder, settings);
  }

  /**
   * From now on, the suite {@code <table>_<layer>} is part of the audit of the model {@code
   * <layer>.<table>}.
   */
  public void auditBy(Suites audited) {
    suites = new SuiteAudit(audited);
  }

  /**
   * From now on, rows that break a check whose failure means quarantine are kept there, and the
   * rest is published; until then such a check blocks.
   */
  public void buryIn(Grave rows) {
    grave = rows;
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
    return watched.of("", Map.of()).now(known());
  }

  /** Everything that is wrong in the files as they are now; empty when all is right. */
  public List<Problem> problems() {
    return watched.of("", Map.of()).problems(known());
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
    return run("build", selection, options, BUILT, true);
  }

  /**
   * Runs the last command again, for what failed, was blocked or was skipped.
   *
   * @throws ProjectException when there was no run, or it was no such command
   */
  public Invocation retry(RunOptions options) {
    Path target = folder.resolve(settings.artefacts());
    LastRun last = LastRun.of(new ArtefactFolder(options.state().orElse(target)));
    RunOptions again = last.options(options);
    Project read = projectWith(again);
    Set<String> failed = last.failed(read);
    return switch (last.command()) {
      case "run" -> run("run", read, failed, again, Set.of(NodeKind.MODEL), false);
      case "seed" -> run("seed", read, failed, again, Set.of(NodeKind.SEED), false);
      case "snapshot" -> run("snapshot", read, failed, again, Set.of(NodeKind.SNAPSHOT), false);
      case "test" -> run("test", read, failed, again, Set.of(), true);
      default -> run("build", read, failed, again, BUILT, true);
    };
  }

  /**
   * What building everything that was edited would do, and why; changes nothing.
   *
   * @throws ProjectException when the project or the selection is wrong
   */
  public List<Planned> plan(Selection selection, RunOptions options) {
    Project read = projectWith(options);
    Before before = before(read, options);
    return new Planning(read, before, lake, options.fullRefresh(), selection.in(read, before))
        .all();
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
      new Compilation(read, bench, facts)
          .of(selection.in(read, before(read, options)))
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
              new Compilation(read, bench, facts).of(selection.in(read, before(read, options))),
              bench);
    }
    return folder.resolve(settings.artefacts());
  }

  /**
   * What the columns of a model are made of.
   *
   * @param name of the model or its dataset; with a column behind it or without
   * @throws ProjectException when there is no such model or column, or its query is not understood
   */
  public List<ColumnOrigin> lineage(String name, RunOptions options) {
    Project read = projectWith(options);
    RunFacts facts = facts("compile", options);
    try (Workbench bench = new Workbench(engine.session(), lake, facts.snapshots())) {
      return new Origins(read, Lineage.of(read, bench, facts)).of(name);
    }
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
    return run(command, read, selection.in(read, before(read, options)), options, built, loneTests);
  }

  private Invocation run(
      String command,
      Project read,
      Set<String> chosen,
      RunOptions options,
      Set<NodeKind> built,
      boolean loneTests) {
    RunFacts facts = facts(command, options);
    if (options.flags().warnError() && !read.warnings().isEmpty()) {
      throw new ProjectException(read.warnings());
    }
    options.flags().window(facts.started());
    RunPlan plan = RunPlan.of(read, chosen, built);
    NodeRun runs =
        new NodeRun(
            read,
            new NodeRun.Publishing(
                lake,
                engine,
                this::published,
                locks,
                memory,
                Optional.ofNullable(suites),
                Optional.ofNullable(grave)),
            facts);
    Execution execution = new Execution(read, plan, runs, facts, options.failFast());
    List<NodeResult> results = execution.run(options.flags().threadsOr(settings.threads()));
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
    if (!results.isEmpty() && read.compiler().hasEndHooks()) {
      try (Workbench bench = new Workbench(engine.session(), lake, facts.snapshots())) {
        new EndHooks(read, bench, facts, runs).run(List.copyOf(results)).ifPresent(results::add);
      }
    }
    Invocation invocation =
        new Invocation(
            facts.id(),
            command,
            facts.started(),
            Duration.between(facts.started(), clock.instant()),
            results);
    artefacts(read, facts).write(invocation, options);
    return invocation;
  }

  private void published(DatasetName dataset, Snapshot snapshot) {
    listeners.forEach(listener -> listener.published(dataset, snapshot));
  }

  private Project projectWith(RunOptions options) {
    return watched.of(options.flags().target(), options.vars()).lastRight(known());
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
        Optional.empty(),
        options.flags());
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
