package io.caravan.runs;

import io.caravan.record.WorldException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases of the claims this instance holds, on a thread of its own: a long run must not
 * look like a dead one.
 */
final class Leases implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
  private final Database database;
  private final Duration length;
  private final Map<String, Claim> held = new ConcurrentHashMap<>();
  private final Map<String, Long> unended = new ConcurrentHashMap<>();
  private final ScheduledExecutorService renewer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "caravan-leases");
            thread.setDaemon(true);
            return thread;
          });

  Leases(Database database, Duration length) {
    this.database = database;
    this.length = length;
    long period = Math.max(1, length.toMillis() / 4);
    renewer.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.MILLISECONDS);
  }

  Duration length() {
    return length;
  }

  void keep(Claim claim) {
    unended.remove(claim.run().id());
    held.put(claim.run().id(), claim);
  }

  void release(Claim claim) {
    held.remove(claim.run().id(), claim);
  }

  boolean keeps(String run) {
    return held.containsKey(run);
  }

  /** Notes that the run has ended here, but that the ledger could not be told. */
  void leaveUnended(Claim claim) {
    unended.put(claim.run().id(), claim.run().claim());
  }

  /** True when nobody executes the run, though the ledger says that this process does. */
  boolean leftUnended(Run run) {
    return Long.valueOf(run.claim()).equals(unended.get(run.id()));
  }

  private void renew() {
    for (Claim claim : held.values()) {
      try {
        renew(claim);
      } catch (WorldException e) {
        LOG.warn("{} keeps going, but its lease could not be renewed: {}", claim, e.getMessage());
      } catch (RuntimeException e) {
        // An exception that left this method would end all further renewals.
        LOG.error("Cannot renew the lease of {}", claim, e);
      }
    }
  }

  private void renew(Claim claim) {
    boolean renewed =
        database.transact(
            "renew the lease of " + claim,
            t -> {
              Instant now = t.now();
              return t.update(
                      "UPDATE caravan_run SET lease_until = ?, heartbeat = ? WHERE id = ? AND claim = ? AND state = 'running'",
                      now.plus(length),
                      now,
                      claim.run().id(),
                      claim.run().claim())
                  == 1;
            });
    // Released meanwhile means it has ended in the usual way.
    if (!renewed && held.remove(claim.run().id(), claim)) {
      claim.lose();
      LOG.warn(
          "{} was taken over by another instance; what it still does here counts for nothing",
          claim);
    }
  }

  @Override
  public void close() {
    renewer.shutdownNow();
  }
}
