package io.caravan.engine;

import io.caravan.lake.Scan;
import io.caravan.lake.StagedFile;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * A place to run SQL over scans.
 *
 * <p>Errors of the SQL itself are thrown as {@link SqlFailure}; of the machine as {@link
 * io.caravan.record.WorldException}.
 */
public interface SqlSession extends AutoCloseable {
  /** What the name of a bound file's rows ends in where they have their numbers too. */
  String NUMBERED = " numbered";

  /** The column of these numbers. */
  String ROW = "caravan row";

  /**
   * Makes a snapshot readable as {@code "namespace"."table"}, replacing what had that name. Costs
   * the listing, not the data.
   */
  void bind(DatasetName name, Scan scan);

  /** Makes a query readable under a name (a view over what is bound). */
  void bindView(DatasetName name, String sql);

  /**
   * Makes a file of the user's readable under a name: Parquet, CSV (with a header) or JSON (one
   * record a line, or a list), by its ending; also compressed ({@code .csv.gz}). Columns of a CSV
   * file have the types that pandas gives them. Beside it, the name with {@link #NUMBERED} at its
   * end has the same rows and, last, the column {@link #ROW}: each row's place in the file, from 0.
   *
   * @throws io.caravan.record.ProjectException when there is no such file, or its ending says
   *     nothing
   */
  void bindFile(DatasetName name, Path file);

  /**
   * Makes rows of texts readable under a name, in columns of type text; before them a column of
   * their numbers from 0.
   *
   * @param number name of that column
   * @param rows each as long as {@code columns}; values may be null
   */
  void bindTexts(DatasetName name, String number, List<String> columns, Iterator<String[]> rows);

  /** Runs a statement without a result. */
  void execute(String sql);

  /** Runs a query; small results only. */
  Result query(String sql);

  /**
   * Runs a query of any size and hands its rows out one by one; the heap holds one of them. The
   * consumer must not use the session.
   */
  void stream(String sql, RowConsumer consumer);

  /** The columns a query would give, without running it. */
  Columns describe(String query);

  /**
   * Runs a query into Parquet files whose columns carry the field ids of {@code as}, sorted as
   * asked, each of about the target size, puts them in the lake and returns them with their
   * statistics; no file when there are no rows.
   *
   * @param query any SELECT; its columns are matched to {@code as.fields()} by name
   * @param as the table's fields ({@link Scan#fields()} of the table after evolution)
   * @param folder location ending in a slash
   * @param name file name without its end; numbered when there are several
   * @param sortedBy columns to sort by; empty for none
   */
  List<StagedFile> write(
      String query, List<Scan.Field> as, String folder, String name, List<String> sortedBy);

  /**
   * Where rows whose key equals one of the query's are now: file location to ascending row
   * positions, deleted rows left out. Only files whose key range can hold one of the keys are
   * opened. A key with a null part is nowhere.
   *
   * @param scan the snapshot that is changed
   * @param keyColumns columns of the key, in the scan and in the query
   * @param keys query that gives the keys
   */
  Map<String, long[]> locate(Scan scan, List<String> keyColumns, String keys);

  /**
   * Stops the statement that runs, if any, with a {@link io.caravan.record.WorldException}. May be
   * called by any thread.
   */
  void cancel();

  @Override
  void close();

  /**
   * A small result. Values are Boolean, Integer, Long, Float, Double, BigDecimal (also for integers
   * beyond a long: a SUM of integers is one), LocalDate, LocalTime, LocalDateTime, Instant
   * (timestamps with time zone), String, UUID, byte[], List, Map (structs too), null; others as
   * text.
   */
  record Result(Columns columns, List<List<Object>> rows) {}
}
