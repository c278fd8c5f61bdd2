package io.caravan.route;

import io.caravan.record.WorldException;
import io.caravan.runs.Claim;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims one run after the other, each only when the one before has been handed on: a claim that waits here would be a lie. */
final class DueRuns implements Iterator<Claim> {
  private static final Logger LOG = LoggerFactory.getLogger(DueRuns.class);
  private final CamelContext context;
  private final String kameletRoute;
  private final Supplier<Optional<Claim>> claims;
  private Claim next;

  DueRuns(CamelContext context, String kameletRoute, Supplier<Optional<Claim>> claims) {
    this.context = context;
    this.kameletRoute = kameletRoute;
    this.claims = claims;
  }

  @Override
  public boolean hasNext() {
    if (next == null && going()) {
      next = claim();
    }
    return next != null;
  }

  /** False once the route is being stopped: what is due then is left to the next start or to another instance. */
  private boolean going() {
    return context.getStatus().isStarted() && context.getRouteController().getRouteStatus(kameletRoute).isStarted();
  }

  private Claim claim() {
    try {
      return claims.get().orElse(null);
    } catch (WorldException e) {
      LOG.warn("No run can begin until the next heartbeat: {}", e.getMessage());
      return null;
    }
  }

  @Override
  public Claim next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no run is due");
    }
    Claim claim = next;
    next = null;
    return claim;
  }
}
