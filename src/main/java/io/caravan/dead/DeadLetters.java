package io.caravan.dead;

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
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.record.FencedException;
import io.caravan.record.KillPoint;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.stream.DeadLetter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The desk: what died and is open, and sending it on its way again.
 *
 * <p>A replay is one commit to {@code dead.replays}: all of the selected letters are in it or none,
 * and the readers of their routes handle each exactly once, because the place of the last replay is
 * part of the position that lands with it. A letter is open until a replay of its last death
 * exists.
 */
public final class DeadLetters {
  private static final DatasetName LETTERS = DatasetName.parse(DeadLetter.TABLE);
  private static final DatasetName REPLAYS = DatasetName.parse(DeadLetter.REPLAYS);
  private static final int TRIES = 5;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("'year='yyyy'/month='MM'/day='dd'/'", Locale.ROOT);
  private static final Columns REPLAY_COLUMNS =
      Columns.of(
          Column.optional("id", Simple.STRING),
          Column.optional("route", Simple.STRING),
          Column.optional("source_topic", Simple.STRING),
          Column.optional("source_partition", Simple.INT),
          Column.optional("source_offset", Simple.LONG),
          Column.optional("source_time", Simple.TIMESTAMPTZ),
          Column.optional("payload", Simple.STRING),
          Column.optional("payload_encoding", Simple.STRING),
          Column.optional("key", Simple.STRING),
          Column.optional("key_encoding", Simple.STRING),
          Column.optional("headers", Simple.STRING),
          Column.optional("tries", Simple.INT),
          Column.optional("rate", Simple.INT),
          Column.optional("edited", Simple.BOOLEAN),
          Column.optional("replay", Simple.STRING),
          Column.optional("_ingested_at", Simple.TIMESTAMPTZ));

  /** The last death of each record, and whether it has been sent again since. */
  private static final String LAST =
      """
      select l.*, case when s.tries > l.tries then 'replayed' else 'open' end as state
      from (
        select *, row_number() over (partition by id order by tries desc, failed_at desc) as newest
        from %s
      ) l
      left join (select id, max(tries) as tries from %s group by id) s on s.id = l.id
      where newest = 1
      """;

  /** Only records of topics can be sent again; rows of tables are read again by their model. */
  private static final String CAN_GO = "(route is not null and source_topic is not null)";

  private final Lake lake;
  private final SqlEngine engine;

  public DeadLetters(Lake lake, SqlEngine engine) {
    this.lake = lake;
    this.engine = engine;
  }

  /**
   * Which letters.
   *
   * @param ids only these; empty for any
   * @param route only those of this route; null for any
   * @param cause only those of this kind; null for any
   * @param since only those that died at this time or later; null for any
   * @param where a further condition in SQL over the columns of {@code dead.letters}; null for none
   * @param replayedToo whether those that have been sent again count
   */
  public record Selection(
      List<String> ids,
      String route,
      String cause,
      Instant since,
      String where,
      boolean replayedToo) {
    /** Every open letter. */
    public static Selection open() {
      return new Selection(List.of(), null, null, null, null, false);
    }

    private String condition() {
      List<String> all = new ArrayList<>();
      if (!ids.isEmpty()) {
        all.add("id in (" + String.join(", ", ids.stream().map(Sql::text).toList()) + ")");
      }
      if (route != null) {
        all.add("route = " + Sql.text(route));
      }
      if (cause != null) {
        all.add("cause = " + Sql.text(cause));
      }
      if (since != null) {
        all.add("failed_at >= " + Sql.text(since.toString()) + "::timestamptz");
      }
      if (where != null) {
        all.add("(" + where + "\n)");
      }
      if (!replayedToo) {
        all.add("state = 'open'");
      }
      return all.isEmpty() ? "true" : String.join(" and ", all);
    }
  }

  /** How many letters there are by route, step and cause: {@code route, step, cause, letters}. */
  public SqlSession.Result summary(Selection selection) {
    return query(
        "select route, step, cause, count(*) as letters, min(failed_at) as first, max(failed_at) as last, "
            + "any_value(error) as example from (%s) where %s group by all order by letters desc, route",
        selection);
  }

  /** Letters, the newest first. */
  public SqlSession.Result list(Selection selection, int most) {
    return query(
        "select id, failed_at, state, tries, route, step, cause, error from (%s) where %s order by failed_at desc, id limit "
            + most,
        selection);
  }

  /** Everything about letters: all columns of {@code dead.letters}, and {@code state}. */
  public SqlSession.Result show(Selection selection) {
    return query(
        "select * exclude (newest) from (%s) where %s order by failed_at desc, id", selection);
  }

  /**
   * What a replay did, or would do.
   *
   * @param letters how many go
   * @param skipped how many cannot: they came from no route of ours, or are rows of tables
   */
  public record Replayed(long letters, long skipped) {}

  /**
   * Sends letters on their way again.
   *
   * @param edit SQL expression over the letter's columns that gives the payload to send; null to
   *     send the original
   * @param rate most records a second in each route; 0 for no limit
   * @param dryRun true to count only
   */
  public Replayed replay(Selection selection, String edit, int rate, boolean dryRun) {
    if (lake.find(LETTERS).isEmpty()) {
      return new Replayed(0, 0);
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return tried(selection, edit, rate, dryRun);
      } catch (FencedException anotherWasFirst) {
        if (attempt == TRIES) {
          throw anotherWasFirst;
        }
      }
    }
  }

  /**
   * Refuses what is no SQL over the columns of letters, whether or not there are any.
   *
   * @param condition as {@link Selection#where}
   * @param edit as of {@link #replay}; null for none
   * @throws ProjectException which says what is wrong
   */
  public void check(String condition, String edit) {
    String columns =
        LetterRows.COLUMNS.list().stream()
            .map(c -> "null::" + Sql.type(c.type()) + " as " + Sql.name(c.name()))
            .collect(Collectors.joining(", "));
    try (SqlSession session = engine.session()) {
      ask(
          session,
          "select (%s)::varchar from (select %s, 'open' as state) where (%s\n)"
              .formatted(edit == null ? "original" : edit + "\n", columns, condition));
    }
  }

  private Replayed tried(Selection selection, String edit, int rate, boolean dryRun) {
    LakeTable replays =
        lake.find(REPLAYS)
            .orElseGet(() -> lake.create(REPLAYS, REPLAY_COLUMNS, TableLayout.bronze()));
    Optional<Snapshot> head = replays.snapshot(LakeTable.MAIN);
    try (SqlSession session = session()) {
      String open = last() + "";
      String condition = selection.condition();
      SqlSession.Result counts =
          ask(
              session,
              "select count(*) filter (%1$s), count(*) filter (not (%1$s)) from (%2$s) where %3$s"
                  .formatted(CAN_GO, open, condition));
      long letters = ((Number) counts.rows().get(0).get(0)).longValue();
      Replayed done = new Replayed(letters, ((Number) counts.rows().get(0).get(1)).longValue());
      String payload = edit == null ? "original" : "(" + edit + "\n)::varchar";
      String query = rows(open, condition, payload, edit, rate, replays.nextIngestedAt());
      ask(session, "select count(payload) from (%s)".formatted(query));
      if (dryRun || letters == 0) {
        return done;
      }
      Instant at = replays.nextIngestedAt();
      String folder = replays.dataLocation() + DAY.format(at.atZone(ZoneOffset.UTC));
      List<StagedFile> files =
          session.write(
              rows(open, condition, payload, edit, rate, at),
              replays.scan(LakeTable.MAIN).fields(),
              folder,
              UUID.randomUUID().toString(),
              List.of("route", "source_topic", "source_partition", "id"));
      KillPoint.BEFORE_COMMIT.pass();
      replays
          .change(LakeTable.MAIN)
          .add(files)
          .ingestedAt(at)
          .basedOn(head.map(Snapshot::id).orElse(-1L))
          .commit();
      KillPoint.AFTER_COMMIT.pass();
      return done;
    }
  }

  private static String rows(
      String open, String condition, String payload, String edit, int rate, Instant at) {
    return """
        select id, route, source_topic, source_partition, source_offset, source_time,
          %1$s as payload,
          case when %1$s is null then 'none' when %2$s then original_encoding else 'text' end as payload_encoding,
          key, key_encoding, headers, (tries + 1)::integer as tries, %3$d as rate,
          %1$s is distinct from original as edited, %4$s as replay,
          %5$s::timestamptz as _ingested_at
        from (%6$s) where %8$s and %7$s
        """
        .formatted(
            payload,
            edit == null,
            rate,
            Sql.text(at.toString()),
            Sql.text(at.toString()),
            open,
            condition,
            CAN_GO);
  }

  private SqlSession.Result query(String sql, Selection selection) {
    if (lake.find(LETTERS).isEmpty()) {
      return new SqlSession.Result(new Columns(List.of()), List.of());
    }
    try (SqlSession session = session()) {
      return ask(session, sql.formatted(last(), selection.condition()));
    }
  }

  private SqlSession session() {
    SqlSession session = engine.session();
    try {
      session.bind(LETTERS, lake.load(LETTERS).scan(LakeTable.MAIN));
      lake.find(REPLAYS).ifPresent(t -> session.bind(REPLAYS, t.scan(LakeTable.MAIN)));
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private String last() {
    String replays =
        lake.find(REPLAYS).isPresent()
            ? Sql.name(REPLAYS)
            : "(select null::varchar as id, null::integer as tries where false)";
    return LAST.formatted(Sql.name(LETTERS), replays);
  }

  private static SqlSession.Result ask(SqlSession session, String sql) {
    return refused(s -> s.query(sql), session);
  }

  private static <T> T refused(Function<SqlSession, T> action, SqlSession session) {
    try {
      return action.apply(session);
    } catch (SqlFailure e) {
      throw new ProjectException(
          Place.file("dead.letters"),
          "Cannot select dead letters: " + e.getMessage(),
          "Conditions and edits are SQL over the columns of dead.letters: "
              + String.join(", ", LetterRows.COLUMNS.names())
              + ".");
    }
  }
}
