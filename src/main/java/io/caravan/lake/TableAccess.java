package io.caravan.lake;

import io.caravan.record.DatasetName;
import io.caravan.record.WorldException;
import java.time.Clock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;

/**
 * One table's way to the catalog.
 *
 * @param state what this process is doing to the table
 */
record TableAccess(
    DatasetName name,
    LakeCatalog catalog,
    ObjectStore store,
    LakeSettings settings,
    Clock clock,
    DeletionVectors vectors,
    TableState state) {
  private static final String OWN = "caravan.";
  static final String BY_NAME = OWN + "by-name";
  static final int SWAPS = 50;

  static TableIdentifier identifier(DatasetName name) {
    return TableIdentifier.of(Namespace.of(name.namespace()), name.table());
  }

  /** The table as it is now; what was loaded does not change under its reader. */
  BaseTable load() {
    return Attempt.to("load table " + name, () -> (BaseTable) catalog.loadTable(identifier(name)));
  }

  static boolean byName(Table table) {
    return Boolean.parseBoolean(table.properties().get(BY_NAME));
  }

  /** The property under which a branch's own schema is kept until the branch is published. */
  static String schemaKey(String branch) {
    return OWN + "schema." + branch;
  }

  static boolean internal(String property) {
    return property.startsWith(OWN) || property.equals("schema.name-mapping.default");
  }

  /** The columns that readers of the branch see. */
  static Schema schemaOf(Table table, String branch) {
    String own = table.properties().get(schemaKey(branch));
    Schema schema = own == null ? null : table.schemas().get(Integer.parseInt(own));
    return schema == null ? table.schema() : schema;
  }

  /**
   * Swaps the table's metadata for changed metadata, again if another writer is first.
   *
   * @param what for messages: {@code publish branch 'x' of silver.users}
   * @param done true when the metadata shows what is wanted; asked before every swap, so that a
   *     lost answer does no harm
   * @param change from the newest metadata to what is wanted
   */
  TableMetadata swap(
      String what, Predicate<TableMetadata> done, UnaryOperator<TableMetadata> change) {
    state.writing().lock();
    try {
      return Attempt.to(what, () -> swapping(what, done, change));
    } finally {
      state.writing().unlock();
    }
  }

  private TableMetadata swapping(
      String what, Predicate<TableMetadata> done, UnaryOperator<TableMetadata> change) {
    TableOperations operations = load().operations();
    for (int attempt = 0; attempt < SWAPS; attempt++) {
      TableMetadata base = operations.refresh();
      if (done.test(base)) {
        return base;
      }
      try {
        operations.commit(base, change.apply(base));
        return operations.refresh();
      } catch (CommitFailedException anotherWriterWasFirst) {
        continue;
      }
    }
    throw new WorldException(
        "Cannot %s: other writers were first %d times in a row.".formatted(what, SWAPS));
  }
}
