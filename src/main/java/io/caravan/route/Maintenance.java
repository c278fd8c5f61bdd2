package io.caravan.route;

import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Repacker;
import io.caravan.record.DatasetName;
import io.caravan.record.WorldException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The bean {@code maintenance}: keeps every table tidy, one after the other; what fails does not
 * keep the others from it.
 */
public final class Maintenance implements Processor {
  private final Lake lake;
  private final Repacker repacker;
  private final Runnable forgetRuns;

  /**
   * @param forgetRuns makes the ledger forget what is old
   */
  public Maintenance(Lake lake, Repacker repacker, Runnable forgetRuns) {
    this.lake = lake;
    this.repacker = repacker;
    this.forgetRuns = forgetRuns;
  }

  @Override
  public void process(Exchange exchange) {
    Map<DatasetName, LakeTable.Maintenance> done = tables();
    CurrentRun.counts(exchange)
        .add(
            "repacked",
            done.values().stream().mapToLong(LakeTable.Maintenance::filesRepacked).sum());
    CurrentRun.counts(exchange)
        .add(
            "expired",
            done.values().stream().mapToLong(LakeTable.Maintenance::snapshotsExpired).sum());
    CurrentRun.counts(exchange).add("orphans", lake.sweepOrphans());
    forgetRuns.run();
  }

  /** Maintains every table. */
  public Map<DatasetName, LakeTable.Maintenance> tables() {
    Map<DatasetName, LakeTable.Maintenance> done = new LinkedHashMap<>();
    List<WorldException> failures = new ArrayList<>();
    for (DatasetName name : lake.tables()) {
      try {
        lake.find(name).ifPresent(table -> done.put(name, table.maintain(repacker)));
      } catch (WorldException e) {
        failures.add(new WorldException("Cannot maintain " + name + ": " + e.getMessage(), e));
      }
    }
    if (!failures.isEmpty()) {
      WorldException first = failures.get(0);
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
    return done;
  }
}
