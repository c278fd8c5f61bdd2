package io.caravan.route;

import io.caravan.dead.RowLetters;
import io.caravan.engine.SqlEngine;
import io.caravan.engine.SqlSession;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.quality.GateBlocked;
import io.caravan.quality.Sieve;
import io.caravan.quality.Suites;
import io.caravan.quality.ValidationResult;
import io.caravan.quality.Verdict;
import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.stream.StreamBatch;
import io.caravan.stream.Streams;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean behind {@code expectations-action}. Between two layers it is a gate, which lets the
 * exchange through when the dataset, as it is now, meets every expectation that blocks. On a stream
 * it holds the records of each batch to the suite.
 */
public final class ExpectationsAction extends KameletBean implements Processor {
  /** What the suite found, a {@link ValidationResult}. */
  public static final String VALIDATION = "CaravanValidation";

  /** The snapshot that was checked, a Long; absent when the table has none. */
  public static final String CHECKED_SNAPSHOT = "CaravanCheckedSnapshot";

  private static final Logger LOG = LoggerFactory.getLogger(ExpectationsAction.class);

  private Lake lake;
  private SqlEngine engine;
  private Suites suites;
  private DatasetName dataset;
  private String suite;
  private RecordGate records;

  /** Reads the parameters; a suite that is missing or wrong stops the route from being made. */
  public void init() {
    UserRoute route = userRoute();
    dataset = parameters.read(route, "dataset", DatasetName::parse, null);
    suite = parameters.read(route, "suite", name -> name);
    suites.load(suite);
    records = new RecordGate(suites, suite, route);
    if (UserRoute.readsRecords(context, routeId)) {
      if (dataset != null) {
        throw route.wrong(
            "dataset",
            "On a stream the suite is held against the records themselves. Leave 'dataset' out.");
      }
      records.check();
    }
  }

  /**
   * @throws GateBlocked when an expectation that blocks is not met by a dataset
   */
  @Override
  public void process(Exchange exchange) {
    if (exchange.getMessage().getBody() instanceof StreamBatch batch) {
      Streams streams = context.getRegistry().findSingleByType(Streams.class);
      records.process(
          batch, Optional.ofNullable(streams).flatMap(known -> known.of(batch.route())));
      return;
    }
    ValidationResult result = suites.run(suite, dataset(exchange), lake, engine);
    exchange.setProperty(VALIDATION, result);
    SuiteHistory.keep(exchange, result);
    result.snapshot().ifPresent(snapshot -> exchange.setProperty(CHECKED_SNAPSHOT, snapshot));
    result
        .with(Verdict.Outcome.WARNED)
        .forEach(verdict -> LOG.warn("{}: {}", result.dataset(), verdict));
    if (result.blocked()) {
      throw new GateBlocked(result);
    }
    quarantine(result, CurrentRun.id(exchange).orElse(""));
  }

  /** The wrong rows stay in their table, and go no further: who reads on leaves them out. */
  private void quarantine(ValidationResult result, String run) {
    List<Verdict> quarantined = result.with(Verdict.Outcome.QUARANTINED);
    if (quarantined.isEmpty()) {
      return;
    }
    quarantined.forEach(verdict -> LOG.warn("{}: {}", result.dataset(), verdict));
    try (SqlSession session = engine.session()) {
      LakeTable table = lake.load(result.dataset());
      session.bind(
          result.dataset(),
          result.snapshot().isPresent()
              ? table.scan(result.snapshot().getAsLong())
              : table.scan(LakeTable.MAIN));
      Sieve.wrong(result.suite(), result.dataset(), session)
          .map(
              rows ->
                  new RowLetters.Death(
                      result.dataset(), "expectations-action", run, rows, Sieve.REASON))
          .ifPresent(death -> new RowLetters(lake).bury(death, session, result.at()));
    }
  }

  private DatasetName dataset(Exchange exchange) {
    if (dataset != null) {
      return dataset;
    }
    String changed = exchange.getProperty(CurrentRun.DATASET, String.class);
    if (changed == null) {
      Place place = userRoute().place();
      throw new ProjectException(
          place,
          "Cannot run suite '%s': nothing says on which dataset.".formatted(suite),
          "Begin the route with kamelet:table-changes-source, or write 'dataset: bronze.users' below the 'parameters' of expectations-action.");
    }
    return DatasetName.parse(changed);
  }

  public void setLake(Lake lake) {
    this.lake = lake;
  }

  public void setEngine(SqlEngine engine) {
    this.engine = engine;
  }

  public void setSuites(Suites suites) {
    this.suites = suites;
  }

  public void setSuite(String name) {
    parameters.put("suite", name);
  }

  public void setDataset(String name) {
    parameters.put("dataset", name);
  }
}
