package io.caravan.bronze;

import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.RecordException;
import io.caravan.record.Spelling;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What happens when rows no longer look like their table. */
public enum DriftPolicy {
  /**
   * The table gains columns and widens types; a type that cannot be widened to becomes a column of
   * its own beside the old one.
   */
  EVOLVE,
  /** The table stays; the rows are refused as bad records. */
  FREEZE,
  /** The table stays and the route stops. */
  FAIL;

  /**
   * @throws IllegalArgumentException with the known policies when it is none
   */
  public static DriftPolicy parse(String text) {
    List<String> known = Arrays.stream(values()).map(DriftPolicy::toString).toList();
    if (!known.contains(text)) {
      throw new IllegalArgumentException(
          "Cannot use drift policy '%s': it is unknown. %s"
              .formatted(text, Spelling.didYouMean(text, known, "Use one of " + known + ".")));
    }
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Refuses drift unless this policy welcomes it. */
  void check(DatasetName table, List<String> changes) {
    String what = "Cannot add rows to %s: %s.".formatted(table, String.join("; ", changes));
    switch (this) {
      case EVOLVE -> {
        // Welcome: the table follows.
      }
      case FREEZE -> throw new RecordException(what + " Its drift policy is freeze.");
      case FAIL ->
          throw new ProjectException(
              Place.file("table " + table),
              what,
              "Set 'drift: evolve' on its bronze-sink to let the table follow, or undo the change in the source.");
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
