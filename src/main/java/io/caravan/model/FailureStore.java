package io.caravan.model;

import io.caravan.lake.LakeTable;
import io.caravan.lake.StagedFile;
import io.caravan.lake.TableLayout;
import io.caravan.record.Columns;
import java.util.List;

/**
 * Keeps the failing rows of a test in a table of their own, {@code dbt_test__audit.<test>} unless
 * configured otherwise: {@code store_failures}.
 */
record FailureStore(Workbench bench, String run) {
  void keep(Node test, String rows) {
    if (!test.config().flag("store_failures", false)) {
      return;
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
