package io.caravan.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What building what was edited will do to one dataset.
 *
 * @param dataset its name
 * @param action what will be done
 * @param reasons why, in words
 * @param reads rows of what is read for it, by dataset; -1 for a view
 */
public record Planned(
    String dataset, Action action, List<String> reasons, Map<String, Long> reads) {
  /** What can be done to a dataset. */
  public enum Action {
    /** It is not there yet. */
    BUILD,
    /** Its whole content is made anew. */
    REBUILD,
    /** Rows are added or replaced; the others stay as an older text made them. */
    ADD,
    /** Its text is put in place; no row is read. */
    REPLACE,
    /** A view whose text stays, but that shows other rows. */
    FOLLOW,
    /** No file builds it any more; readers still see it. */
    LEAVE
  }

  /** For {@code --json}. */
  public Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("dataset", dataset);
    map.put("action", action.name().toLowerCase(java.util.Locale.ROOT));
    map.put("reasons", reasons);
    map.put("reads", reads);
    return map;
  }
}
