package io.caravan.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a column is made of.
 *
 * @param column dataset and name
 * @param from columns that its values are made of, directly
 * @param roots columns of sources and seeds that they are made of in the end
 * @param uses columns that are made of it, directly
 */
public record ColumnOrigin(
    String column, List<String> from, List<String> roots, List<String> uses) {
  /** For {@code --json}. */
  public Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("column", column);
    map.put("from", from);
    map.put("roots", roots);
    map.put("uses", uses);
    return map;
  }
}
