package io.caravan.bronze;

import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Decimal;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the columns of a batch differ from those of its table.
 *
 * @param file the batch's columns under the names they get in the table, in the batch's order
 * @param wanted what the table lacks or must widen; empty when nothing
 * @param changes the same in words
 */
record SchemaDrift(Columns file, Columns wanted, List<String> changes) {
  static SchemaDrift between(Columns table, Columns batch) {
    List<Column> file = new ArrayList<>();
    List<Column> wanted = new ArrayList<>();
    List<String> changes = new ArrayList<>();
    for (Column column : batch.list()) {
      Optional<Column> there = table.find(column.name());
      if (there.isEmpty()) {
        changes.add("column '%s' (%s) is new".formatted(column.name(), column.type()));
        file.add(column);
        wanted.add(column);
      } else if (fits(column.type(), there.get().type())) {
        file.add(column);
      } else if (fits(there.get().type(), column.type())) {
        changes.add(
            "column '%s' was %s and is now %s"
                .formatted(column.name(), there.get().type(), column.type()));
        file.add(column);
        wanted.add(column);
      } else {
        changes.add(
            "column '%s' was %s and is now %s"
                .formatted(column.name(), there.get().type(), column.type()));
        Column variant = new Column(variantName(column), column.type(), false, column.doc());
        file.add(variant);
        if (table.find(variant.name()).isEmpty()) {
          wanted.add(variant);
        }
      }
    }
    return new SchemaDrift(new Columns(file), new Columns(wanted), changes);
  }

  /** Whether a file's values can be read as the table's type without a loss. */
  private static boolean fits(ColumnType file, ColumnType table) {
    if (file.equals(table)
        || (file == Simple.INT && table == Simple.LONG)
        || (file == Simple.FLOAT && table == Simple.DOUBLE)) {
      return true;
    }
    return file instanceof Decimal narrow
        && table instanceof Decimal wide
        && narrow.scale() == wide.scale()
        && narrow.precision() <= wide.precision();
  }

  /**
   * For example {@code amount__decimal_12_4}: the old column keeps its old rows, and nothing is
   * cast.
   */
  private static String variantName(Column column) {
    String type = column.type() == Simple.STRING ? "text" : column.type().toString();
    return column.name()
        + "__"
        + type.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("_$", "");
  }
}
