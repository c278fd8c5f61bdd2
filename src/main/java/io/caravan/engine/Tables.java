package io.caravan.engine;

import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Scan;
import io.caravan.record.DatasetName;
import io.caravan.record.Spelling;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sessions in which the lake's tables and views are readable under their names: what a statement
 * mentions is bound, no more.
 */
public final class Tables {
  private static final Pattern MISSING =
      Pattern.compile("Table with name \"?([\\w.-]+)\"? does not exist");
  private final Lake lake;
  private final SqlEngine engine;

  public Tables(Lake lake, SqlEngine engine) {
    this.lake = lake;
    this.engine = engine;
  }

  /** A session for one statement. */
  public SqlSession session(String sql) {
    return session(sql, null);
  }

  /**
   * A session for one statement.
   *
   * @param snapshot tables that have this snapshot are read as it was then; null for now
   */
  public SqlSession session(String sql, Long snapshot) {
    SqlSession session = engine.session();
    try {
      bind(session, sql, snapshot);
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private void bind(SqlSession session, String sql, Long snapshot) {
    String text = sql.toLowerCase(Locale.ROOT);
    for (DatasetName name : lake.tables()) {
      if (mentions(text, name)) {
        session.bind(name, scan(lake.load(name), snapshot));
      }
    }
    for (DatasetName name : lake.views()) {
      if (mentions(text, name)) {
        String view = lake.viewSql(name).orElseThrow();
        bind(session, view, snapshot);
        session.bindView(name, view);
      }
    }
  }

  private static Scan scan(LakeTable table, Long snapshot) {
    boolean has = snapshot != null && table.history().stream().anyMatch(s -> s.id() == snapshot);
    return has ? table.scan(snapshot) : table.scan(LakeTable.MAIN);
  }

  /**
   * A loose look: to bind one table too many costs a listing, to bind one too few would fail the
   * statement.
   */
  private static boolean mentions(String text, DatasetName name) {
    return text.contains(name.table().toLowerCase(Locale.ROOT))
        && text.contains(name.namespace().toLowerCase(Locale.ROOT));
  }

  /** What to try after a failure: the near table, when a name was not found. */
  public String hint(String failure) {
    Matcher missing = MISSING.matcher(failure);
    List<String> names = lake.tables().stream().map(DatasetName::toString).toList();
    String otherwise =
        names.isEmpty()
            ? "There are no tables yet: run ./caravan demo --once first."
            : "Tables: " + String.join(", ", names) + ".";
    if (!missing.find()) {
      return otherwise;
    }
    String wanted = missing.group(1);
    return names.stream()
        .filter(n -> n.endsWith("." + wanted))
        .findFirst()
        .map(n -> "Did you mean '" + n + "'?")
        .orElseGet(() -> Spelling.didYouMean(wanted, names, otherwise));
  }
}
