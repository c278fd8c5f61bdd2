package io.caravan.route;

import io.caravan.lake.Lake;
import io.caravan.lake.Snapshot;
import io.caravan.record.DatasetName;
import io.caravan.runs.ChangePolicy;
import io.caravan.runs.Claim;
import io.caravan.runs.Ledger;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The bean behind {@code table-changes-source}: the first step after a heartbeat, which passes when
 * the table has a snapshot that the route has not tried, or a retry is due. Several snapshots
 * become one run.
 */
public final class ChangesSource extends KameletBean implements Processor {
  private final Rest rest = new Rest();
  private Ledger ledger;
  private Lake lake;
  private TableChanges changes;
  private String kameletRouteId;
  private DatasetName table;
  private ChangePolicy policy;
  private Duration poll;
  private RunStart start;
  private volatile long heard = -1;

  /** Reads the parameters; the first one that is wrong stops the route from being made. */
  public void init() {
    UserRoute route = userRoute();
    table = parameters.read(route, "table", DatasetName::parse);
    policy = new ChangePolicy(parameters.retry(route), parameters.words("tags"));
    poll = parameters.duration(route, "poll");
    start = new RunStart(context, kameletRouteId, ledger, rest);
  }

  /** Makes a heartbeat the run that is due, if one is. */
  @Override
  public void process(Exchange heartbeat) {
    long hearing = changes.heard(table);
    if (hearing == heard && !rest.isOver()) {
      heartbeat.setRouteStop(true);
      return;
    }
    heard = hearing;
    rest.until(poll);
    if (start.begin(heartbeat, this::claim)) {
      heartbeat.setProperty(CurrentRun.DATASET, table.toString());
    }
  }

  private Optional<Claim> claim() {
    Optional<Long> tried = ledger.history().triedSnapshot(routeId);
    Long newest =
        lake.find(table).flatMap(t -> t.news(tried.orElse(null))).map(Snapshot::id).orElse(null);
    return ledger.claimChange(routeId, policy, newest);
  }

  public void setLedger(Ledger ledger) {
    this.ledger = ledger;
  }

  public void setLake(Lake lake) {
    this.lake = lake;
  }

  public void setChanges(TableChanges changes) {
    this.changes = changes;
  }

  /** Id of the Kamelet's own route, {@code {{routeId}}}. */
  public void setKameletRoute(String id) {
    this.kameletRouteId = id;
  }

  public void setTable(String text) {
    parameters.put("table", text);
  }

  public void setRetries(String text) {
    parameters.put("retries", text);
  }

  public void setRetryDelay(String text) {
    parameters.put("retryDelay", text);
  }

  public void setRetryBackoff(String text) {
    parameters.put("retryBackoff", text);
  }

  public void setMaxRetryDelay(String text) {
    parameters.put("maxRetryDelay", text);
  }

  public void setPoll(String text) {
    parameters.put("poll", text);
  }

  public void setTags(String text) {
    parameters.put("tags", text);
  }
}
