package io.caravan.route;

import io.caravan.quality.GateBlocked;
import io.caravan.quality.ResultFormat;
import io.caravan.record.FencedException;
import io.caravan.record.WorldException;
import io.caravan.runs.BlockedException;
import io.caravan.runs.Claim;
import io.caravan.runs.Ledger;
import io.caravan.runs.WaitingException;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes into the ledger how the exchange of a run ended. */
final class RunEnd extends SynchronizationAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(RunEnd.class);
  private final Claim claim;
  private final Ledger ledger;
  private final Runnable afterwards;

  /**
   * @param afterwards called once the ledger knows: there is room for the next run
   */
  RunEnd(Claim claim, Ledger ledger, Runnable afterwards) {
    this.claim = claim;
    this.ledger = ledger;
    this.afterwards = afterwards;
  }

  @Override
  public boolean allowHandover() {
    return false; // A wire tap or a queue in the route must not decide how the run ended.
  }

  @Override
  public void onDone(Exchange exchange) {
    Throwable failure = failure(exchange);
    WaitingException tooEarly = ObjectHelper.getException(WaitingException.class, failure);
    try {
      if (failure == null) {
        ledger.succeed(claim);
      } else if (tooEarly != null) {
        ledger.postpone(claim, tooEarly);
      } else {
        ledger.fail(claim, failure);
        if (isFault(failure)) {
          LOG.error(
              "{} met a fault of Caravan's own or of a bean; please report it with these lines",
              claim,
              failure);
        }
      }
    } catch (FencedException e) {
      LOG.warn(e.getMessage());
    } catch (WorldException e) {
      LOG.error(
          "{} ended, but the ledger does not know: it will run again. {}", claim, e.getMessage());
    } finally {
      // It is said by now: left on the exchange, the scheduler would only log it once more.
      exchange.setException(null);
      afterwards.run();
    }
  }

  /**
   * An error that the route's error handler has handled is still an error of the run: its data did
   * not arrive.
   */
  private static Throwable failure(Exchange exchange) {
    if (exchange.getException() != null) {
      return blocked(exchange.getException());
    }
    if (exchange.getExchangeExtension().isFailureHandled()) {
      return blocked(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }
    return exchange.isRollbackOnly()
        ? new IllegalStateException("The route rolled the run back.")
        : null;
  }

  /** What no message explains: only the place in the program does. */
  private static boolean isFault(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof Error
        || root instanceof NullPointerException
        || root instanceof ClassCastException
        || root instanceof IndexOutOfBoundsException;
  }

  /** The ledger knows of gates, but not of suites. */
  private static Throwable blocked(Throwable failure) {
    GateBlocked gate = ObjectHelper.getException(GateBlocked.class, failure);
    return gate == null
        ? failure
        : new BlockedException(gate.getMessage(), gate.result().toJson(ResultFormat.BASIC));
  }
}
