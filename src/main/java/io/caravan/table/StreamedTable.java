package io.caravan.table;

import io.caravan.engine.Sql;
import io.caravan.engine.SqlEngine;
import io.caravan.engine.SqlFailure;
import io.caravan.engine.SqlSession;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Snapshot;
import io.caravan.lake.StagedFile;
import io.caravan.lake.TableLayout;
import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.record.KillPoint;
import io.caravan.record.ProjectException;
import io.caravan.stream.Cause;
import io.caravan.stream.StreamBatch;
import io.caravan.stream.StreamRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One table that batches of records land in. Casts are the SQL engine's own, so a value is accepted
 * here exactly when a model would accept it; a record with a value that is refused dies alone.
 */
public final class StreamedTable {
  /** When the commit that holds the row was made; greater in every later commit. */
  public static final String INGESTED_AT = "_ingested_at";

  /** Noted by commits whose records may become fewer rows than they are. */
  private static final String MERGED = "merged";

  private static final String STEP = "table-sink";
  private static final String NUMBER = "_n";
  private static final DatasetName INCOMING = new DatasetName("caravan", "incoming");
  private static final List<String> POSITION = List.of("_topic", "_partition", "_offset");
  private final Lake lake;
  private final SqlEngine engine;
  private final DatasetName name;
  private final List<Field> fields;
  private final Merge merge;
  private final Columns columns;

  /**
   * A column and where its values come from.
   *
   * @param type a type of the SQL engine, as somebody wrote it
   * @param path of the record's field
   * @param required whether a record without it dies
   */
  public record Field(String name, String type, String path, boolean required, String doc) {}

  /**
   * How rows meet those that are there.
   *
   * @param key columns of which the table has each combination once; empty to append
   * @param version column whose greatest value wins among rows of one key; empty for the order in
   *     the topic
   */
  public record Merge(List<String> key, String version) {
    public static final Merge APPEND = new Merge(List.of(), "");
  }

  /**
   * @throws ProjectException when a type is none, or the merge names a column that is not there
   */
  public StreamedTable(
      Lake lake, SqlEngine engine, DatasetName name, List<Field> fields, Merge merge) {
    this.lake = lake;
    this.engine = engine;
    this.name = name;
    this.fields = List.copyOf(fields);
    this.merge = merge;
    this.columns = columns(engine, fields);
  }

  private static Columns columns(SqlEngine engine, List<Field> fields) {
    List<Column> all = new ArrayList<>();
    try (SqlSession session = engine.session()) {
      for (Field field : fields) {
        ColumnType type =
            session.describe("select null::" + field.type() + " as x").list().get(0).type();
        all.add(new Column(field.name(), type, false, field.doc()));
      }
    } catch (SqlFailure e) {
      throw new IllegalArgumentException("Cannot use a column's type: " + e.getMessage(), e);
    }
    all.add(new Column("_topic", Simple.STRING, false, "Topic of the record."));
    all.add(new Column("_partition", Simple.INT, false, "Its partition."));
    all.add(new Column("_offset", Simple.LONG, false, "Its offset."));
    all.add(new Column(INGESTED_AT, Simple.TIMESTAMPTZ, false, "When the row was committed."));
    return new Columns(all);
  }

  /**
   * Lands a batch: buries what breaks the contract, then commits the rest with the position.
   *
   * @return the commit
   */
  public Snapshot land(StreamBatch batch) {
    try (SqlSession session = engine.session()) {
      List<StreamRecord> records = new ArrayList<>();
      List<String[]> texts = new ArrayList<>();
      batch.each(
          STEP,
          "parse",
          record -> {
            texts.add(texts(record));
            records.add(record);
          });
      List<String> names = new ArrayList<>(fields.stream().map(Field::name).toList());
      names.addAll(POSITION);
      session.bindTexts(INCOMING, NUMBER, names, texts.iterator());
      bury(session, batch, records);
      batch.buryDead();
      LakeTable table = table();
      return commit(session, table, batch);
    }
  }

  private String[] texts(StreamRecord record) {
    String[] texts = new String[fields.size() + POSITION.size()];
    for (int i = 0; i < fields.size(); i++) {
      texts[i] = record.value().text(fields.get(i).path());
    }
    texts[fields.size()] = record.topic();
    texts[fields.size() + 1] = Integer.toString(record.partition());
    texts[fields.size() + 2] = Long.toString(record.offset());
    return texts;
  }

  /** Finds every value that its column cannot hold, in one pass over the batch. */
  private void bury(SqlSession session, StreamBatch batch, List<StreamRecord> records) {
    List<String> complaints = new ArrayList<>();
    for (Field field : fields) {
      String column = Sql.name(field.name());
      complaints.add(
          "case when %1$s is not null and try_cast(%1$s as %2$s) is null then %3$s || %1$s || %4$s end"
              .formatted(
                  column,
                  field.type(),
                  Sql.text("Cannot keep '"),
                  Sql.text("' as " + field.name() + ": it is no " + field.type() + ".")));
      if (field.required()) {
        complaints.add(
            "case when %s is null then %s end"
                .formatted(
                    column,
                    Sql.text("Cannot go without " + field.name() + ": it is null or not there.")));
      }
    }
    String sql =
        "select %s, why from (select %s, concat_ws(' ', %s) as why from %s) where why <> ''"
            .formatted(NUMBER, NUMBER, String.join(", ", complaints), Sql.name(INCOMING));
    for (List<Object> row : session.query(sql).rows()) {
      StreamRecord record = records.get(((Number) row.get(0)).intValue());
      batch.bury(record, new Cause(STEP, "contract", (String) row.get(1)));
    }
    List<String> dead = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i).cause().isPresent()) {
        dead.add(Integer.toString(i));
      }
    }
    if (!dead.isEmpty()) {
      session.execute(
          "delete from %s where %s in (%s)"
              .formatted(Sql.name(INCOMING), NUMBER, String.join(", ", dead)));
    }
  }

  private LakeTable table() {
    TableLayout layout = new TableLayout("", merge.key(), false);
    LakeTable table = lake.find(name).orElseGet(() -> lake.create(name, columns, layout));
    boolean known = table.columns().names().containsAll(columns.names());
    if (!known) {
      table.evolve(columns);
    }
    return table;
  }

  private Snapshot commit(SqlSession session, LakeTable table, StreamBatch batch) {
    Instant at = table.nextIngestedAt();
    String rows = rows(at);
    LakeTable.Commit commit = table.change(LakeTable.MAIN).covering(batch.range()).ingestedAt(at);
    if (!merge.key().isEmpty()) {
      commit.note(MERGED, "true");
      Optional<Snapshot> head = table.snapshot(LakeTable.MAIN);
      var scan = table.scan(LakeTable.MAIN);
      session.bind(name, scan);
      rows = winners(rows);
      session.execute("create or replace table caravan.winners as " + rows);
      rows = "select * from caravan.winners";
      commit.delete(session.locate(scan, merge.key(), rows));
      commit.basedOn(head.map(Snapshot::id).orElse(-1L));
    }
    String key = batch.attempt();
    List<StagedFile> files =
        session.write(
            rows, table.scan(LakeTable.MAIN).fields(), table.dataLocation(), key, merge.key());
    KillPoint.BEFORE_COMMIT.pass();
    Snapshot snapshot = commit.add(files).commit();
    KillPoint.AFTER_COMMIT.pass();
    batch.landed();
    return snapshot;
  }

  private String rows(Instant at) {
    List<String> selected = new ArrayList<>();
    for (Field field : fields) {
      selected.add("cast(%1$s as %2$s) as %1$s".formatted(Sql.name(field.name()), field.type()));
    }
    selected.add("_topic");
    selected.add("_partition::integer as _partition");
    selected.add("_offset::bigint as _offset");
    selected.add(Sql.text(at.toString()) + "::timestamptz as " + INGESTED_AT);
    return "select %s from %s".formatted(String.join(", ", selected), Sql.name(INCOMING));
  }

  /** Of each key the last version of the batch, unless the table has a later one already. */
  private String winners(String rows) {
    String keys = merge.key().stream().map(Sql::name).collect(Collectors.joining(", "));
    String version =
        merge.version().isEmpty() ? "" : Sql.name(merge.version()) + " desc nulls last, ";
    String newest =
        "select * from (%s) qualify row_number() over (partition by %s order by %s_partition, _offset desc) = 1"
            .formatted(rows, keys, version);
    if (merge.version().isEmpty()) {
      return newest;
    }
    String same =
        merge.key().stream()
            .map(k -> "t.%1$s = i.%1$s".formatted(Sql.name(k)))
            .collect(Collectors.joining(" and "));
    return "select i.* from (%1$s) i where not exists (select 1 from %2$s t where %3$s and t.%4$s > i.%4$s)"
        .formatted(newest, Sql.name(name), same, Sql.name(merge.version()));
  }
}
