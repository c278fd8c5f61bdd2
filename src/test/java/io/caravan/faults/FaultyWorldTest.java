package io.caravan.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.embedded.EmbeddedPostgres;
import io.caravan.embedded.EmbeddedS3;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * D1, S1 and S2: the source is cut off in the middle of its answers, and the object store fails one
 * call of ten in six ways.
 */
// With the store's pauses and retries it takes minutes even in its short form: it belongs to the
// long run.
@EnabledIfSystemProperty(named = "caravan.faults", matches = "long")
class FaultyWorldTest {
  // The first read takes more than a megabyte: some connections last for it, some do not.
  private static final int FIRST_READ_BYTES = 4_000_000;
  private static final int LATER_READ_BYTES = 150_000;
  @TempDir Path folder;

  @Test
  void no_row_is_lost_or_doubled_while_the_source_is_cut_off_and_the_store_fails()
      throws Exception {
    Profile profile = Profile.current();
    long seed = Profile.seed();
    Figures figures = new Figures("faulty world", seed);
    Product.prepare();
    Duration bad = Duration.ofSeconds(profile.isLong() ? 180 : 6);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
        EmbeddedS3 s3 = EmbeddedS3.start(folder.resolve("s3"), "lake");
        FlakyStore store =
            new FlakyStore(s3.endpoint(), Duration.ofSeconds(profile.isLong() ? 60 : 3), seed);
        CutWire wire = new CutWire(postgres.port(), FIRST_READ_BYTES, seed);
        Shop shop = Shop.open(postgres, "app", seed, profile.latestCommit())) {
      shop.sql(
          "insert into users (status, balance, updated_at) select 'many', i / 100.0, now() - interval '1 hour' from generate_series(1, 20000) i");
      FaultProject project = ShopProject.in(folder.resolve("project"), profile.lookback());
      project
          .set("caravan.source.app.uri", "jdbc:postgresql://127.0.0.1:" + wire.port() + "/app")
          .set("caravan.source.app.user", postgres.user())
          .set("caravan.s3.endpoint", store.endpoint())
          .set("caravan.s3.access-key", s3.accessKey())
          .set("caravan.s3.secret-key", s3.secretKey())
          .set("caravan.lake.orphan-grace", "1h");
      BronzeWatch bronze = new BronzeWatch(s3.folderOf("lake"));
      try (Product product = Product.start(project)) {
        await()
            .atMost(Duration.ofSeconds(180))
            .untilAsserted(
                () ->
                    assertThat(!product.isAlive() || bronze.rows() > 0)
                        .as(product.said())
                        .isTrue());
        figures.firstRowAfter(product.age());
        wire.tighten(LATER_READ_BYTES);
        Duration end = product.age().plus(bad);
        await()
            .atMost(bad.plusSeconds(180))
            .until(
                () ->
                    !product.isAlive()
                        || (product.age().compareTo(end) > 0
                            && wire.cuts() >= 2
                            && store.faults() >= 10));
        assertThat(product.isAlive()).as(product.said()).isTrue();
        wire.mend();
        store.become(FlakyStore.Weather.FAIR);
        shop.closeForToday();
        LakeAudit audit = new LakeAudit(project);
        await()
            .atMost(Duration.ofSeconds(180))
            .pollInterval(Duration.ofSeconds(1))
            .untilAsserted(() -> audit.check(shop));
        System.out.printf(
            "faults: the wire was cut %d times; store: %s; threads of the process: %d%n",
            wire.cuts(), store.summary(), product.threads());
        assertThat(product.threads()).as("threads").isLessThan(200);
        product.terminate();
        figures.print(audit.check(shop), shop.count("journal"));
      }
    }
  }
}
