package io.caravan.engine;

import io.caravan.lake.Scan;
import io.caravan.lake.StagedFile;
import java.util.List;

/** An SQL engine. Sessions are cheap, isolated from each other and used by one thread at a time. */
public interface SqlEngine extends AutoCloseable {
  /** The dbt adapter type whose macros fit this engine, for example {@code duckdb}. */
  String dialect();

  SqlSession session();

  /**
   * Writes the rows of a scan that are not deleted, all of them and nothing else, into files in the
   * lake. Files carry field ids unless the scan is by name.
   *
   * @param scan a part of a table: its fields, some of its files
   * @param folder location ending in a slash
   * @param name file name without its end; numbered when there are several
   * @param sortedBy columns to sort by; for none, rows keep the order of the scan's files
   */
  List<StagedFile> repack(Scan scan, String folder, String name, List<String> sortedBy);

  /** Loads what the first session would wait for (about a second), on a thread of its own. */
  void warm();

  @Override
  void close();
}
