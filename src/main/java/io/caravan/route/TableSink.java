package io.caravan.route;

import io.caravan.bronze.CommitListener;
import io.caravan.engine.SqlEngine;
import io.caravan.lake.Lake;
import io.caravan.lake.Snapshot;
import io.caravan.model.Contract;
import io.caravan.model.Models;
import io.caravan.model.Project;
import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import io.caravan.stream.StreamBatch;
import io.caravan.table.StreamedTable;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The bean behind {@code table-sink}: lands batches in a table whose columns the dbt project
 * declares.
 */
public final class TableSink extends KameletBean implements Processor {
  // Batches of one table come after each other, so that their times do too.
  private final ReentrantLock turn = new ReentrantLock(true);
  private Lake lake;
  private SqlEngine engine;
  private Models models;
  private UserRoute route;
  private DatasetName name;
  private StreamedTable.Merge merge;
  private Project declaredIn;
  private StreamedTable table;

  /** Reads the parameters; the first one that is wrong stops the route from being made. */
  public void init() {
    route = userRoute();
    name = parameters.read(route, "table", DatasetName::parse);
    List<String> key = parameters.words("key");
    String version = parameters.read(route, "version", text -> text, "");
    if (key.isEmpty() && !version.isEmpty()) {
      throw route.wrong(
          "version", "Rows are merged by a key: name it by 'key', or leave this out.");
    }
    merge = new StreamedTable.Merge(key, version);
    table();
  }

  /** The table as the project declares it now: a saved schema.yml counts from the next batch on. */
  private StreamedTable table() {
    Project project = models.project();
    if (table == null || declaredIn != project) {
      Contract contract = contract(project);
      check(contract, "key", merge.key());
      check(contract, "version", merge.version().isEmpty() ? List.of() : List.of(merge.version()));
      List<StreamedTable.Field> fields =
          contract.fields().stream()
              .map(
                  f -> new StreamedTable.Field(f.name(), f.type(), f.path(), f.required(), f.doc()))
              .toList();
      try {
        table = new StreamedTable(lake, engine, name, fields, merge);
      } catch (IllegalArgumentException e) {
        throw new ProjectException(
            contract.place(),
            "Cannot use the columns of '%s': %s".formatted(name, e.getMessage()),
            "Write types of the SQL engine, such as varchar, bigint, decimal(10, 2) or timestamptz.");
      }
      declaredIn = project;
    }
    return table;
  }

  private Contract contract(Project project) {
    return project
        .contract(name)
        .orElseThrow(
            () ->
                new ProjectException(
                    route.place(),
                    "Cannot start route '%s': nobody says which columns %s has."
                        .formatted(routeId, name),
                    "Declare it in a properties file below models/: sources: - name: %s, tables: - name: %s, columns: with data_type."
                        .formatted(name.namespace(), name.table())));
  }

  private void check(Contract contract, String parameter, List<String> columns) {
    List<String> known = contract.fields().stream().map(Contract.Field::name).toList();
    for (String column : columns) {
      if (!known.contains(column)) {
        throw route.wrong(
            parameter,
            "%s has no column '%s'. %s"
                .formatted(
                    name, column, Spelling.didYouMean(column, known, "It has: " + known + ".")));
      }
    }
  }

  @Override
  public void process(Exchange exchange) {
    Object body = exchange.getMessage().getBody();
    if (!(body instanceof StreamBatch batch)) {
      throw new ProjectException(
          route == null ? Place.file("routes") : route.place(),
          "Cannot land %s: table-sink takes batches of kafka-records-source."
              .formatted(body == null ? "an empty body" : body.getClass().getSimpleName()),
          "Begin the route with kamelet:kafka-records-source.");
    }
    turn.lock();
    try {
      Snapshot snapshot = table().land(batch);
      context
          .getRegistry()
          .findByType(CommitListener.class)
          .forEach(listener -> listener.committed(name, snapshot));
    } finally {
      turn.unlock();
    }
  }

  public void setLake(Lake lake) {
    this.lake = lake;
  }

  public void setEngine(SqlEngine engine) {
    this.engine = engine;
  }

  public void setModels(Models models) {
    this.models = models;
  }

  public void setTable(String text) {
    parameters.put("table", text);
  }

  public void setKey(String text) {
    parameters.put("key", text);
  }

  public void setVersion(String text) {
    parameters.put("version", text);
  }
}
