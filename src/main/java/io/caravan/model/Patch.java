package io.caravan.model;

import io.caravan.record.Place;
import java.util.List;
import java.util.Map;

/**
 * What a properties file says of a model, seed or source table.
 *
 * @param config its {@code config}, with {@code meta} and {@code tags} written beside it
 * @param versions of a versioned model; empty for the others
 * @param relation what a snapshot without a text of its own reads: {@code ref('users')}
 * @param latestVersion which of them a plain {@code ref} means; empty for the highest
 */
record Patch(
    String name,
    String description,
    Map<String, Object> config,
    List<ColumnSpec> columns,
    List<TestUse> tests,
    List<Version> versions,
    String latestVersion,
    String relation,
    Place place) {

  /** One version of a model. */
  record Version(String version, String definedIn, Map<String, Object> config, Place place) {}
}
