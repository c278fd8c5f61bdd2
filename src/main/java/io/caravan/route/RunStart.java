package io.caravan.route;

import io.caravan.record.WorldException;
import io.caravan.runs.Claim;
import io.caravan.runs.Ledger;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a heartbeat into a run when one is due, and ends it here when none is. */
final class RunStart {
  private static final Logger LOG = LoggerFactory.getLogger(RunStart.class);
  private final CamelContext context;
  private final String kameletRoute;
  private final Ledger ledger;
  private final Rest rest;

  /**
   * @param kameletRoute the route that beats: what is due while it is being stopped is left to the
   *     next start
   * @param rest ended when a run ends
   */
  RunStart(CamelContext context, String kameletRoute, Ledger ledger, Rest rest) {
    this.context = context;
    this.kameletRoute = kameletRoute;
    this.ledger = ledger;
    this.rest = rest;
  }

  /** True when the exchange has become a run. */
  boolean begin(Exchange heartbeat, Supplier<Optional<Claim>> due) {
    Optional<Claim> claim = going() ? claim(due) : Optional.empty();
    claim.ifPresentOrElse(
        c -> CurrentRun.begin(heartbeat, c, new RunEnd(c, ledger, rest::end)),
        () -> heartbeat.setRouteStop(true));
    return claim.isPresent();
  }

  private boolean going() {
    ServiceStatus status = context.getRouteController().getRouteStatus(kameletRoute);
    return context.getStatus().isStarted() && status != null && status.isStarted();
  }

  private static Optional<Claim> claim(Supplier<Optional<Claim>> due) {
    try {
      return due.get();
    } catch (WorldException e) {
      LOG.warn("No run can begin until the next heartbeat: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
