package io.caravan.faults;

import static io.caravan.record.KillPoint.AFTER_ACCEPT;
import static io.caravan.record.KillPoint.AFTER_COMMIT;
import static io.caravan.record.KillPoint.AFTER_ENCODE;
import static io.caravan.record.KillPoint.AFTER_LETTERS;
import static io.caravan.record.KillPoint.AFTER_PUT;
import static io.caravan.record.KillPoint.AFTER_READ;
import static io.caravan.record.KillPoint.BEFORE_ACCEPT;
import static io.caravan.record.KillPoint.BEFORE_COMMIT;
import static io.caravan.record.KillPoint.BEFORE_READ;
import static io.caravan.record.KillPoint.DURING_EDIT;
import static io.caravan.record.KillPoint.DURING_MAINTENANCE;
import static io.caravan.record.KillPoint.IN_TRANSACTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.record.KillPoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * K1, K2, K3, B1 and B2, I6 and I7 for streams: all kinds of them run in one process, so that each
 * fault meets each kind in whatever it does. After each test everything is compared that was ever
 * sent.
 */
class StreamFaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Map<KillPoint, Integer> POINTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(BEFORE_READ, 60),
              Map.entry(AFTER_READ, 12),
              Map.entry(AFTER_ENCODE, 6),
              Map.entry(AFTER_PUT, 6),
              Map.entry(AFTER_LETTERS, 6),
              Map.entry(BEFORE_COMMIT, 12),
              Map.entry(AFTER_COMMIT, 12),
              Map.entry(IN_TRANSACTION, 6),
              Map.entry(BEFORE_ACCEPT, 100),
              Map.entry(AFTER_ACCEPT, 100),
              Map.entry(DURING_MAINTENANCE, 6),
              Map.entry(DURING_EDIT, 3)));
  private static final Map<String, String> GROUPS =
      Map.of("bronze.events", "events", "silver.latest", "events", "refined", "events");
  private static final Set<String> ALL_GROUPS =
      Set.of("bronze.events", "silver.latest", "refined", "bronze.hooks", "dead.letters");
  @TempDir static Path folder;
  private static StreamWorld world;
  private static FaultProject project;
  private static BronzeWatch bronze;
  private final long seed = Profile.seed();
  private final Random random = new Random(seed);
  private Figures figures;
  private int editions;

  @BeforeAll
  static void start() {
    Product.prepare();
    world = new StreamWorld(folder, 2);
    project = world.project(0);
    bronze = world.watch("bronze/events");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @BeforeEach
  void load() {
    world.events.begin(150);
    world.deliveries.begin(20, seed);
  }

  @AfterEach
  void noSecretIsToBeFound() {
    long files = new Leaks(world.secrets()).checkFiles(folder);
    assertThat(files).isPositive();
  }

  @Test
  @DisabledIfSystemProperty(named = "caravan.faults", matches = "long")
  void nothing_is_lost_or_doubled_when_it_is_killed_stopped_fenced_or_the_broker_goes_away()
      throws Exception {
    figures = new Figures("streams", seed);
    killedAt(points().get(0));
    killedAt(points().get(0));
    stoppedInOrder();
    zombie(
        BEFORE_COMMIT,
        successor -> {
          bounced(successor);
          bounced(successor);
          stormed(Duration.ofSeconds(3));
          settled(world.project(1), successor);
        });
  }

  @Test
  @EnabledIfSystemProperty(named = "caravan.faults", matches = "long")
  void nothing_is_lost_or_doubled_wherever_the_process_is_killed() throws Exception {
    figures = new Figures("streams killed at points", seed);
    for (String point : points()) {
      killedAt(point);
    }
    settled();
  }

  @Test
  @EnabledIfSystemProperty(named = "caravan.faults", matches = "long")
  void nothing_is_lost_or_doubled_whenever_the_process_is_killed() throws Exception {
    figures = new Figures("streams killed at any moment", seed);
    for (int i = 0; i < Profile.times(200); i++) {
      // Half of them while it starts, half while it works.
      killedAfter(Duration.ofMillis(random.nextInt(i % 2 == 0 ? 8_000 : 4_000)), i % 2 == 0);
    }
    settled();
  }

  @Test
  @EnabledIfSystemProperty(named = "caravan.faults", matches = "long")
  void nothing_is_lost_or_doubled_when_it_is_stopped_in_order() throws Exception {
    figures = new Figures("streams stopped in order", seed);
    for (int i = 0; i < Profile.times(20); i++) {
      stoppedInOrder();
    }
    settled();
  }

  @Test
  @EnabledIfSystemProperty(named = "caravan.faults", matches = "long")
  void nothing_is_lost_or_doubled_when_the_broker_goes_away_or_others_come_and_go()
      throws Exception {
    figures = new Figures("streams, broker bounced", seed);
    try (Product product = Product.start(project)) {
      firstRow(product, PATIENCE);
      for (int i = 0; i < Profile.times(20); i++) {
        bounced(product);
      }
      stormed(Duration.ofSeconds(Profile.times(90)));
      settled(project, product);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "caravan.faults", matches = "long")
  void a_zombie_is_fenced_and_doubles_nothing() throws Exception {
    figures = new Figures("streams, zombie", seed);
    for (KillPoint point :
        List.of(BEFORE_READ, AFTER_READ, AFTER_PUT, AFTER_LETTERS, BEFORE_COMMIT, IN_TRANSACTION)) {
      for (int i = 0; i < Profile.times(3); i++) {
        zombie(point, Product::kill);
      }
    }
    settled();
  }

  private void stoppedInOrder() {
    try (Product product = Product.start(project)) {
      firstRow(product, PATIENCE);
      Duration asked = product.age();
      product.terminate();
      Duration drained = product.age().minus(asked);
      System.out.printf("faults: stopped under load in %.1f s%n", drained.toMillis() / 1e3);
      assertThat(drained).isLessThan(Duration.ofSeconds(30));
    }
  }

  private void stormed(Duration lasting) {
    int joined = Storm.over(world.brokers(), GROUPS, lasting);
    System.out.printf("faults: other readers joined and left %d times%n", joined);
    assertThat(joined).isGreaterThanOrEqualTo(GROUPS.size());
  }

  private interface Then {
    void happens(Product successor) throws Exception;
  }

  /** Stopped at a point until the brokers have given its work away, then woken. */
  private void zombie(KillPoint point, Then then) throws Exception {
    String spec = "caravan.stop=" + point + ":" + (POINTS.get(point) / 2 + 2);
    try (Product zombie = Product.start(project, Map.of(), spec);
        Product successor = Product.start(world.project(1))) {
      await().atMost(PATIENCE).until(() -> zombie.isStopped() || !zombie.isAlive());
      assertThat(zombie.isAlive()).as(point + "\n" + zombie.said()).isTrue();
      await().atMost(PATIENCE).until(() -> members() == 1 || !successor.isAlive());
      long before = bronze.rows();
      await().atMost(PATIENCE).until(() -> bronze.rows() > before || !successor.isAlive());
      assertThat(successor.isAlive()).as(point + "\n" + successor.said()).isTrue();
      zombie.signal("CONT");
      await().atMost(PATIENCE).until(() -> members() == 2 || !zombie.isAlive());
      long awake = bronze.rows();
      await().atMost(PATIENCE).until(() -> bronze.rows() > awake + 100);
      assertThat(zombie.isAlive()).as(point + "\n" + zombie.said()).isTrue();
      zombie.kill();
      figures.killed();
      then.happens(successor);
    }
  }

  /** How many members every group has, when all have as many; 0 otherwise. */
  private static int members() throws Exception {
    Map<String, ConsumerGroupDescription> groups =
        world.events.admin().describeConsumerGroups(ALL_GROUPS).all().get();
    List<Integer> members =
        groups.values().stream().map(g -> g.members().size()).distinct().toList();
    return members.size() == 1 ? members.get(0) : 0;
  }

  /** Every point as often as the profile wants it, at any of its first times. */
  private List<String> points() {
    List<String> points = new ArrayList<>();
    POINTS.forEach(
        (point, most) -> {
          for (int i = 0; i < Profile.times(20); i++) {
            points.add(point + ":" + (1 + random.nextInt(most)));
          }
        });
    Collections.shuffle(points, random);
    return points;
  }

  private void killedAt(String point) {
    long before = bronze.rows();
    try (Product product = Product.start(project, Map.of(), "caravan.kill=" + point)) {
      firstRow(product, before, PATIENCE);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(point.startsWith("DURING_EDIT") ? 1500 : 50))
          .until(
              () -> {
                if (product.isAlive() && point.startsWith("DURING_EDIT")) {
                  StreamProject.edit(project, editions++);
                }
                return !product.isAlive();
              });
      assertThat(product.awaitEnd(PATIENCE))
          .as(point + "\n" + product.said())
          .isEqualTo(Product.KILLED_AT_A_POINT);
      figures.killed();
    }
  }

  private void killedAfter(Duration moment, boolean starting) {
    long before = bronze.rows();
    try (Product product = Product.start(project)) {
      firstRow(product, before, starting ? moment : PATIENCE);
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

  private void firstRow(Product product, Duration atMost) {
    firstRow(product, bronze.rows(), atMost);
  }

  /** Waits until bronze has more rows, the process is dead, or it is time to go on. */
  private void firstRow(Product product, long before, Duration atMost) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                !product.isAlive()
                    || product.age().compareTo(atMost) > 0
                    || bronze.rows() > before);
    if (bronze.rows() > before && product.isAlive()) {
      figures.firstRowAfter(product.age());
    }
  }

  /** The broker is away for a moment; rows must come again soon after it is back. */
  private void bounced(Product product) throws InterruptedException {
    world.bounceBroker(Duration.ofMillis(500 + random.nextInt(1500)));
    long rows = bronze.rows();
    Duration back = product.age();
    await().atMost(PATIENCE).until(() -> bronze.rows() > rows || !product.isAlive());
    assertThat(product.isAlive()).as(product.said()).isTrue();
    Duration recovery = product.age().minus(back);
    System.out.printf(
        "faults: rows again %.1f s after the broker was back%n", recovery.toMillis() / 1e3);
    assertThat(recovery).isLessThan(Duration.ofSeconds(15));
  }

  private void settled() throws Exception {
    try (Product product = Product.start(project)) {
      firstRow(product, PATIENCE);
      settled(project, product);
    }
  }

  private void settled(FaultProject project, Product product) throws Exception {
    world.events.rest();
    world.deliveries.rest();
    StreamAudit audit = new StreamAudit(project, world);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              audit.checkCounts();
              audit.check();
            });
    assertThat(product.isAlive()).as(product.said()).isTrue();
    audit.checkNothingIsBent();
    new Leaks(world.secrets()).checkAnswers(project.settings().get("caravan.server"));
    product.terminate();
    assertThat(product.log()).doesNotContain("\tat ");
    figures.print(audit.check().toString());
    System.out.println("faults: deliveries were answered " + world.deliveries.answers());
  }
}
