package io.caravan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.embedded.EmbeddedS3;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeSettings;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Scan;
import io.caravan.lake.TableLayout;
import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine over a real lake. */
class LakeRoundTripTest {
  private static final DatasetName ORDERS = DatasetName.parse("silver.orders");
  private static final ColumnType LINES =
      new ColumnType.ListOf(
          new ColumnType.Struct(
              List.of(
                  Column.optional("sku", Simple.STRING),
                  Column.optional("price", new ColumnType.Decimal(12, 2)))));

  @TempDir Path temp;

  @ParameterizedTest(name = "objects are files on this disk: {0}")
  @ValueSource(booleans = {true, false})
  void rows_are_written_upserted_and_read_and_old_snapshots_stay(boolean near) {
    try (EmbeddedS3 store = EmbeddedS3.start(temp.resolve("s3"), "lake");
        Lake lake = Lake.open(settings(store, near), Clock.systemUTC());
        DuckDbEngine engine = new DuckDbEngine(EngineSettings.usual(temp.resolve("temp")), lake);
        SqlSession session = engine.session()) {
      LakeTable orders =
          lake.create(
              ORDERS,
              Columns.of(
                  Column.required("id", Simple.LONG),
                  Column.optional("lines", LINES),
                  Column.optional("made", Simple.TIMESTAMPTZ)),
              new TableLayout("", List.of("id"), false));
      String query =
          "SELECT i AS id, [{'sku': 's' || i, 'price': i / 100}] AS lines, TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_seconds(i) AS made FROM range(%s) t(i)";
      long first = commit(session, orders, query.formatted("1000"), "first");

      Scan scan = orders.scan(LakeTable.MAIN);
      Map<String, long[]> replaced =
          session.locate(scan, List.of("id"), query.formatted("990, 1010"));
      orders
          .change(LakeTable.MAIN)
          .delete(replaced)
          .add(
              session.write(
                  query.formatted("990, 1010"),
                  scan.fields(),
                  orders.dataLocation(),
                  "second",
                  List.of("id")))
          .basedOn(first)
          .commit();

      session.bind(ORDERS, orders.scan(LakeTable.MAIN));
      assertThat(
              session
                  .query(
                      "SELECT count(*), count(DISTINCT id), sum(lines[1].price)::VARCHAR, max(made)::VARCHAR FROM silver.orders")
                  .rows())
          .containsExactly(List.of(1010L, 1010L, "5095.45", "2026-01-01 00:16:49+00"));
      session.bind(ORDERS, orders.scan(first));
      assertThat(session.query("SELECT count(*) FROM silver.orders").rows())
          .containsExactly(List.of(1000L));

      orders.evolve(Columns.of(Column.optional("note", Simple.STRING)));
      session.bind(ORDERS, orders.scan(LakeTable.MAIN));
      assertThat(session.query("SELECT count(*), count(note) FROM silver.orders").rows())
          .containsExactly(List.of(1010L, 0L));

      Scan packed = orders.scan(LakeTable.MAIN);
      var files = engine.repack(packed, orders.dataLocation(), "packed", List.of("id"));
      orders.change(LakeTable.MAIN).replaceAll().add(files).basedOn(packed.snapshot()).commit();
      session.bind(ORDERS, orders.scan(LakeTable.MAIN));
      assertThat(
              session
                  .query("SELECT count(*), count(DISTINCT lines[1].sku) FROM silver.orders")
                  .rows())
          .containsExactly(List.of(1010L, 1010L));
      assertThat(orders.scan(LakeTable.MAIN).files())
          .singleElement()
          .satisfies(f -> assertThat(f.upper()).containsEntry(1, 1009L));
    }
  }

  private static long commit(SqlSession session, LakeTable table, String query, String name) {
    var files =
        session.write(
            query, table.scan(LakeTable.MAIN).fields(), table.dataLocation(), name, List.of("id"));
    return table.change(LakeTable.MAIN).add(files).commit().id();
  }

  private LakeSettings settings(EmbeddedS3 store, boolean near) {
    return LakeSettings.of(
        "s3://lake",
        new LakeSettings.Catalog("jdbc:h2:file:" + temp.resolve("catalog"), "sa", ""),
        new LakeSettings.Store(
            store.endpoint().toString(),
            "us-east-1",
            store.accessKey(),
            store.secretKey(),
            true,
            near ? Map.of("lake", store.folderOf("lake")) : Map.of()),
        new LakeSettings.Cache(temp.resolve("cache"), 64 << 20));
  }
}
