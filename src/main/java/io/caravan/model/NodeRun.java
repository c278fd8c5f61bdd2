package io.caravan.model;

import io.caravan.engine.SqlEngine;
import io.caravan.engine.SqlFailure;
import io.caravan.jinja.JinjaException;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Snapshot;
import io.caravan.record.DatasetName;
import io.caravan.record.FencedException;
import io.caravan.record.KillPoint;
import io.caravan.record.ProjectException;
import io.caravan.record.WorldException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Builds one node: write to a branch, audit the branch, publish. */
final class NodeRun {
  // Maintenance may move a table between branch and publication; a second look is then enough, a
  // third is generous.
  private static final int ATTEMPTS = 3;

  private final Project project;
  private final Lake lake;
  private final SqlEngine engine;
  private final RunFacts facts;
  private final PublishListener listener;
  private final ConcurrentHashMap<DatasetName, Lock> locks;
  private final AuditMemory memory;
  private final Optional<SuiteAudit> suites;
  private final Optional<Grave> grave;

  NodeRun(Project project, Publishing publishing, RunFacts facts) {
    this.project = project;
    this.lake = publishing.lake();
    this.engine = publishing.engine();
    this.listener = publishing.listener();
    this.locks = publishing.locks();
    this.memory = publishing.memory();
    this.suites = publishing.suites();
    this.grave = publishing.grave();
    this.facts = facts;
  }

  /** What all runs of one process share. */
  record Publishing(
      Lake lake,
      SqlEngine engine,
      PublishListener listener,
      ConcurrentHashMap<DatasetName, Lock> locks,
      AuditMemory memory,
      Optional<SuiteAudit> suites,
      Optional<Grave> grave) {}

  /**
   * @throws WorldException when lake or engine cannot work at all; nothing was published
   */
  NodeResult build(Node node, List<Node> tests) {
    Instant started = facts.clock().instant();
    Lock lock = locks.computeIfAbsent(node.relation(), name -> new ReentrantLock());
    lock.lock();
    try {
      return attempts(node, tests, started);
    } catch (InputMissing early) {
      return result(
              node, NodeResult.Status.FAILED, -1, -1, started, early.getMessage(), "", List.of())
          .withMissing(early.dataset());
    } catch (SqlFailure | NodeFailure | ProjectException | JinjaException wrong) {
      return result(
          node,
          NodeResult.Status.FAILED,
          -1,
          -1,
          started,
          message(wrong),
          wrong instanceof SqlFailure sql ? sql.sql() : "",
          List.of());
    } finally {
      lock.unlock();
    }
  }

  private NodeResult attempts(Node node, List<Node> tests, Instant started) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(node, tests, started, attempt);
      } catch (FencedException movedOn) {
        if (attempt == ATTEMPTS) {
          throw movedOn;
        }
      }
    }
  }

  private NodeResult once(Node node, List<Node> all, Instant started, int attempt) {
    // Before anything is bound: what the query sees must not be older than what its rows go into.
    long base =
        lake.find(node.relation())
            .flatMap(t -> t.snapshot(LakeTable.MAIN))
            .map(Snapshot::id)
            .orElse(Build.NOTHING);
    List<Node> tests = all.stream().filter(test -> test.isA(NodeKind.TEST)).toList();
    try (Workbench bench = new Workbench(engine.session(), lake, facts.snapshots())) {
      project.compiler().onRunStart(node, bench, facts).forEach(sql -> statement(bench, sql));
      Inputs inputs = new Inputs(project, bench);
      inputs.require(node, tests);
      List<TestVerdict> units = new UnitTests(project, bench, facts).run(all);
      List<TestVerdict> wrong = units.stream().filter(unit -> unit.outcome().blocks()).toList();
      if (!wrong.isEmpty()) {
        String why =
            "%d of %d unit tests failed, nothing was built: %s"
                .formatted(wrong.size(), units.size(), named(wrong));
        return result(node, NodeResult.Status.BLOCKED, -1, -1, started, why, "", units);
      }
      Optional<EnforcedContract> contract = EnforcedContract.of(node);
      Optional<BatchRows.Loaded> batches =
          node.isA(NodeKind.MODEL) && Batches.isUsed(node.config())
              ? Optional.of(new BatchRows(node, bench, facts).load(project.compiler()))
              : Optional.empty();
      node.config().find("sql_header").ifPresent(sql -> statement(bench, String.valueOf(sql)));
      String sql =
          node.isA(NodeKind.SEED)
              ? SeedRows.load(node, bench)
              : batches.isPresent()
                  ? batches.get().sql()
                  : project.compiler().compile(node, bench, facts);
      bench.bindRead(sql);
      if (contract.isPresent()) {
        sql = contract.get().held(sql, bench);
      }
      node.config()
          .texts("pre_hook")
          .forEach(
              hook -> statement(bench, project.compiler().compileText(node, hook, bench, facts)));
      Quarantine.Sifted sifted = sifted(node, sql, inputs.judgeable(node, tests), bench);
      KillPoint.BEFORE_BUILD.pass();
      Build build =
          new Build(
              node,
              sifted.sql(),
              bench,
              facts.id(),
              attempt,
              base,
              batches.map(BatchRows.Loaded::window));
      Candidate candidate = Materializations.build(build, facts.fullRefresh());
      try {
        return audited(node, candidate, inputs, tests, units, bench, sql, sifted, started);
      } catch (RuntimeException | Error failed) {
        candidate.discard();
        throw failed;
      }
    }
  }

  private Quarantine.Sifted sifted(Node node, String sql, List<Node> tests, Workbench bench) {
    return grave
        .map(
            g ->
                new Quarantine(
                    g, bench, project.compiler().tests(bench, facts), suites, facts.id()))
        .map(quarantine -> quarantine.sift(node, sql, tests))
        .orElse(Quarantine.Sifted.whole(sql));
  }

  private NodeResult audited(
      Node node,
      Candidate candidate,
      Inputs inputs,
      List<Node> tests,
      List<TestVerdict> units,
      Workbench bench,
      String sql,
      Quarantine.Sifted sifted,
      Instant started) {
    List<Node> judged = inputs.judgeable(node, tests);
    List<TestVerdict> early = inputs.early(node, tests);
    candidate.show(bench);
    EnforcedContract.of(node)
        .ifPresent(contract -> contract.requireConstraints(node.relation(), bench));
    Delta delta = delta(node, candidate, bench);
    Audit audit = new Audit(bench, project.compiler().tests(bench, facts), delta, facts);
    List<TestVerdict> verdicts = new ArrayList<>(audit.run(judged));
    verdicts.addAll(early);
    verdicts.addAll(units);
    suites.ifPresent(
        suite -> verdicts.addAll(suite.run(node.relation(), snapshot(candidate), bench)));
    List<TestVerdict> blocking =
        verdicts.stream().filter(verdict -> verdict.outcome().blocks()).toList();
    if (!blocking.isEmpty()) {
      candidate.discard();
      String why =
          "%d of %d tests failed, readers still see the version before: %s"
              .formatted(blocking.size(), verdicts.size(), reasons(blocking));
      return result(
          node, NodeResult.Status.BLOCKED, candidate.rows(), -1, started, why, sql, verdicts);
    }
    node.config()
        .texts("post_hook")
        .forEach(
            hook -> statement(bench, project.compiler().compileText(node, hook, bench, facts)));
    // Letters first: a row that is in neither would be lost, one that dies twice is one letter.
    sifted.bury().run();
    KillPoint.BEFORE_PUBLISH.pass();
    Optional<Snapshot> snapshot = candidate.publish();
    KillPoint.AFTER_PUBLISH.pass();
    describe(node);
    remember(node, candidate, snapshot, delta, audit);
    snapshot.ifPresent(published -> listener.published(node.relation(), published));
    boolean warned =
        verdicts.stream().anyMatch(verdict -> verdict.outcome() == TestVerdict.Outcome.WARNED);
    boolean same = candidate instanceof Candidate.Same;
    NodeResult.Status status =
        warned || !sifted.told().isEmpty()
            ? NodeResult.Status.WARNED
            : same ? NodeResult.Status.UNCHANGED : NodeResult.Status.SUCCESS;
    String message =
        same ? "nothing new" : candidate.rows() < 0 ? "view" : candidate.rows() + " rows";
    List<TestVerdict> warnings =
        verdicts.stream()
            .filter(verdict -> verdict.outcome() == TestVerdict.Outcome.WARNED)
            .toList();
    message += sifted.told().isEmpty() ? "" : "; " + sifted.told();
    message += warnings.isEmpty() ? "" : "; warned by " + named(warnings);
    return result(
        node,
        status,
        candidate.rows(),
        snapshot.map(Snapshot::id).orElse(-1L),
        started,
        message,
        sql,
        verdicts);
  }

  /** What the candidate adds to a version that this process has audited. */
  private Delta delta(Node node, Candidate candidate, Workbench bench) {
    LakeTable table = lake.find(node.relation()).orElse(null);
    String relation = Relation.quote(node.relation());
    if (table != null && candidate instanceof Candidate.Same) {
      long snapshot = table.snapshot(LakeTable.MAIN).map(Snapshot::id).orElse(-1L);
      return new Delta(relation, "", memory.of(table, snapshot), List.of());
    }
    if (candidate instanceof Candidate.Branch branch && !branch.added().isEmpty()) {
      DatasetName added = new DatasetName("caravan_added", node.relation().table());
      bench.bindCandidate(added, branch.scanOfAdded());
      List<String> key =
          Incremental.strategy(node.config()).equals("merge")
                  && Replaced.predicates(node.config()).isEmpty()
              ? node.config().texts("unique_key")
              : List.of();
      return new Delta(
          relation, Relation.quote(added), memory.of(branch.table(), branch.base()), key);
    }
    return Delta.UNKNOWN;
  }

  private static OptionalLong snapshot(Candidate candidate) {
    return candidate instanceof Candidate.Branch branch
        ? OptionalLong.of(branch.snapshot())
        : OptionalLong.empty();
  }

  private void remember(
      Node node, Candidate candidate, Optional<Snapshot> published, Delta delta, Audit audit) {
    Set<String> passed = new HashSet<>(audit.passed());
    Optional<Snapshot> visible = published;
    if (candidate instanceof Candidate.Same) {
      // The rows are the same, so what was known of them still is, whether or not it was asked
      // again.
      passed.addAll(delta.passed());
      visible = lake.find(node.relation()).flatMap(table -> table.snapshot(LakeTable.MAIN));
    }
    visible.ifPresent(snapshot -> memory.remember(node.relation(), snapshot.id(), passed));
  }

  private static String reasons(List<TestVerdict> blocking) {
    return named(blocking);
  }

  private static String named(List<TestVerdict> verdicts) {
    return String.join(
        "; ",
        verdicts.stream().map(verdict -> verdict.name() + " (" + verdict.message() + ")").toList());
  }

  private void statement(Workbench bench, String sql) {
    if (!sql.isBlank()) {
      bench.bindRead(sql);
      bench.session().execute(sql);
    }
  }

  /** Keeps with the table what the project says of it; written only when it says something new. */
  private void describe(Node node) {
    Map<String, String> wanted = Build.properties(node);
    wanted.put(PublishedBefore.PROPERTY, project.marks(node.id()).write());
    Optional<LakeTable> table = lake.find(node.relation());
    if (table.isEmpty()
        && !lake.viewProperties(node.relation()).entrySet().containsAll(wanted.entrySet())) {
      lake.setViewProperties(node.relation(), wanted);
    }
    if (table.isPresent() && !table.get().properties().entrySet().containsAll(wanted.entrySet())) {
      table.get().setProperties(wanted);
    }
  }

  /** Runs tests on what readers see now. */
  List<TestVerdict> test(List<Node> tests) {
    try (Workbench bench = new Workbench(engine.session(), lake, facts.snapshots())) {
      if (!tests.isEmpty()) {
        project
            .compiler()
            .onRunStart(tests.get(0), bench, facts)
            .forEach(sql -> statement(bench, sql));
      }
      List<TestVerdict> verdicts = new ArrayList<>(new UnitTests(project, bench, facts).run(tests));
      List<Node> ofData = tests.stream().filter(test -> test.isA(NodeKind.TEST)).toList();
      verdicts.addAll(
          new Audit(bench, project.compiler().tests(bench, facts), Delta.UNKNOWN, facts)
              .run(ofData));
      Map<String, TestVerdict> byId = new HashMap<>();
      verdicts.forEach(verdict -> byId.put(verdict.id(), verdict));
      return tests.stream().map(test -> byId.get(test.id())).toList();
    }
  }

  static String message(RuntimeException wrong) {
    return wrong instanceof JinjaException template
        ? template.problem().toString()
        : String.valueOf(wrong.getMessage()).strip();
  }

  NodeResult result(
      Node node,
      NodeResult.Status status,
      long rows,
      long snapshot,
      Instant started,
      String message,
      String sql,
      List<TestVerdict> verdicts) {
    return new NodeResult(
        node.id(),
        node.kind(),
        node.label(),
        status,
        rows,
        snapshot,
        started,
        Duration.between(started, facts.clock().instant()),
        message,
        sql,
        verdicts,
        List.of());
  }
}
