package io.caravan.route.editing;

import io.caravan.record.Problem;
import java.util.List;
import java.util.SortedMap;

/**
 * How the saved files stand to what runs, for the console and for health.
 *
 * @param edits how many saved changes have been looked at since the start, taken over or not
 * @param files by path relative to the project
 */
public record EditingState(long edits, SortedMap<String, FileState> files) {
  /** Whether everything that was saved runs. */
  public boolean live() {
    return files.values().stream().allMatch(file -> file.status() == FileState.Status.LIVE);
  }

  /** All problems, in the order of files. */
  public List<Problem> problems() {
    return files.values().stream().flatMap(file -> file.problems().stream()).toList();
  }
}
