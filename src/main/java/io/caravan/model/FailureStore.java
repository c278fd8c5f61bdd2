package io.caravan.model;

import io.caravan.lake.LakeTable;
import io.caravan.lake.StagedFile;
import io.caravan.lake.TableLayout;
import io.caravan.record.Columns;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Keeps the failing rows of a test in a table of their own, {@code dbt_test__audit.<test>} unless
 * configured otherwise: {@code store_failures}.
 */
record FailureStore(Workbench bench, String run, RunFlags flags) {
  static final Set<String> KINDS = Set.of("ephemeral", "table", "view");

  /** As what failing rows of a test are kept: {@code ephemeral} for not at all. */
  static String kind(Config config, RunFlags flags) {
    String kept = config.flag("store_failures", flags.storeFailures()) ? "table" : "ephemeral";
    return config.text("store_failures_as", kept).toLowerCase(Locale.ROOT);
  }

  void keep(Node test, String rows) {
    String kind = kind(test.config(), flags);
    if (kind.equals("ephemeral")) {
      return;
    }
    if (kind.equals("view")) {
      if (bench.lake().find(test.relation()).isPresent()) {
        bench.lake().drop(test.relation());
      }
      bench.lake().createView(test.relation(), rows, bench.session().describe(rows));
      return;
    }
    if (bench.lake().viewSql(test.relation()).isPresent()) {
      bench.lake().dropView(test.relation());
    }
    Columns columns = bench.session().describe(rows);
    LakeTable table =
        bench
            .lake()
            .find(test.relation())
            .orElseGet(() -> bench.lake().create(test.relation(), columns, TableLayout.PLAIN));
    String branch = "audit-" + run;
    table.branch(branch);
    List<StagedFile> files =
        bench
            .session()
            .write(
                rows,
                table.redefine(branch, columns),
                table.dataLocation(),
                "failures-" + run,
                List.of());
    table.change(branch).replaceAll().add(files).note("test", test.id()).commit();
    table.publish(branch);
  }
}
