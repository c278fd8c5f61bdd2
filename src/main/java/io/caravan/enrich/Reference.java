package io.caravan.enrich;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A table in which rows are found by a key. Thread-safe. */
public interface Reference {
  /** How keys are to be written for {@link #find}. */
  KeyKind keyKind();

  /**
   * The values of the chosen columns of the rows with these keys, in as few queries as the table's
   * engine allows; keys that have no row are not in it.
   *
   * @throws io.caravan.record.WorldException when it cannot be asked now
   * @throws io.caravan.record.ProjectException when table or columns are not there (any more), or a
   *     key has two rows
   */
  Map<Object, List<Object>> find(Collection<Object> keys);

  /** Whether rows may have changed since this was last asked, as far as the table itself tells. */
  default boolean changed() {
    return false;
  }

  /** For messages: {@code app.users}, {@code silver.users}. */
  String name();
}
