package io.caravan.model;

import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import java.util.List;
import java.util.Map;

/**
 * A source table. One that no properties file declares stands for the lake table of its name.
 *
 * @param source the source's name, the first argument of {@code source()}
 * @param fqn package, folders, source and table: what configuration goes by
 * @param dataset the lake table it stands for: schema (or the source's name) and identifier (or the
 *     table's name)
 */
record SourceTable(
    String packageName,
    String source,
    String sourceDescription,
    DatasetName dataset,
    List<String> fqn,
    Patch patch,
    Config config,
    String loader,
    Place place) {
  static SourceTable undeclared(String packageName, DatasetName dataset, Place firstUse) {
    Patch patch =
        new Patch(dataset.table(), "", Map.of(), List.of(), List.of(), List.of(), "", "", firstUse);
    return new SourceTable(
        packageName,
        dataset.namespace(),
        "",
        dataset,
        List.of(packageName, dataset.namespace(), dataset.table()),
        patch,
        Config.NONE,
        "",
        firstUse);
  }

  /** The same, with other configuration. */
  SourceTable with(Config other) {
    return new SourceTable(
        packageName, source, sourceDescription, dataset, fqn, patch, other, loader, place);
  }

  boolean enabled() {
    return config.flag("enabled", true);
  }

  String id() {
    return "source." + packageName + "." + source + "." + patch.name();
  }
}
