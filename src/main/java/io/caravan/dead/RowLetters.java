package io.caravan.dead;

import io.caravan.bronze.MetadataColumns;
import io.caravan.engine.Sql;
import io.caravan.engine.SqlSession;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Snapshot;
import io.caravan.lake.StagedFile;
import io.caravan.lake.TableLayout;
import io.caravan.record.DatasetName;
import io.caravan.record.FencedException;
import io.caravan.stream.DeadLetter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Rows of tables as dead letters. A letter's original is the row as JSON, and so is its identity: a
 * row that dies again in the next build is no second letter.
 */
public final class RowLetters {
  private static final DatasetName LETTERS = DatasetName.parse(DeadLetter.TABLE);
  private static final DatasetName BEFORE = new DatasetName("caravan_letters", "before");
  private static final int TRIES = 5;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("'year='yyyy'/month='MM'/day='dd'/'", Locale.ROOT);

  private final Lake lake;

  public RowLetters(Lake lake) {
    this.lake = lake;
  }

  /**
   * What is to be buried.
   *
   * @param dataset that the rows were kept out of
   * @param step that kept them out
   * @param run in which
   * @param rows query for them, whole
   * @param reason the column of the query that says what is wrong, and is no part of the row
   */
  public record Death(DatasetName dataset, String step, String run, String rows, String reason) {}

  /**
   * Writes the letters that do not lie there yet, in one commit.
   *
   * @param session in which the query can be run
   */
  public void bury(Death death, SqlSession session, Instant failedAt) {
    for (int attempt = 1; ; attempt++) {
      try {
        tried(death, session, failedAt);
        return;
      } catch (FencedException anotherWasFirst) {
        if (attempt == TRIES) {
          throw anotherWasFirst;
        }
      }
    }
  }

  private void tried(Death death, SqlSession session, Instant failedAt) {
    LakeTable letters =
        lake.find(LETTERS)
            .orElseGet(
                () ->
                    lake.create(
                        LETTERS,
                        MetadataColumns.appendedTo(LetterRows.COLUMNS),
                        TableLayout.bronze()));
    long head = letters.snapshot(LakeTable.MAIN).map(Snapshot::id).orElse(-1L);
    Instant at = letters.nextIngestedAt();
    session.bind(BEFORE, letters.scan(LakeTable.MAIN));
    List<StagedFile> files =
        session.write(
            query(death, session, failedAt, at),
            letters.scan(LakeTable.MAIN).fields(),
            letters.dataLocation() + DAY.format(at.atZone(ZoneOffset.UTC)),
            UUID.randomUUID().toString(),
            List.of());
    if (!files.isEmpty()) {
      letters
          .change(LakeTable.MAIN)
          .add(files)
          .ingestedAt(at)
          .basedOn(head)
          .note("run", death.run())
          .commit();
    }
  }

  private static String query(Death death, SqlSession session, Instant failedAt, Instant at) {
    String members =
        session.describe(death.rows()).names().stream()
            .filter(name -> !name.equals(death.reason()))
            .map(name -> Sql.name(name) + " := " + Sql.name(name))
            .collect(Collectors.joining(", "));
    return """
        with dead as (
          select to_json(struct_pack(%1$s))::varchar as original, %2$s as error from (%3$s
          )
        ), numbered as (
          select *, row_number() over (partition by original) as copy from dead
        ), letters as (
          select %4$s || '/' || sha256(original) || case when copy > 1 then '#' || copy else '' end as id, *
          from numbered
        )
        select id, %4$s as route, %5$s as step, 'check' as cause, error, original,
          'text' as original_encoding, null as key, null as key_encoding, null as headers,
          null as source_topic, null as source_partition, null as source_offset, null as source_time,
          1 as tries, %6$s as attempt, %7$s::timestamptz as failed_at, %8$s::timestamptz as _ingested_at,
          %4$s as _source, %6$s as _batch_id, sha256(original) as _raw_hash
        from letters where id not in (select b.id from %9$s as b where b.route = %4$s)
        """
        .formatted(
            members,
            Sql.name(death.reason()),
            death.rows(),
            Sql.text(death.dataset().toString()),
            Sql.text(death.step()),
            Sql.text(death.run()),
            Sql.text(failedAt.toString()),
            Sql.text(at.toString()),
            Sql.name(BEFORE));
  }
}
