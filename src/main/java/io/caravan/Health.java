package io.caravan;

import io.caravan.dead.Balance;
import io.caravan.record.WorldException;
import io.caravan.runs.RunHistory;
import io.caravan.stream.StreamStatus;
import io.caravan.stream.TopicPositions;
import io.caravan.webhook.Hook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * How a running project is, at {@code /observe/health}: every stream, every webhook, and what all
 * of them stand on, each with state, reason and since when. What was down is up again by itself.
 */
final class Health implements HealthCheckRepository, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);
  private static final Duration PROBED_EVERY = Duration.ofSeconds(5);
  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(20);
  private static final Duration ADDED_UP_EVERY = Duration.ofSeconds(30);
  // A batch that is tried again and lands is no news.
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration BATCH_PATIENCE = Duration.ofSeconds(5);
  private final Application application;
  private final CamelContext context;
  private final Clock clock;
  private final Map<String, Probe> probes = new TreeMap<>();
  private final Map<String, Instant> troubledSince = new ConcurrentHashMap<>();
  private final Set<String> told = new ConcurrentSkipListSet<>();
  private final Balance balance;
  private volatile List<Balance.Imbalance> imbalances = List.of();
  // Of the thread that asks the brokers, until it has ended.
  private TopicPositions brokers;
  private final ScheduledExecutorService watch =
      Executors.newScheduledThreadPool(
          4,
          work -> {
            Thread thread = new Thread(work, "health");
            thread.setDaemon(true);
            return thread;
          });

  Health(Application application, CamelContext context) {
    this.application = application;
    this.context = context;
    this.clock = application.clock();
    this.balance = application.balance();
    S3Client client = application.objectStoreClient();
    probe("object-store", () -> application.objectStore().probe(client));
    probe("catalog", () -> application.lake().tables());
    probe("ledger", () -> application.ledger().history().runs(new RunHistory.Query(null, null, 1)));
    probe("brokers", this::askBrokers);
    // Since when a webhook is in trouble is known though nobody asks.
    watch.scheduleWithFixedDelay(this::webhooks, 0, 1, TimeUnit.SECONDS);
    long period = ADDED_UP_EVERY.toMillis();
    watch.scheduleWithFixedDelay(this::addUp, period, period, TimeUnit.MILLISECONDS);
    HealthCheckRegistry.get(context).register(this);
  }

  private void probe(String name, Runnable question) {
    Probe probe = new Probe(question);
    probes.put(name, probe);
    watch.scheduleWithFixedDelay(probe, 0, PROBED_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Only where somebody needs them: an embedded broker would be started by the question. */
  private void askBrokers() {
    if (!application.streams().all().isEmpty() || !application.webhooks().hooks().isEmpty()) {
      if (brokers == null) {
        brokers = new TopicPositions(application.kafka().client());
      }
      brokers.ping();
    }
  }

  /** A part that is asked again and again; one that hangs does not keep the others from it. */
  private final class Probe implements Runnable {
    private final Runnable question;
    private volatile Instant asked;
    private volatile String reason;
    private volatile Instant since;

    Probe(Runnable question) {
      this.question = question;
    }

    @Override
    public void run() {
      asked = clock.instant();
      try {
        question.run();
        reason = null;
      } catch (RuntimeException e) {
        since = reason == null ? asked : since;
        reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      } finally {
        asked = null;
      }
    }

    Optional<Down> trouble() {
      Instant open = asked;
      if (open != null && open.plus(PROBE_PATIENCE).isBefore(clock.instant())) {
        return Optional.of(new Down("It does not answer.", open));
      }
      String why = reason;
      return why == null ? Optional.empty() : Optional.of(new Down(why, since));
    }
  }

  private record Down(String reason, Instant since) {}

  private void addUp() {
    try {
      imbalances = balance.look(application.streams().all());
      for (Balance.Imbalance each : imbalances) {
        if (told.add(each.subject())) {
          LOG.error("Not in balance: {}", each.what());
        }
      }
      // What is mended and comes back is told again.
      told.retainAll(imbalances.stream().map(Balance.Imbalance::subject).toList());
    } catch (WorldException e) {
      LOG.debug("Cannot add up the streams for now: {}", e.getMessage());
    } catch (RuntimeException e) {
      // One that left this method would end all further looks.
      LOG.error("Cannot add up the streams", e);
    }
  }

  @Override
  public Stream<HealthCheck> stream() {
    List<HealthCheck> checks = new ArrayList<>();
    probes.forEach(
        (name, probe) -> checks.add(new Check("caravan", name, true, () -> state(probe))));
    for (StreamStatus stream : application.streams().all()) {
      checks.add(new Check("streams", "stream-" + stream.route(), true, () -> state(stream)));
    }
    for (Hook hook : application.webhooks().hooks()) {
      checks.add(new Check("webhooks", "webhook-" + hook.path(), true, () -> state(hook)));
    }
    checks.add(new Check("caravan", "balance", false, this::balanced));
    return checks.stream();
  }

  /**
   * What one check says.
   *
   * @param down whether it is
   */
  private record Shown(boolean down, String reason, Map<String, Object> details) {
    static Shown up(Map<String, Object> details) {
      return new Shown(false, "", details);
    }
  }

  private static Shown state(Probe probe) {
    return probe
        .trouble()
        .map(down -> new Shown(true, down.reason, Map.of("since", String.valueOf(down.since))))
        .orElse(Shown.up(Map.of()));
  }

  private Shown state(StreamStatus stream) {
    Optional<StreamStatus.Trouble> trouble = stream.trouble();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("lag", stream.lag());
    details.put("in", stream.in());
    details.put("dead", stream.dead());
    Instant now = clock.instant();
    if (trouble.isPresent()) {
      StreamStatus.Trouble told = trouble.get();
      details.put("state", told.stopped() ? "stopped" : "trying again");
      details.put("since", told.since().toString());
      return new Shown(
          told.stopped() || told.since().plus(GRACE).isBefore(now), told.reason(), details);
    }
    Optional<Instant> stuck =
        stream.underWay().filter(since -> since.plus(BATCH_PATIENCE).isBefore(now));
    Optional<Down> part = probes.values().stream().flatMap(p -> p.trouble().stream()).findFirst();
    if (stuck.isPresent() && part.isPresent()) {
      // Clients try for long before they give up: what they wait for is known already.
      details.put("state", "waiting to land a batch");
      details.put("since", stuck.get().toString());
      return new Shown(true, part.get().reason, details);
    }
    details.put("state", stream.reading() ? "reading" : "waiting for its topic");
    return Shown.up(details);
  }

  private void webhooks() {
    application.webhooks().hooks().forEach(this::state);
  }

  private Shown state(Hook hook) {
    Optional<String> trouble =
        hook.inbox().trouble().or(() -> probes.get("brokers").trouble().map(Down::reason));
    if (trouble.isEmpty()) {
      troubledSince.remove(hook.path());
      return Shown.up(Map.of("state", "taking deliveries"));
    }
    Instant since = troubledSince.computeIfAbsent(hook.path(), first -> clock.instant());
    return new Shown(
        true, trouble.get(), Map.of("state", "refusing deliveries", "since", since.toString()));
  }

  private Shown balanced() {
    List<String> what = imbalances.stream().map(Balance.Imbalance::what).toList();
    return new Shown(!what.isEmpty(), String.join(" ", what), Map.of());
  }

  /** A check of Camel's; one that is not about readiness is only shown. */
  private static final class Check extends AbstractHealthCheck {
    private final boolean readiness;
    private final java.util.function.Supplier<Shown> state;

    Check(String group, String id, boolean readiness, java.util.function.Supplier<Shown> state) {
      super(group, id);
      this.readiness = readiness;
      this.state = state;
    }

    @Override
    public boolean isReadiness() {
      return readiness;
    }

    @Override
    public boolean isLiveness() {
      return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
      Shown now = state.get();
      now.details.forEach(builder::detail);
      if (now.down) {
        builder.down().message(now.reason).detail("reason", now.reason);
      } else {
        builder.up();
      }
    }
  }

  @Override
  public String getId() {
    return "caravan";
  }

  @Override
  public boolean isEnabled() {
    return true;
  }

  @Override
  public void setEnabled(boolean always) {}

  @Override
  public void close() {
    HealthCheckRegistry.get(context).unregister(this);
    watch.shutdownNow();
    try {
      watch.awaitTermination(PROBE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (brokers != null) {
      brokers.close();
    }
  }
}
