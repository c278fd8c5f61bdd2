package io.caravan.testing;

import io.caravan.Application;
import io.caravan.Pipelines;
import io.caravan.Settings;
import io.caravan.engine.Sql;
import io.caravan.engine.SqlSession;
import io.caravan.lake.LakeTable;
import io.caravan.lake.StagedFile;
import io.caravan.lake.TableLayout;
import io.caravan.model.Yaml;
import io.caravan.record.DatasetName;
import io.caravan.record.Spelling;
import io.caravan.runs.Run;
import io.caravan.runs.RunHistory;
import io.caravan.runs.RunState;
import io.caravan.testing.Expected.Wanted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Runs one case: puts in place what is given, starts the routes, waits, and compares. */
final class CaseRun {
  private static final String DEAD = "-dlq";
  private final TestCase test;
  private final Settings settings;
  private final String name;

  /**
   * @param name tells the case's objects from those of others
   */
  CaseRun(TestCase test, Settings settings, String name) {
    this.test = test;
    this.settings = settings;
    this.name = name;
  }

  CaseResult run() {
    long begun = System.nanoTime();
    List<Finding> findings = new ArrayList<>();
    try (Application application = Application.visit(settings);
        Topics topics = new Topics(application.kafka().client())) {
      test.given().tables().forEach((table, rows) -> create(application, table, rows));
      test.given().topics().forEach(topics::fill);
      try (Pipelines pipelines = new Pipelines(application, test.routes())) {
        pipelines.start();
        findings.addAll(new Post(application, pipelines, name).send(test.given().deliveries()));
        new Settling(application, pipelines, topics)
            .await(test.within())
            .forEach(busy -> findings.add(new Finding(test.place(), busy)));
        endings(application, pipelines, findings);
        compare(application, topics, findings);
      }
    }
    return new CaseResult(test, Duration.ofNanos(System.nanoTime() - begun), findings);
  }

  private static void create(Application application, DatasetName name, Given.Rows rows) {
    RowsSql sql = RowsSql.of(rows, RowsSql.Dialect.LAKE);
    try (SqlSession session = application.engine().session()) {
      if (name.namespace().equals("bronze")) {
        sql = sql.with("_ingested_at", "timestamptz", application.clock().instant().toString());
      }
      LakeTable table =
          application.lake().create(name, session.describe(sql.query()), TableLayout.PLAIN);
      List<StagedFile> files =
          session.write(
              sql.query(),
              table.scan(LakeTable.MAIN).fields(),
              table.dataLocation(),
              "given",
              List.of());
      table.change(LakeTable.MAIN).add(files).commit();
    } catch (io.caravan.engine.SqlFailure e) {
      throw new io.caravan.record.ProjectException(
          rows.place(), "Cannot make table '" + name + "'.", e.getMessage());
    }
  }

  /** How routes have ended that do not read records, and why others have stopped. */
  private void endings(Application application, Pipelines pipelines, List<Finding> findings) {
    for (String route : pipelines.routes()) {
      application
          .streams()
          .of(route)
          .flatMap(status -> status.trouble())
          .filter(trouble -> trouble.stopped())
          .ifPresent(
              trouble ->
                  findings.add(
                      new Finding(
                          test.place(),
                          "Route %s has stopped: %s".formatted(route, trouble.reason()))));
      if (pipelines.streams(route)) {
        continue;
      }
      Optional<Run> last =
          application.ledger().history().runs(new RunHistory.Query(route, null, 50)).stream()
              .filter(run -> run.state() != RunState.MISSED)
              .findFirst();
      String state = last.map(run -> run.state().spelling()).orElse("none");
      Expected.Ending expected = test.expected().runs().get(route);
      String wanted = expected == null ? (last.isEmpty() ? "none" : "succeeded") : expected.state();
      if (!state.equals(wanted)) {
        String why = last.map(Run::error).map(error -> "\n    " + error).orElse("");
        findings.add(
            new Finding(
                expected == null ? test.place() : expected.place(),
                "The last run of %s is: %s. Expected: %s.%s".formatted(route, state, wanted, why)));
      }
    }
  }

  private void compare(Application application, Topics topics, List<Finding> findings) {
    test.expected()
        .tables()
        .forEach(
            (table, wanted) -> {
              if (application.lake().find(table).isEmpty()
                  && !application.lake().views().contains(table)
                  && !wanted.rows().isEmpty()) {
                List<String> known =
                    application.lake().tables().stream().map(DatasetName::toString).toList();
                findings.add(
                    new Finding(
                        wanted.place(),
                        "There is no table %s. %s"
                            .formatted(
                                table,
                                Spelling.didYouMean(
                                    table.toString(),
                                    known,
                                    known.isEmpty()
                                        ? "There is none at all."
                                        : "There are: " + String.join(", ", known) + "."))));
                return;
              }
              findings.addAll(
                  new Comparison(table.toString(), "row")
                      .compare(
                          wanted, rows(application, table), Difference::between, Values::shown));
            });
    test.expected()
        .topics()
        .forEach(
            (topic, wanted) ->
                findings.addAll(
                    new Comparison("topic " + topic, "record")
                        .compare(
                            wanted, topics.records(topic), CaseRun::differences, CaseRun::shown)));
    List<Object> letters =
        topics.records().entrySet().stream()
            .filter(topic -> topic.getKey().endsWith(DEAD))
            .flatMap(topic -> topic.getValue().stream())
            .map(letter -> Values.parsed(text(letter.value())))
            .toList();
    Wanted dead =
        test.expected()
            .dead()
            .orElse(new Wanted(Optional.of(0), List.of(), false, true, test.place()));
    findings.addAll(
        new Comparison("the dead-letter topics", "dead letter")
            .compare(dead, letters, Difference::between, Values::shown));
  }

  private static List<Object> rows(Application application, DatasetName table) {
    String sql = "select * from " + Sql.name(table);
    if (application.lake().find(table).isEmpty() && !application.lake().views().contains(table)) {
      return List.of();
    }
    try (SqlSession session = application.tables().session(sql)) {
      SqlSession.Result result = session.query(sql);
      List<String> names = result.columns().names();
      List<Object> rows = new ArrayList<>();
      for (List<Object> values : result.rows()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
          row.put(names.get(i), Values.ofTable(values.get(i)));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  private static List<Difference> differences(Yaml wanted, ConsumerRecord<byte[], byte[]> record) {
    return TestFile.isRecord(wanted)
        ? Difference.between(wanted, whole(record))
        : Difference.between(wanted, text(record.value()));
  }

  private static Map<String, Object> whole(ConsumerRecord<byte[], byte[]> record) {
    Map<String, Object> headers = new LinkedHashMap<>();
    record.headers().forEach(header -> headers.put(header.key(), text(header.value())));
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("key", text(record.key()));
    whole.put("headers", headers);
    whole.put("value", text(record.value()));
    return whole;
  }

  private static String shown(ConsumerRecord<byte[], byte[]> record) {
    return text(record.value());
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }
}
