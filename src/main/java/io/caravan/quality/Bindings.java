package io.caravan.quality;

import io.caravan.engine.SqlSession;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Scan;
import io.caravan.record.DatasetName;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Makes readable what a suite is about: its dataset, and the other tables that its expectations
 * name.
 */
final class Bindings {
  private Bindings() {}

  /** The snapshot of the dataset that is bound; empty when it has none yet. */
  static OptionalLong bind(SqlSession session, Lake lake, Suite suite, DatasetName dataset) {
    Scan scan = lake.load(dataset).scan(LakeTable.MAIN);
    session.bind(dataset, scan);
    String text = texts(suite, dataset);
    if (!text.isEmpty()) {
      lake.tables().stream()
          .filter(table -> !table.equals(dataset) && mentions(text, table))
          .forEach(table -> session.bind(table, lake.load(table).scan(LakeTable.MAIN)));
    }
    return scan.snapshot() < 0 ? OptionalLong.empty() : OptionalLong.of(scan.snapshot());
  }

  private static String texts(Suite suite, DatasetName dataset) {
    StringBuilder text = new StringBuilder();
    for (Expectation expectation : suite.expectations()) {
      if (expectation.kwargs().get("other_table_name") instanceof String other) {
        text.append(' ').append(dataset.namespace()).append('.').append(other);
      }
      for (String query : List.of("unexpected_rows_query", "base_query", "comparison_query")) {
        if (expectation.kwargs().get(query) instanceof String sql) {
          text.append(' ').append(sql);
        }
      }
    }
    return text.toString().toLowerCase(Locale.ROOT);
  }

  /** A loose look: a table too many costs a listing, a table too few the verdict. */
  private static boolean mentions(String text, DatasetName table) {
    return text.contains(table.table().toLowerCase(Locale.ROOT))
        && text.contains(table.namespace().toLowerCase(Locale.ROOT));
  }
}
