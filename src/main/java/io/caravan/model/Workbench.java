package io.caravan.model;

import io.caravan.engine.SqlSession;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Scan;
import io.caravan.quality.Sieve;
import io.caravan.quality.Suite;
import io.caravan.record.Column;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One session over the lake for building one node: binds what is read, once, at the version readers
 * see now.
 */
final class Workbench implements AutoCloseable {
  private static final Pattern QUOTED_PAIR = Pattern.compile("\"([^\"]+)\"\\.\"([^\"]+)\"");
  private static final Pattern PLAIN_PAIR =
      Pattern.compile("(?i)\\b(?:from|join)\\s+([a-z_]\\w*)\\.([a-z_]\\w*)\\b(?![.(])");
  private final SqlSession session;
  private final Lake lake;
  private final Map<DatasetName, Passed> snapshots;
  private final Set<DatasetName> bound = new HashSet<>();

  Workbench(SqlSession session, Lake lake) {
    this(session, lake, Map.of());
  }

  /**
   * @param snapshots datasets that are read as they were then
   */
  Workbench(SqlSession session, Lake lake, Map<DatasetName, Passed> snapshots) {
    this.session = session;
    this.lake = lake;
    this.snapshots = snapshots;
  }

  SqlSession session() {
    return session;
  }

  Lake lake() {
    return lake;
  }

  boolean isBound(DatasetName dataset) {
    return bound.contains(dataset);
  }

  /** Makes a dataset readable if it exists; binding it again is free. */
  boolean bind(DatasetName dataset) {
    if (bound.contains(dataset)) {
      return true;
    }
    Optional<LakeTable> table = lake.find(dataset);
    if (table.isPresent()) {
      bound.add(dataset);
      Passed passed = snapshots.get(dataset);
      Scan scan =
          passed == null ? table.get().scan(LakeTable.MAIN) : table.get().scan(passed.snapshot());
      bind(dataset, scan, passed == null ? Optional.empty() : passed.sieve());
      return true;
    }
    Optional<String> view = lake.viewSql(dataset);
    if (view.isPresent()) {
      bound.add(dataset);
      bindRead(view.get());
      session.bindView(dataset, view.get());
    }
    return view.isPresent();
  }

  private void bind(DatasetName dataset, Scan scan, Optional<Suite> sieve) {
    DatasetName whole = new DatasetName("caravan_whole_" + dataset.namespace(), dataset.table());
    if (sieve.isPresent()) {
      session.bind(whole, scan);
      Optional<String> wrong = Sieve.wrong(sieve.get(), whole, session);
      if (wrong.isPresent()) {
        session.bindView(dataset, Sieve.rest(whole, wrong.get()));
        return;
      }
    }
    session.bind(dataset, scan);
  }

  /**
   * Binds every lake relation that SQL names: in quotes, as models and views name them, or plainly
   * where a relation stands.
   */
  void bindRead(String sql) {
    for (Pattern named : List.of(QUOTED_PAIR, PLAIN_PAIR)) {
      Matcher pair = named.matcher(sql);
      while (pair.find()) {
        try {
          bind(new DatasetName(pair.group(1), pair.group(2)));
        } catch (IllegalArgumentException notOurs) {
          // Some other pair, such as an alias and its column: the engine will say so if it means a
          // table that is not there.
          continue;
        }
      }
    }
  }

  /** From here on the session reads this version of the dataset: what is about to be published. */
  void bindCandidate(DatasetName dataset, Scan scan) {
    bound.add(dataset);
    session.bind(dataset, scan);
  }

  void bindCandidate(DatasetName dataset, String viewSql) {
    bound.add(dataset);
    session.bindView(dataset, viewSql);
  }

  /** From here on the session reads the dataset as it is in the lake again. */
  void rebind(DatasetName dataset) {
    bound.remove(dataset);
    bind(dataset);
  }

  /**
   * The relation as it stands in the lake; empty when it was never built. A table that no run has
   * published does not count.
   */
  Optional<Relation> find(DatasetName dataset) {
    Optional<LakeTable> table = lake.find(dataset);
    if (table.isPresent()) {
      return table.get().snapshot(LakeTable.MAIN).map(snapshot -> Relation.table(dataset));
    }
    return lake.viewSql(dataset).map(sql -> Relation.view(dataset));
  }

  /** Everything in the lake that readers can see. */
  List<Relation> relations() {
    Set<DatasetName> names = new TreeSet<>(lake.tables());
    names.addAll(lake.views());
    return names.stream().map(this::find).flatMap(Optional::stream).toList();
  }

  Columns columns(DatasetName dataset) {
    return bind(dataset)
        ? session.describe("SELECT * FROM " + Relation.quote(dataset))
        : Columns.of(new Column[0]);
  }

  long count(String query) {
    return ((Number) session.query(query).rows().get(0).get(0)).longValue();
  }

  @Override
  public void close() {
    session.close();
  }
}
