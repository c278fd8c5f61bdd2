package io.caravan.route;

import io.caravan.bronze.JdbcTable;
import io.caravan.bronze.RowBatches;
import io.caravan.bronze.TableRead;
import io.caravan.bronze.TableWindow;
import io.caravan.engine.SqlEngine;
import io.caravan.lake.Lake;
import io.caravan.record.DatasetName;
import io.caravan.record.KillPoint;
import io.caravan.record.WorldException;
import io.caravan.runs.DurationText;
import io.caravan.runs.Interval;
import io.caravan.runs.RunCounts;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean behind {@code jdbc-table-source}: opens the window that a run is about, gives its
 * statements to Camel's SQL component, and hands the rows on in batches of a file each.
 */
public final class JdbcTableSource extends KameletBean {
  /** The open {@link TableWindow}. */
  static final String WINDOW = "CaravanWindow";

  /** The {@link RowBatches} of the statement at hand. */
  static final String BATCHES = "CaravanBatches";

  private static final Logger LOG = LoggerFactory.getLogger(JdbcTableSource.class);
  private Lake lake;
  private SqlEngine engine;
  private JdbcTable table;

  /**
   * Reads the parameters and looks at the table; the first mistake stops the route from being made.
   */
  public void init() {
    UserRoute route = userRoute();
    String name = parameters.read(route, "dataSource", text -> text);
    TableRead read =
        new TableRead(
            name,
            parameters.read(route, "table", text -> text),
            dataset(route),
            parameters.read(route, "key", text -> text, ""),
            watermark(route),
            lookback(route),
            parameters.read(route, "timeZone", ZoneId::of),
            Optional.ofNullable(
                parameters.read(route, "startDate", text -> instant(route, text), null)),
            parameters.given("chunkRows") ? parameters.number(route, "chunkRows", 0) : 0,
            parameters.read(route, "fileSize", ByteSize::parse));
    table =
        new JdbcTable(read, route.place(), DataSources.find(context, route, name), lake, engine);
    try {
      table.check();
    } catch (WorldException e) {
      LOG.warn("Route {} starts without having seen its table: {}", routeId, e.getMessage());
    }
  }

  private DatasetName dataset(UserRoute route) {
    Optional<DatasetName> target = BronzeTarget.of(context, route);
    if (!parameters.given("dataset")) {
      return target.orElseGet(() -> BronzeTarget.dataset(routeId));
    }
    DatasetName given = parameters.read(route, "dataset", BronzeTarget::dataset);
    if (target.isPresent() && !target.get().equals(given)) {
      throw route.wrong(
          "dataset",
          "It says %s, but the route's bronze-sink writes to %s, whose position says what is to be read. Leave 'dataset' out."
              .formatted(given, target.get()));
    }
    return given;
  }

  private String watermark(UserRoute route) {
    String mode = parameters.read(route, "mode", text -> text);
    if (!mode.equals("incremental") && !mode.equals("snapshot")) {
      throw route.wrong("mode", "Cannot use '%s': write incremental or snapshot.".formatted(mode));
    }
    if (mode.equals("incremental") && !parameters.given("watermark")) {
      throw route.wrong(
          "watermark",
          "Name the column that says when a row was last changed, or read the whole table each time by 'mode: snapshot'.");
    }
    if (mode.equals("snapshot") && parameters.given("watermark")) {
      throw route.wrong(
          "watermark",
          "A table that is read whole ('mode: snapshot') needs none. Leave one of the two out.");
    }
    return parameters.read(route, "watermark", text -> text, "");
  }

  private io.caravan.bronze.Watermark.Lookback lookback(UserRoute route) {
    return parameters.read(
        route,
        "lookback",
        text ->
            text.matches("[0-9]{1,18}")
                ? TableRead.lookback(Duration.ZERO, Long.parseLong(text))
                : TableRead.lookback(DurationText.parse(text), 0));
  }

  private Instant instant(UserRoute route, String text) {
    try {
      ZoneId zone = parameters.read(route, "timeZone", ZoneId::of);
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "Cannot read '%s': write a date (2026-01-31) or a time with offset (2026-01-31T02:00:00Z)."
              .formatted(text));
    }
  }

  /** Opens the window of the run at hand. */
  public void open(Exchange exchange) {
    Interval interval =
        CurrentRun.interval(exchange)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Cannot open a window without a data interval: begin the route by an interval."));
    String attempt =
        CurrentRun.id(exchange).orElse(exchange.getExchangeId())
            + "/"
            + exchange.getProperty(CurrentRun.ATTEMPT, 1, Integer.class);
    boolean backfill = exchange.getProperty(CurrentRun.BACKFILL) != null;
    exchange.setProperty(
        WINDOW,
        backfill
            ? table.openBackfill(interval.start(), interval.end(), attempt)
            : table.open(interval.end(), attempt));
  }

  /** Makes the window's next statement the one that the SQL component runs. */
  public void ask(Exchange exchange) {
    KillPoint.BEFORE_READ.pass();
    exchange.setProperty(
        WindowStatement.PROPERTY, exchange.getProperty(WINDOW, TableWindow.class).next());
  }

  /** Takes the open result of the statement from the body. */
  @SuppressWarnings("unchecked")
  public void receive(Exchange exchange) {
    Iterator<Object[]> rows = (Iterator<Object[]>) exchange.getMessage().getBody();
    exchange.setProperty(BATCHES, exchange.getProperty(WINDOW, TableWindow.class).batches(rows));
    exchange.removeProperty(WindowStatement.PROPERTY);
    exchange.getMessage().setBody(null);
  }

  /** The next batch, its rows still in the database. */
  public void next(Exchange exchange) {
    exchange.getMessage().setBody(exchange.getProperty(BATCHES, RowBatches.class).next());
  }

  /** Notes what was read. */
  public void close(Exchange exchange) {
    CurrentRun.counts(exchange)
        .add(RunCounts.ROWS_READ, exchange.getProperty(WINDOW, TableWindow.class).rowsRead());
  }

  public void setLake(Lake lake) {
    this.lake = lake;
  }

  public void setEngine(SqlEngine engine) {
    this.engine = engine;
  }

  public void setDataSource(String text) {
    parameters.put("dataSource", text);
  }

  public void setTable(String text) {
    parameters.put("table", text);
  }

  public void setDataset(String text) {
    parameters.put("dataset", text);
  }

  public void setKey(String text) {
    parameters.put("key", text);
  }

  public void setWatermark(String text) {
    parameters.put("watermark", text);
  }

  public void setMode(String text) {
    parameters.put("mode", text);
  }

  public void setLookback(String text) {
    parameters.put("lookback", text);
  }

  public void setTimeZone(String text) {
    parameters.put("timeZone", text);
  }

  public void setStartDate(String text) {
    parameters.put("startDate", text);
  }

  public void setChunkRows(String text) {
    parameters.put("chunkRows", text);
  }

  public void setFileSize(String text) {
    parameters.put("fileSize", text);
  }
}
