package io.caravan.runs;

import io.caravan.record.FencedException;
import io.caravan.record.WorldException;
import io.caravan.runs.Database.Transaction;
import io.caravan.runs.Planner.RouteState;
import io.caravan.runs.Planner.Step;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The book of runs: one for all instances of a project, in a relational database. Every decision
 * about a route is made while its row is locked, so that an interval runs once however many
 * instances ask; a run belongs to whoever claimed it last, and only that claim can end it.
 *
 * <p>When intervals are due follows the given clock. Leases follow the database's clock, so that
 * instances need not agree on the time.
 */
public final class Ledger implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
  private final Database database;
  private final Clock clock;
  private final Instance self;
  private final RunIds ids;
  private final Leases leases;
  private final Waits waits = new Waits();
  private final Map<String, Instant> idleAt = new ConcurrentHashMap<>();
  private final List<RunListener> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param source where the tables are, or will be made
   * @param clock says what is due
   * @param self who claims
   * @param lease how long a claim outlives its instance's last sign of life
   */
  public Ledger(DataSource source, Clock clock, Instance self, Duration lease) {
    this.database = new Database(source);
    this.clock = clock;
    this.self = self;
    this.ids = new RunIds(clock, new java.security.SecureRandom()::nextLong);
    LedgerSchema.migrate(database);
    this.leases = new Leases(database, lease);
  }

  public void listen(RunListener listener) {
    listeners.add(listener);
  }

  /**
   * Begins the route's next run, if one is due and there is room: the caller must {@link #succeed}
   * or {@link #fail} it.
   */
  public Optional<Claim> claim(String route, IntervalPolicy policy) {
    String what = "claim a run of " + route;
    Instant now = now();
    Set<String> held = waits.held(route); // asks the lake: not while the route is locked
    Boolean idle =
        database.transact(
            what,
            t -> {
              Optional<RouteState> state = RouteRows.find(t, route);
              return state.isPresent()
                  && Planner.plan(policy, state.get(), now).isEmpty()
                  && next(policy, state.get(), now, free(t.now(), held)).isEmpty();
            });
    if (idle) {
      idleAt.put(route, now);
      return Optional.empty();
    }
    RouteRows.ensure(database, route, now);
    List<Run> late = new ArrayList<>();
    Optional<Claim> claim =
        database.transact(
            what,
            t -> {
              late.clear();
              RouteState state = RouteRows.lock(t, route);
              for (Step step : Planner.plan(policy, state, now)) {
                apply(t, route, policy, step, now).ifPresent(late::add);
              }
              Optional<Run> next = next(policy, RouteRows.lock(t, route), now, free(t.now(), held));
              return next.isPresent()
                  ? Optional.of(take(t, next.get(), policy.retry(), now))
                  : Optional.empty();
            });
    late.forEach(this::missed);
    claim.ifPresent(leases::keep);
    return claim;
  }

  /**
   * Begins the route's run for the newest snapshot of the table it depends on, or a retry. A
   * snapshot that arrives while a run is going waits, and a newer one takes its place; a waiting
   * retry gives way to the newer snapshot.
   *
   * @param newest the newest snapshot that the route has not {@linkplain RunHistory#triedSnapshot
   *     tried}; null for none
   */
  public Optional<Claim> claimChange(String route, ChangePolicy policy, Long newest) {
    String what = "claim a run of " + route;
    Instant now = now();
    Set<String> held = waits.held(route);
    if (newest == null) {
      boolean idle =
          database.transact(
              what,
              t -> {
                Optional<RouteState> state = RouteRows.find(t, route);
                return state.isEmpty()
                    || Planner.next(1, 1, state.get(), now, free(t.now(), held)).isEmpty();
              });
      if (idle) {
        return Optional.empty();
      }
    }
    RouteRows.ensure(database, route, now);
    Optional<Claim> claim =
        database.transact(
            what,
            t -> {
              RouteState state = RouteRows.lock(t, route);
              if (newest != null
                  && !state.paused()
                  && !newest.equals(RouteRows.triedSnapshot(t, route).orElse(null))) {
                RouteRows.enterChange(
                    t,
                    state,
                    RunRows.fresh(
                        ids.next(), route, null, newest, null, RunState.DUE, now, policy.tags()));
              }
              Optional<Run> next =
                  Planner.next(1, 1, RouteRows.lock(t, route), now, free(t.now(), held));
              return next.isPresent()
                  ? Optional.of(take(t, next.get(), policy.retry(), now))
                  : Optional.empty();
            });
    claim.ifPresent(leases::keep);
    return claim;
  }

  private static Optional<Run> next(
      IntervalPolicy policy, RouteState state, Instant now, Predicate<Run> free) {
    return Planner.next(policy.concurrency(), policy.backfillConcurrency(), state, now, free);
  }

  private void missed(Run run) {
    LOG.warn(
        "Run {} of {} ({}) has missed its deadline; it is {}",
        run.id(),
        run.route(),
        run.subject(),
        run.state().spelling());
    listeners.forEach(l -> l.deadlineMissed(run));
  }

  /** The run that has become late, if the step says that one has. */
  private Optional<Run> apply(
      Transaction t, String route, IntervalPolicy policy, Step step, Instant now)
      throws SQLException {
    if (step instanceof Step.Enter enter) {
      Run run =
          RunRows.fresh(
              ids.next(), route, enter.interval(), null, null, RunState.DUE, now, policy.tags());
      RunRows.enter(t, "interval:" + enter.interval(), run);
      RouteRows.moveWatermark(t, route, enter.interval().end());
    } else if (step instanceof Step.Skip skip) {
      Run run =
          RunRows.fresh(
              ids.next(), route, skip.span(), null, null, RunState.MISSED, now, policy.tags());
      RunRows.enter(t, "missed:" + skip.span(), run);
      RouteRows.moveWatermark(t, route, skip.span().end());
    } else if (step instanceof Step.Replace replace) {
      t.update(
          "UPDATE caravan_run SET state = 'missed', ended = ? WHERE id = ? AND state = 'due'",
          now,
          replace.run().id());
    } else if (step instanceof Step.EnterBackfill enter) {
      Backfill backfill = enter.backfill();
      Run run =
          RunRows.fresh(
              ids.next(),
              route,
              enter.interval(),
              null,
              backfill.id(),
              RunState.DUE,
              now,
              policy.tags());
      RunRows.enter(t, "backfill:" + backfill.id() + ":" + enter.interval().start(), run);
      t.update(
          "UPDATE caravan_backfill SET next_time = ? WHERE id = ?",
          enter.interval().end(),
          backfill.id());
    } else if (step instanceof Step.EndBackfill end) {
      t.update(
          "UPDATE caravan_backfill SET state = 'done' WHERE id = ? AND state = 'open'",
          end.backfill().id());
    } else if (step instanceof Step.Late late) {
      t.update("UPDATE caravan_run SET deadline_missed = TRUE WHERE id = ?", late.run().id());
      return Optional.of(RunRows.load(t, late.run().id()));
    }
    return Optional.empty();
  }

  private Claim take(Transaction t, Run run, RetryPolicy retry, Instant now) throws SQLException {
    Instant databaseNow = t.now();
    int taken =
        t.update(
            """
            UPDATE caravan_run SET state = 'running', attempt = attempt + 1, claim = claim + 1, claimed_by = ?, lease_until = ?, heartbeat = ?,
              started = ?, not_before = NULL, error = NULL, verdict = NULL
            WHERE id = ? AND claim = ? AND state IN ('due', 'running', 'retrying', 'waiting')
            """,
            self.toString(),
            databaseNow.plus(leases.length()),
            databaseNow,
            now,
            run.id(),
            run.claim());
    if (taken != 1) {
      throw new IllegalStateException(
          "Cannot claim run %s: it changed while its route was locked.".formatted(run.id()));
    }
    waits.forget(run.id());
    return new Claim(RunRows.load(t, run.id()), retry);
  }

  /**
   * Whether nobody executes a running run any more (its lease has run out, or its instance is known
   * to be gone), or a waiting one has nothing to wait for that this process knows of.
   */
  private Predicate<Run> free(Instant databaseNow, Set<String> held) {
    return run ->
        run.state() == RunState.WAITING ? !held.contains(run.id()) : crashed(run, databaseNow);
  }

  private boolean crashed(Run run, Instant databaseNow) {
    return !leases.keeps(run.id())
        && (leases.leftUnended(run)
            || run.leaseUntil().isBefore(databaseNow)
            || self.knowsToBeGone(run.claimedBy()));
  }

  /**
   * Ends a run well.
   *
   * @throws FencedException when another instance has taken the run over: it will end it
   */
  public void succeed(Claim claim) {
    Instant now = now();
    Run run = end(claim, RunState.SUCCEEDED, 0, null, null, null, now);
    listeners.forEach(l -> l.succeeded(run));
  }

  /**
   * Ends an attempt that came too early: the run begins again as soon as what it waits for is
   * there.
   *
   * @throws FencedException when another instance has taken the run over: it will end it
   */
  public void postpone(Claim claim, WaitingException why) {
    Run run = end(claim, RunState.WAITING, 0, null, Causes.message(why), null, now());
    waits.add(run, why);
    listeners.forEach(l -> l.waits(run));
  }

  /**
   * True when nothing was due for an interval's route when this process asked, at that time or
   * later.
   */
  public boolean idleSince(String route, Instant when) {
    return !idleAt.getOrDefault(route, Instant.MIN).isBefore(when);
  }

  /** True while there is nothing yet that a waiting run could begin again for. */
  public boolean holdsBack(Run run) {
    return run.state() == RunState.WAITING && waits.held(run.route()).contains(run.id());
  }

  /**
   * Ends an attempt that failed: the run waits for its retry, or has failed for good when it has
   * none left or a gate blocked it.
   *
   * @throws FencedException when another instance has taken the run over: it will end it
   */
  public void fail(Claim claim, Throwable cause) {
    Instant now = now();
    int failures = claim.run().failures() + 1;
    Optional<BlockedException> blocked = Causes.find(cause, BlockedException.class);
    boolean again =
        blocked.isEmpty() && Causes.worthRetrying(cause) && claim.retry().allows(failures);
    Run run =
        end(
            claim,
            again ? RunState.RETRYING : RunState.FAILED,
            1,
            again ? now.plus(claim.retry().delayAfter(failures)) : null,
            Causes.message(cause),
            blocked.map(BlockedException::verdict).orElse(null),
            now);
    listeners.forEach(l -> l.failed(run));
  }

  private Run end(
      Claim claim,
      RunState state,
      int failed,
      Instant notBefore,
      String error,
      String verdict,
      Instant now) {
    leases.release(claim);
    try {
      return database.transact(
          "end " + claim,
          t -> {
            int ended =
                t.update(
                    """
              UPDATE caravan_run SET state = ?, failures = failures + ?, not_before = ?, error = ?, verdict = ?, ended = ?, counts = ?,
                lease_until = NULL
              WHERE id = ? AND claim = ? AND state = 'running'
              """,
                    state.spelling(),
                    failed,
                    notBefore,
                    error,
                    verdict,
                    state.open() ? null : now,
                    RunRows.json(claim.counts().snapshot()),
                    claim.run().id(),
                    claim.run().claim());
            if (ended == 0) {
              throw new FencedException(
                  "Cannot end %s as %s: another instance has taken it over and will end it."
                      .formatted(claim, state.spelling()));
            }
            CheckHistory.add(t, claim.checks());
            Run run = RunRows.load(t, claim.run().id());
            if (state == RunState.SUCCEEDED && run.snapshot() != null) {
              t.update(
                  "UPDATE caravan_route SET done_snapshot = ? WHERE route = ?",
                  run.snapshot(),
                  run.route());
            }
            return run;
          });
    } catch (WorldException e) {
      leases.leaveUnended(claim);
      throw e;
    }
  }

  public CheckHistory checks() {
    return new CheckHistory(database);
  }

  /** The book as readers and commands see it. */
  public RunHistory history() {
    return new RunHistory(database, ids, clock);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Stops giving signs of life; runs that are still going can be resumed by the next instance. */
  @Override
  public void close() {
    leases.close();
  }
}
