package io.caravan.lake;

import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.Columns;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.WorldException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Widens a table's columns until they can hold others; never drops or narrows one. */
final class Evolution {
  private final TableAccess access;

  Evolution(TableAccess access) {
    this.access = access;
  }

  Columns to(Columns wanted) {
    access.state().writing().lock();
    try {
      return Attempt.to("change the columns of " + access.name(), () -> changing(wanted));
    } finally {
      access.state().writing().unlock();
    }
  }

  private Columns changing(Columns wanted) {
    for (int attempt = 0; attempt < TableAccess.SWAPS; attempt++) {
      BaseTable table = access.load();
      Step step = new Step(table.updateSchema());
      step.widen("", table.schema().columns(), wanted.list());
      if (!step.changed) {
        return FieldTypes.columns(table.schema());
      }
      try {
        step.update.commit();
      } catch (CommitFailedException anotherWriterWasFirst) {
        continue;
      }
    }
    throw new WorldException(
        "Cannot change the columns of %s: other writers were first %d times in a row."
            .formatted(access.name(), TableAccess.SWAPS));
  }

  private final class Step {
    private final UpdateSchema update;
    private boolean changed;

    Step(UpdateSchema update) {
      this.update = update;
    }

    void widen(String parent, List<Types.NestedField> have, List<Column> wanted) {
      Map<String, Types.NestedField> byName = new HashMap<>();
      have.forEach(field -> byName.put(field.name(), field));
      for (Column column : wanted) {
        Types.NestedField field = byName.remove(column.name());
        if (field == null) {
          add(parent, column);
          continue;
        }
        if (field.isRequired() && !column.required()) {
          relax(parent + column.name());
        }
        widen(parent + column.name(), field.type(), column.type());
      }
      // Rows to come do not have these: no promise about them can be kept.
      byName.values().stream()
          .filter(Types.NestedField::isRequired)
          .forEach(field -> relax(parent + field.name()));
    }

    private void add(String parent, Column column) {
      int[] next = {0};
      Type type = FieldTypes.type(column.type(), () -> ++next[0]);
      String doc = column.doc().isEmpty() ? null : column.doc();
      // Rows that are there have no value in it, so it can not be required, whatever its source
      // says.
      if (parent.isEmpty()) {
        update.addColumn(null, column.name(), type, doc);
      } else {
        update.addColumn(parent.substring(0, parent.length() - 1), column.name(), type, doc);
      }
      changed = true;
    }

    private void relax(String path) {
      update.makeColumnOptional(path);
      changed = true;
    }

    private void widen(String path, Type have, ColumnType wanted) {
      if (have.isStructType() && wanted instanceof ColumnType.Struct struct) {
        widen(path + ".", have.asStructType().fields(), struct.fields());
      } else if (have.isListType() && wanted instanceof ColumnType.ListOf list) {
        widen(path + ".element", have.asListType().elementType(), list.element());
      } else if (have.isMapType() && wanted instanceof ColumnType.MapOf map) {
        ColumnType key = FieldTypes.columnType(path, have.asMapType().keyType());
        if (!key.equals(map.key())) {
          throw refused(path + ".key", key, map.key());
        }
        widen(path + ".value", have.asMapType().valueType(), map.value());
      } else {
        ColumnType present = FieldTypes.columnType(path, have);
        if (wider(present, wanted)) {
          update.updateColumn(path, FieldTypes.type(wanted, () -> 0).asPrimitiveType());
          changed = true;
        } else if (!wider(wanted, present) && !present.equals(wanted)) {
          throw refused(path, present, wanted);
        }
      }
    }

    private ProjectException refused(String path, ColumnType present, ColumnType wanted) {
      return new ProjectException(
          Place.file("table " + access.name()),
          "Cannot change column '%s' from %s to %s: no value of %s may be lost."
              .formatted(path, present, wanted, present),
          "Widenings are int to long, float to double, more digits of a decimal, and required to optional. "
              + "Cast the column, or give it a new name.");
    }
  }

  /**
   * True when every value of {@code from} is one of {@code to}, and Iceberg can read it as such.
   */
  static boolean wider(ColumnType from, ColumnType to) {
    if (from instanceof ColumnType.Decimal a && to instanceof ColumnType.Decimal b) {
      return a.scale() == b.scale() && b.precision() > a.precision();
    }
    return (from == ColumnType.Simple.INT && to == ColumnType.Simple.LONG)
        || (from == ColumnType.Simple.FLOAT && to == ColumnType.Simple.DOUBLE);
  }
}
