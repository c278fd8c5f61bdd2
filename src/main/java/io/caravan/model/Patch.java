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

  /**
   * One version of a model.
   *
   * @param columns those of the model that the version keeps, and its own
   * @param tests its own, or the model's where it has none
   */
  record Version(
      String version,
      String definedIn,
      String description,
      Map<String, Object> config,
      List<ColumnSpec> columns,
      List<TestUse> tests,
      Place place) {}

  /** Which version a plain {@code ref} means. */
  String latest() {
    return latestVersion.isEmpty()
        ? versions.stream().map(Version::version).max(Patch::compare).orElse("")
        : latestVersion;
  }

  /** What is said of the model in one of its versions. */
  Patch in(Version version) {
    return new Patch(
        name,
        version.description().isEmpty() ? description : version.description(),
        Config.NONE.with(config).with(version.config()).values(),
        version.columns(),
        version.tests(),
        versions,
        latestVersion,
        relation,
        place);
  }

  /** Compares two versions of a model. */
  static int compare(String one, String other) {
    boolean numbers = one.matches("[0-9.]+") && other.matches("[0-9.]+");
    return numbers
        ? Double.compare(Double.parseDouble(one), Double.parseDouble(other))
        : one.compareTo(other);
  }
}
