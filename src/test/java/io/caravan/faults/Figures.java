package io.caravan.faults;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a test of faults prints: how often it was killed, and how soon rows came again. */
final class Figures {
  private final String name;
  private final long seed;
  private final List<Duration> toFirstRow = new ArrayList<>();
  private int kills;

  Figures(String name, long seed) {
    this.name = name;
    this.seed = seed;
    System.out.printf(
        "faults: %s, %s form, replay with -Dcaravan.faults.seed=%d%n",
        name, Profile.current(), seed);
  }

  void killed() {
    kills++;
  }

  void firstRowAfter(Duration sinceStart) {
    toFirstRow.add(sinceStart);
  }

  Duration worst() {
    return toFirstRow.isEmpty() ? Duration.ZERO : Collections.max(toFirstRow);
  }

  void print(LakeAudit.Counts audited, long versions) {
    print(
        "%d versions in bronze of %d committed, %d users in silver"
            .formatted(audited.bronze(), versions, audited.silver()));
  }

  /**
   * @param audited what was compared, and found to be right
   */
  void print(String audited) {
    List<Duration> sorted = new ArrayList<>(toFirstRow);
    Collections.sort(sorted);
    Duration median = sorted.isEmpty() ? Duration.ZERO : sorted.get(sorted.size() / 2);
    OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
    String restarts =
        sorted.isEmpty()
            ? ""
            : "start to first new row in bronze, %d times: median %.1f s, worst %.1f s; "
                .formatted(sorted.size(), median.toMillis() / 1e3, worst().toMillis() / 1e3);
    System.out.printf(
        "faults: %s (seed %d): %d kills; %saudited %s: 0 lost, 0 twice (load of the machine: %.1f on %d processors)%n",
        name,
        seed,
        kills,
        restarts,
        audited,
        machine.getSystemLoadAverage(),
        machine.getAvailableProcessors());
  }
}
