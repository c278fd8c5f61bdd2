package io.caravan.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * S1 and S2 for streams: a store that refuses, hangs, trickles, forbids, or is away for 30 seconds
 * and for five minutes, while events and deliveries go on.
 */
@EnabledIfSystemProperty(
    named = "caravan.faults",
    matches = "long",
    disabledReason = "part of the long form: -Dcaravan.faults=long")
class StreamStoreTest {
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final int BACKLOG = 100_000;
  private static final int ROUNDS = 5;
  private static final double LEAST_SHARE = 0.7;
  @TempDir Path folder;
  private StreamWorld world;
  private BronzeWatch bronze;
  private FaultProject project;

  @Test
  void nothing_is_lost_or_doubled_when_the_store_fails_and_full_speed_comes_back_by_itself()
      throws Exception {
    long seed = Profile.seed();
    Figures figures = new Figures("streams, store on bad days", seed);
    Product.prepare();
    world = new StreamWorld(folder, 1);
    try (StreamWorld closing = world;
        FlakyStore store =
            new FlakyStore(
                URI.create(world.s3().endpoint().toString()), Duration.ofSeconds(60), seed)) {
      store.become(FlakyStore.Weather.FAIR);
      project = world.project(0).set("caravan.s3.endpoint", store.endpoint());
      bronze = world.watch("bronze/events");
      world.deliveries.begin(20, seed);
      try (Product product = Product.start(project)) {
        drained(product, 20_000);
        figures.firstRowAfter(product.age());
        // In turns: the machine may have other work now and then.
        List<Double> rates = new ArrayList<>();
        List<Double> busyRates = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
          store.become(FlakyStore.Weather.FAIR);
          rates.add(drained(product, BACKLOG));
          store.become(FlakyStore.Weather.BUSY);
          busyRates.add(drained(product, BACKLOG));
        }
        double fair = median(rates);
        double busy = median(busyRates);
        System.out.printf(
            "faults: %,.0f events a second in bronze; %,.0f with one call of ten refused (%.2f)%n",
            fair, busy, busy / fair);
        assertThat(busy).as(product.said()).isGreaterThan(LEAST_SHARE * fair);
        world.events.begin(150);
        bad(product, store, FlakyStore.Weather.BAD, 60);
        bad(product, store, FlakyStore.Weather.SLOW, 30);
        away(product, store, FlakyStore.Weather.GONE, 30);
        away(product, store, FlakyStore.Weather.FORBIDDEN, 30);
        away(product, store, FlakyStore.Weather.GONE, Profile.times(300));
        world.events.rest();
        double after = drained(product, BACKLOG);
        System.out.printf("faults: %,.0f events a second afterwards%n", after);
        assertThat(after).as("full speed again").isGreaterThan(LEAST_SHARE * fair);
        world.deliveries.rest();
        StreamAudit audit = new StreamAudit(project, world);
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofSeconds(1))
            .untilAsserted(audit::checkCounts);
        System.out.printf(
            "faults: store: %s; threads of the process: %d%n", store.summary(), product.threads());
        assertThat(product.threads()).as("threads").isLessThan(250);
        assertThat(health()).isEqualTo(200);
        product.terminate();
        figures.print(audit.check().toString());
      }
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  /** Sends so many events at once; gives how many came to bronze a second. */
  private double drained(Product product, int events) {
    long rows = world.events.count();
    Duration begun = product.age();
    world.events.begin(1);
    world.events.send(events);
    world.events.rest();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> bronze.rows() >= rows + events || !product.isAlive());
    assertThat(product.isAlive()).as(product.said()).isTrue();
    return events * 1e3 / product.age().minus(begun).toMillis();
  }

  /** Rows go on coming, if more slowly. */
  private void bad(Product product, FlakyStore store, FlakyStore.Weather weather, int seconds) {
    long rows = bronze.rows();
    lasting(product, store, weather, seconds);
    System.out.printf("faults: %s for %d s: %,d rows%n", weather, seconds, bronze.rows() - rows);
    store.become(FlakyStore.Weather.FAIR);
    rowsAgain(product);
  }

  /** Health says so while it lasts, and not afterwards. */
  private void away(Product product, FlakyStore store, FlakyStore.Weather weather, int seconds)
      throws Exception {
    store.become(weather);
    await().atMost(SOON).until(() -> health() == 503);
    lasting(product, store, weather, seconds);
    assertThat(health()).isEqualTo(503);
    store.become(FlakyStore.Weather.FAIR);
    Duration again = rowsAgain(product);
    await().atMost(PATIENCE).until(() -> health() == 200);
    System.out.printf(
        "faults: %s for %d s: rows again %.1f s later%n", weather, seconds, again.toMillis() / 1e3);
    assertThat(again).isLessThan(SOON);
  }

  private void lasting(Product product, FlakyStore store, FlakyStore.Weather weather, int seconds) {
    store.become(weather);
    Duration end = product.age().plusSeconds(seconds);
    await()
        .atMost(Duration.ofSeconds(seconds + 10))
        .until(() -> product.age().compareTo(end) > 0 || !product.isAlive());
    assertThat(product.isAlive()).as(product.said()).isTrue();
  }

  private Duration rowsAgain(Product product) {
    long rows = bronze.rows();
    Duration since = product.age();
    await().atMost(PATIENCE).until(() -> bronze.rows() > rows || !product.isAlive());
    assertThat(product.isAlive()).as(product.said()).isTrue();
    return product.age().minus(since);
  }

  private int health() throws IOException, InterruptedException {
    URI address = URI.create(project.settings().get("caravan.server") + "/observe/health");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
