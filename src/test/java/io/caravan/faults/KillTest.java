package io.caravan.faults;

import static io.caravan.record.KillPoint.BEFORE_READ;
import static io.caravan.record.KillPoint.DURING_MAINTENANCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.embedded.EmbeddedPostgres;
import io.caravan.record.KillPoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * K1, D2 and the first half of K3: killed at every named point and at any moment, while four
 * writers change the source.
 */
class KillTest {
  /** Those that batches pass; the other ones are of streams. */
  static final Set<KillPoint> POINTS = EnumSet.range(BEFORE_READ, DURING_MAINTENANCE);

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  @TempDir Path folder;

  @Test
  void no_row_is_lost_or_doubled_wherever_the_process_is_killed() throws Exception {
    outlived(
        "killed at points",
        (project, bronze, random, figures) -> {
          for (String point : points(Profile.current(), random)) {
            killedAt(point, project, bronze, figures);
          }
        });
  }

  @Test
  @EnabledIfSystemProperty(
      named = "caravan.faults",
      matches = "long",
      disabledReason = "part of the long form: -Dcaravan.faults=long")
  void no_row_is_lost_or_doubled_whenever_the_process_is_killed() throws Exception {
    outlived(
        "killed at any moment",
        (project, bronze, random, figures) -> {
          for (int i = 0; i < 50; i++) {
            // Half of them while it starts, half while it works.
            Duration moment = Duration.ofMillis(random.nextInt(i % 2 == 0 ? 8_000 : 4_000));
            killedAfter(moment, i % 2 == 0, project, bronze, figures);
          }
        });
  }

  private interface Kills {
    void happen(FaultProject project, BronzeWatch bronze, Random random, Figures figures);
  }

  private void outlived(String name, Kills kills) throws Exception {
    Profile profile = Profile.current();
    long seed = Profile.seed();
    Figures figures = new Figures(name, seed);
    Product.prepare();
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
        Shop shop = Shop.open(postgres, "app", seed, profile.latestCommit())) {
      FaultProject project = ShopProject.in(folder.resolve("project"), profile.lookback());
      project
          .set("caravan.source.app.uri", shop.url())
          .set("caravan.source.app.user", postgres.user());
      BronzeWatch bronze = new BronzeWatch(project.folder().resolve("data/s3/lake"));
      kills.happen(project, bronze, new Random(seed), figures);
      settled(project, shop, bronze, figures);
    }
  }

  /** Every point as often as the profile wants it, at its first time and at later ones. */
  private static List<String> points(Profile profile, Random random) {
    List<String> points = new ArrayList<>();
    for (KillPoint point : POINTS) {
      for (int n = 1; n <= (profile.isLong() ? 5 : 1); n++) {
        points.add(point + ":" + (profile.isLong() ? n : 1 + random.nextInt(2)));
      }
    }
    Collections.shuffle(points, random);
    return points;
  }

  private static void killedAt(
      String point, FaultProject project, BronzeWatch bronze, Figures figures) {
    long before = bronze.rows();
    try (Product product = Product.start(project, Map.of(), "caravan.kill=" + point)) {
      firstRow(product, bronze, before, figures, PATIENCE);
      assertThat(product.awaitEnd(PATIENCE))
          .as(point + "\n" + product.said())
          .isEqualTo(Product.KILLED_AT_A_POINT);
      figures.killed();
    }
  }

  private static void killedAfter(
      Duration moment,
      boolean starting,
      FaultProject project,
      BronzeWatch bronze,
      Figures figures) {
    long before = bronze.rows();
    try (Product product = Product.start(project)) {
      firstRow(product, bronze, before, figures, starting ? moment : PATIENCE);
      Duration end = starting ? moment : product.age().plus(moment);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> product.age().compareTo(end) >= 0);
      assertThat(product.isAlive()).as(product.said()).isTrue();
      product.kill();
      figures.killed();
    }
  }

  /** Waits until bronze has more rows, the process is dead, or it is time to go on. */
  private static void firstRow(
      Product product, BronzeWatch bronze, long before, Figures figures, Duration atMost) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(25))
        .until(
            () ->
                !product.isAlive()
                    || product.age().compareTo(atMost) > 0
                    || bronze.rows() > before);
    if (bronze.rows() > before && product.isAlive()) {
      figures.firstRowAfter(product.age());
    }
  }

  private static void settled(FaultProject project, Shop shop, BronzeWatch bronze, Figures figures)
      throws InterruptedException {
    long before = bronze.rows();
    LakeAudit audit = new LakeAudit(project);
    try (Product product = Product.start(project)) {
      firstRow(product, bronze, before, figures, PATIENCE);
      assertThat(product.isAlive()).as(product.said()).isTrue();
      secondIsRefused(project);
      shop.closeForToday();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> audit.check(shop));
      product.terminate();
      assertThat(product.log()).as("stopping in order").doesNotContain("the ledger does not know");
    }
    figures.print(audit.check(shop), shop.count("journal"));
    assertThat(figures.worst())
        .isLessThan(Duration.ofSeconds(Profile.current().isLong() ? 30 : 60));
  }

  private static void secondIsRefused(FaultProject project) {
    try (Product second =
        Product.start(
            project, Map.of("caravan.server", "http://127.0.0.1:" + FaultProject.freePort()), "")) {
      assertThat(second.awaitEnd(PATIENCE)).as(second.said()).isEqualTo(2);
      assertThat(second.said())
          .contains("Cannot run: another Caravan runs this data folder.")
          .contains("caravan.data=")
          .doesNotContain("\tat ");
    }
  }
}
