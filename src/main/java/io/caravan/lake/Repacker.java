package io.caravan.lake;

import java.util.List;

/**
 * Writes rows that lie in many files into few. The lake says which and commits them; an SQL engine
 * reads and writes.
 */
@FunctionalInterface
public interface Repacker {
  /**
   * Writes the rows of the scan that are not deleted, all of them and nothing else, into files in
   * the lake.
   *
   * @param scan a part of a table: its fields, some of its files
   * @param folder location ending in a slash
   * @param name file name without its end; numbered when there are several
   * @param sortedBy columns to sort by; for none, rows keep the order of the scan's files
   */
  List<StagedFile> repack(Scan scan, String folder, String name, List<String> sortedBy);
}
