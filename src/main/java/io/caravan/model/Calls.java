package io.caravan.model;

import io.caravan.jinja.value.Arguments;
import io.caravan.record.Column;
import io.caravan.record.DatasetName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node's template can ask of its project and of the database; before a run it only writes
 * down what is asked.
 */
interface Calls {
  /** False while the project is read: queries give nothing then. */
  boolean execute();

  Object ref(Reference reference, Arguments call);

  Object source(String source, String table, Arguments call);

  /** {@code config(...)}: settles configuration while the project is read, is silent in a run. */
  Object configure(Map<String, Object> settings);

  Config config();

  Object self();

  boolean incremental();

  Optional<Relation> find(DatasetName dataset);

  /** Everything that was ever built, by name. */
  List<Relation> relations();

  List<Column> columns(DatasetName dataset);

  /** Null before a run. */
  ResultTable query(String sql);

  /** A {@code ref}: package and version may be empty. */
  record Reference(String packageName, String name, String version) {
    @Override
    public String toString() {
      String text = packageName.isEmpty() ? name : packageName + "." + name;
      return version.isEmpty() ? text : text + ".v" + version;
    }
  }
}
