package io.caravan.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * F1: the disk is full, with a little more or less room left, so that now the one and now the other
 * write is the first to fail.
 */
@EnabledIfSystemProperty(
    named = "caravan.faults",
    matches = "long",
    disabledReason = "part of the long form: -Dcaravan.faults=long")
class DiskFullTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String FULL = "No space left on device";

  /** Room left, in KB. */
  private static final List<Integer> LEFT = List.of(0, 4, 12, 32, 64, 128, 256, 512, 1024, 0);

  @TempDir Path folder;

  @Test
  void nothing_is_lost_or_doubled_when_the_disk_of_everything_is_full() throws Exception {
    outlived("disk of all data full", "");
  }

  @Test
  void nothing_is_lost_or_doubled_when_the_disk_of_temporary_files_is_full() throws Exception {
    outlived("disk of temporary files full", "tmp");
  }

  @Test
  void nothing_is_lost_or_doubled_when_the_disk_of_the_object_store_is_full() throws Exception {
    outlived("disk of the object store full", "s3");
  }

  @Test
  void a_start_on_a_full_disk_says_so_and_starts_when_there_is_room() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
        Shop shop = Shop.open(postgres, "app", Profile.seed(), Duration.ofSeconds(3));
        SmallDisk disk = SmallDisk.mount(folder.resolve("project/data"), 64)) {
      FaultProject project = project(postgres, shop);
      BronzeWatch bronze = new BronzeWatch(disk.folder().resolve("s3/lake"));
      disk.fill(0);
      try (Product product = Product.start(project)) {
        assertThat(product.awaitEnd(PATIENCE)).as(product.said()).isEqualTo(3);
        assertThat(product.said()).contains(FULL).doesNotContain("\tat ");
      }
      disk.free();
      try (Product product = Product.start(project)) {
        await().atMost(PATIENCE).until(() -> bronze.rows() > 0 || !product.isAlive());
        assertThat(product.isAlive()).as(product.said()).isTrue();
      }
    }
  }

  private FaultProject project(EmbeddedPostgres postgres, Shop shop) {
    return ShopProject.in(folder.resolve("project"), Duration.ofSeconds(10))
        .set("caravan.source.app.uri", shop.url())
        .set("caravan.source.app.user", postgres.user());
  }

  /**
   * @param below folder of the data folder that is a disk of its own
   */
  private void outlived(String name, String below) throws Exception {
    long seed = Profile.seed();
    Figures figures = new Figures(name, seed);
    Product.prepare();
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
        Shop shop = Shop.open(postgres, "app", seed, Duration.ofSeconds(3));
        SmallDisk disk = SmallDisk.mount(folder.resolve("project/data").resolve(below), 256)) {
      FaultProject project = project(postgres, shop);
      BronzeWatch bronze = new BronzeWatch(folder.resolve("project/data/s3/lake"));
      try (Product product = Product.start(project)) {
        await().atMost(PATIENCE).until(() -> bronze.rows() > 0 || !product.isAlive());
        int met = 0;
        for (int left : LEFT) {
          met += fullFor(disk, left, product, bronze) ? 1 : 0;
        }
        System.out.printf("faults: %s: met in %d of %d rounds%n", name, met, LEFT.size());
        assertThat(met).as(product.said()).isGreaterThan(LEFT.size() / 2);
        shop.closeForToday();
        LakeAudit audit = new LakeAudit(project);
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofSeconds(1))
            .untilAsserted(() -> audit.check(shop));
        assertThat(product.log())
            .as("a full disk is no fault of the program")
            .doesNotContain("\tat ");
        product.terminate();
        figures.print(audit.check(shop), shop.count("journal"));
      }
    }
  }

  /** True when the product has met the full disk; it must go on by itself afterwards. */
  private static boolean fullFor(SmallDisk disk, int left, Product product, BronzeWatch bronze) {
    long before = complaints(product);
    disk.fill(left * 1024L);
    Duration end = product.age().plusSeconds(15);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                complaints(product) > before + 3
                    || product.age().compareTo(end) > 0
                    || !product.isAlive());
    boolean met = complaints(product) > before;
    disk.free();
    long rows = bronze.rows();
    Duration freed = product.age();
    await().atMost(PATIENCE).until(() -> bronze.rows() > rows || !product.isAlive());
    assertThat(product.isAlive()).as(left + " KB left\n" + product.said()).isTrue();
    System.out.printf(
        "faults: %d KB left: %s, rows again %.1f s after there was room%n",
        left, met ? "met" : "not met", product.age().minus(freed).toMillis() / 1e3);
    return met;
  }

  private static long complaints(Product product) {
    return product.log().lines().filter(line -> line.contains(FULL)).count();
  }
}
