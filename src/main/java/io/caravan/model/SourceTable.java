package io.caravan.model;

import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import java.util.List;
import java.util.Map;

/**
 * A source table. One that no properties file declares stands for the lake table of its name.
 *
 * @param source the source's name, the first argument of {@code source()}
 * @param dataset the lake table it stands for: schema (or the source's name) and identifier (or the
 *     table's name)
 */
record SourceTable(
    String packageName,
    String source,
    String sourceDescription,
    DatasetName dataset,
    Patch patch,
    Config config,
    Place place) {
  static SourceTable undeclared(String packageName, DatasetName dataset, Place firstUse) {
    Patch patch =
        new Patch(dataset.table(), "", Map.of(), List.of(), List.of(), List.of(), "", "", firstUse);
    return new SourceTable(
        packageName, dataset.namespace(), "", dataset, patch, Config.NONE, firstUse);
  }

  String id() {
    return "source." + packageName + "." + source + "." + patch.name();
  }
}
