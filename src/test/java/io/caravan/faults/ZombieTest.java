package io.caravan.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.embedded.EmbeddedPostgres;
import io.caravan.embedded.EmbeddedS3;
import io.caravan.record.KillPoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * K3: a process that stood still for longer than its lease wakes up beside the one that took its
 * work over.
 */
@EnabledIfSystemProperty(
    named = "caravan.faults",
    matches = "long",
    disabledReason = "part of the long form: -Dcaravan.faults=long")
class ZombieTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int LEASE_SECONDS = 5;
  @TempDir Path folder;

  @Test
  void a_zombie_is_fenced_and_doubles_nothing() throws Exception {
    Profile profile = Profile.current();
    long seed = Profile.seed();
    Figures figures = new Figures("zombie", seed);
    Product.prepare();
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
        EmbeddedS3 s3 = EmbeddedS3.start(folder.resolve("s3"), "lake");
        Shop shop = Shop.open(postgres, "app", seed, profile.latestCommit())) {
      postgres.createDatabase("catalog");
      postgres.createDatabase("ledger");
      FaultProject first = project("first", postgres, s3, profile);
      FaultProject second = project("second", postgres, s3, profile);
      BronzeWatch bronze = new BronzeWatch(s3.folderOf("lake"));
      for (KillPoint point : KillTest.POINTS) {
        zombie(point, first, second, bronze, figures);
      }
      try (Product product = Product.start(second)) {
        shop.closeForToday();
        LakeAudit audit = new LakeAudit(second);
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofSeconds(1))
            .untilAsserted(() -> audit.check(shop));
        product.terminate();
        figures.print(audit.check(shop), shop.count("journal"));
      }
    }
  }

  /** Stopped at a point, until another process has gone on in its place for a while. */
  private static void zombie(
      KillPoint point,
      FaultProject first,
      FaultProject second,
      BronzeWatch bronze,
      Figures figures) {
    try (Product zombie = Product.start(first, Map.of(), "caravan.stop=" + point + ":2")) {
      await().atMost(PATIENCE).until(() -> zombie.isStopped() || !zombie.isAlive());
      assertThat(zombie.isAlive()).as(point + "\n" + zombie.said()).isTrue();
      long before = bronze.rows();
      try (Product successor = Product.start(second)) {
        await().atMost(PATIENCE).until(() -> bronze.rows() > before || !successor.isAlive());
        assertThat(successor.isAlive()).as(point + "\n" + successor.said()).isTrue();
        figures.firstRowAfter(successor.age());
        zombie.signal("CONT");
        long awake = bronze.rows();
        await().atMost(PATIENCE).until(() -> bronze.rows() > awake + 100);
        assertThat(zombie.isAlive()).as(point + "\n" + zombie.said()).isTrue();
        zombie.kill();
        successor.kill();
        figures.killed();
        System.out.printf("faults: zombie at %s: %s%n", point, fencing(zombie.said()));
      }
    }
  }

  private static List<String> fencing(String said) {
    return said.lines()
        .filter(
            l ->
                l.contains("taken over")
                    || l.contains("Another writer was first")
                    || l.contains("main has moved"))
        .map(l -> l.substring(0, Math.min(220, l.length())))
        .distinct()
        .limit(3)
        .toList();
  }

  private FaultProject project(
      String name, EmbeddedPostgres postgres, EmbeddedS3 s3, Profile profile) {
    return ShopProject.in(folder.resolve(name), profile.lookback())
        .set("caravan.source.app.uri", postgres.jdbcUrl("app"))
        .set("caravan.source.app.user", postgres.user())
        .set("caravan.lake.catalog.uri", postgres.jdbcUrl("catalog"))
        .set("caravan.lake.catalog.user", postgres.user())
        .set("caravan.ledger.uri", postgres.jdbcUrl("ledger"))
        .set("caravan.ledger.user", postgres.user())
        .set("caravan.ledger.lease", LEASE_SECONDS + "s")
        .set("caravan.s3.endpoint", s3.endpoint().toString())
        .set("caravan.s3.access-key", s3.accessKey())
        .set("caravan.s3.secret-key", s3.secretKey());
  }
}
