package io.caravan.enrich;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which columns of a table are wanted.
 *
 * @param table as the user wrote it
 * @param key the column that rows are found by
 * @param select the columns that are read
 * @param place where in the user's project this is written
 */
public record Choice(String table, String key, List<String> select, Place place) {
  public Choice {
    select = List.copyOf(select);
  }

  /** Key and selected columns among those that the table has. */
  void check(String where, List<String> known) {
    column(where, key, known);
    select.forEach(name -> column(where, name, known));
  }

  private void column(String where, String name, List<String> known) {
    if (!known.contains(name)) {
      throw new ProjectException(
          place,
          "Cannot look up in %s: there is no column '%s'.".formatted(where, name),
          Spelling.didYouMean(name, known, "Its columns are " + String.join(", ", known) + "."));
    }
  }

  ProjectException noKey(String where, String type) {
    return new ProjectException(
        place,
        "Cannot look up in %s by '%s': it is %s.".formatted(where, key, type),
        "Name a unique column that is a whole number, a decimal, a text or a uuid.");
  }

  /** Rows by key, refusing a second one: which of them a record got would be chance. */
  Map<Object, List<Object>> unique() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      public List<Object> put(Object found, List<Object> row) {
        if (super.put(found, row) != null) {
          throw new ProjectException(
              place,
              "Cannot look up in %s: key %s = %s has several rows.".formatted(table, key, found),
              "Name a unique column as 'key', or read from a view that has one row for each.");
        }
        return null;
      }
    };
  }
}
