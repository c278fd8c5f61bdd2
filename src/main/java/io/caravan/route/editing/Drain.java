package io.caravan.route.editing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Lets the batches of some routes finish while they take no new ones. Camel's own graceful stop
 * looks once a second, which is longer than an edit may take.
 */
final class Drain {
  private final CamelContext context;
  private final List<Route> routes;
  private final List<Consumer> suspended = new ArrayList<>();

  Drain(CamelContext context, Collection<RunningRoute> routes) {
    this.context = context;
    this.routes =
        routes.stream()
            .flatMap(route -> route.parts().stream())
            .map(context::getRoute)
            .filter(Objects::nonNull)
            .toList();
  }

  /** No new batches from now on. */
  Drain begin() {
    routes.stream().map(Route::getConsumer).filter(Drain::intake).forEach(this::suspend);
    return this;
  }

  /** Whether nothing is in flight any more, after waiting for it at most that long. */
  boolean doneWithin(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (inFlight() > 0) {
      if (System.nanoTime() > end) {
        return false;
      }
      // Nothing tells when the last exchange of a set of routes is done; a look costs microseconds.
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    return true;
  }

  /** The routes take new batches again. */
  void giveUp() {
    suspended.forEach(ServiceHelper::resumeService);
  }

  /**
   * Whether new batches come in here. What a Kamelet hands over, and what waits in a queue, must
   * still get through.
   */
  private static boolean intake(Consumer consumer) {
    if (consumer == null
        || !(consumer instanceof Suspendable)
        || consumer.getEndpoint().getEndpointUri().startsWith("kamelet:")) {
      return false;
    }
    boolean defers =
        consumer instanceof ShutdownAware aware
            && aware.deferShutdown(ShutdownRunningTask.CompleteCurrentTaskOnly);
    // Callers of a direct endpoint wait until its new consumer is there.
    return !defers || consumer.getEndpoint().getEndpointUri().startsWith("direct:");
  }

  private void suspend(Consumer consumer) {
    ServiceHelper.suspendService(consumer);
    suspended.add(consumer);
  }

  private int inFlight() {
    return routes.stream()
        .mapToInt(route -> context.getInflightRepository().size(route.getId()) + pending(route))
        .sum();
  }

  private static int pending(Route route) {
    int pending = 0;
    for (Service service : route.getServices()) {
      for (Service child : ServiceHelper.getChildServices(service)) {
        pending +=
            child instanceof ShutdownAware aware && !kamelet(child)
                ? aware.getPendingExchangesSize()
                : 0;
      }
    }
    return pending;
  }

  private static boolean kamelet(Service service) {
    return service instanceof Consumer consumer
        && consumer.getEndpoint().getEndpointUri().startsWith("kamelet:");
  }
}
