package io.caravan.model;

import io.caravan.engine.SqlFailure;
import io.caravan.jinja.JinjaException;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Snapshot;
import io.caravan.record.ProjectException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks sources when their newest row was loaded: dbt's {@code source freshness}. */
record SourceFreshness(Project project, Workbench bench, RunFacts facts) {
  // What dbt takes for the newest row of a table without rows.
  private static final Instant NEVER = LocalDateTime.of(1, 1, 1, 0, 0).toInstant(ZoneOffset.UTC);

  SourceAge of(SourceTable source, Freshness freshness) {
    Instant started = facts.clock().instant();
    Instant newest = null;
    String message = "";
    String status = "runtime error";
    try {
      newest = newest(source, freshness);
      status = freshness.status(SourceAge.seconds(Duration.between(newest, started)));
    } catch (SqlFailure | NodeFailure | ProjectException | JinjaException wrong) {
      message = NodeRun.message(wrong);
    }
    return new SourceAge(
        source.id(),
        source.source() + "." + source.patch().name(),
        status,
        newest,
        started,
        freshness.criteria(),
        Duration.between(started, facts.clock().instant()),
        message);
  }

  private Instant newest(SourceTable source, Freshness freshness) {
    if (!bench.bind(source.dataset())) {
      throw new NodeFailure(
          "Cannot tell how fresh %s is: it does not exist yet. Run the route that writes it first."
              .formatted(source.dataset()));
    }
    if (!freshness.query().isEmpty()) {
      return asked(source, "(" + compiled(source, freshness.query()) + ")");
    }
    return freshness.field().isEmpty()
        ? committed(source)
        : asked(
            source,
            "(SELECT max(%s) FROM %s%s)"
                .formatted(
                    freshness.field(),
                    Relation.quote(source.dataset()),
                    freshness.filter().isEmpty() ? "" : " WHERE " + freshness.filter()));
  }

  /** The newest commit that brought or took rows; packing files anew makes nothing fresher. */
  private Instant committed(SourceTable source) {
    LakeTable table =
        bench
            .lake()
            .find(source.dataset())
            .orElseThrow(
                () ->
                    new NodeFailure(
                        "Cannot tell how fresh %s is: a view has no history. Set loaded_at_field."
                            .formatted(source.dataset())));
    return table.history().stream()
        .filter(snapshot -> !snapshot.operation().equals(LakeTable.REPACKED))
        .findFirst()
        .map(Snapshot::at)
        .orElse(NEVER);
  }

  private Instant asked(SourceTable source, String newest) {
    bench.bindRead(newest);
    Object value = bench.session().query("SELECT " + newest + " AS newest").rows().get(0).get(0);
    if (value == null) {
      return NEVER;
    }
    if (value instanceof Instant at) {
      return at;
    }
    if (value instanceof LocalDateTime at) {
      return at.toInstant(ZoneOffset.UTC);
    }
    throw new NodeFailure(
        "Cannot tell how fresh %s is: '%s' is no timestamp. Cast it: loaded_at_field: \"x::timestamp\"."
            .formatted(source.dataset(), value));
  }

  /** The query with {@code this} standing for the source. */
  private String compiled(SourceTable source, String query) {
    Node asking =
        new Node(
            source.id(),
            NodeKind.ANALYSIS,
            source.packageName(),
            source.patch().name(),
            source.place().file(),
            source.fqn(),
            new Config(Map.of()),
            source.dataset(),
            query,
            Node.Documentation.NONE,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            source.place());
    return project.compiler().compile(asking, bench, facts);
  }
}
