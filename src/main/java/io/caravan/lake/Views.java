package io.caravan.lake;

import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.UpdateViewProperties;

/**
 * Views of the catalog, in the dialect of this lake's SQL engine; other engines see them and may
 * add their own spelling.
 */
final class Views {
  private final LakeCatalog catalog;
  private final LakeSettings settings;

  Views(LakeCatalog catalog, LakeSettings settings) {
    this.catalog = catalog;
    this.settings = settings;
  }

  /** Whether another tool's name can be one of ours. */
  static boolean nameable(TableIdentifier identifier) {
    try {
      return identifier.namespace().length() == 1
          && new DatasetName(identifier.namespace().level(0), identifier.name()) != null;
    } catch (IllegalArgumentException notOurs) {
      return false;
    }
  }

  boolean exists(DatasetName name) {
    return catalog.viewExists(TableAccess.identifier(name));
  }

  void create(DatasetName name, String sql, Columns columns) {
    TableIdentifier identifier = TableAccess.identifier(name);
    if (catalog.tableExists(identifier)) {
      throw new ProjectException(
          Place.file("view " + name),
          "Cannot create view '%s': a table has that name.".formatted(name),
          "Drop the table first, or give the view another name.");
    }
    makeNamespace(name);
    AtomicInteger ids = new AtomicInteger();
    List<Types.NestedField> fields =
        columns.list().stream().map(c -> FieldTypes.field(c, ids::incrementAndGet)).toList();
    catalog
        .buildView(identifier)
        .withSchema(new Schema(fields))
        .withDefaultNamespace(identifier.namespace())
        .withQuery(settings.dialect(), sql)
        .withLocation("%s/%s/%s".formatted(settings.warehouse(), name.namespace(), name.table()))
        .createOrReplace();
  }

  Optional<String> sql(DatasetName name) {
    try {
      SQLViewRepresentation found =
          catalog.loadView(TableAccess.identifier(name)).sqlFor(settings.dialect());
      return Optional.ofNullable(found).map(SQLViewRepresentation::sql);
    } catch (NoSuchViewException none) {
      return Optional.empty();
    }
  }

  Map<String, String> properties(DatasetName name) {
    try {
      return catalog.loadView(TableAccess.identifier(name)).properties();
    } catch (NoSuchViewException none) {
      return Map.of();
    }
  }

  void describe(DatasetName name, Map<String, String> properties) {
    UpdateViewProperties update = catalog.loadView(TableAccess.identifier(name)).updateProperties();
    properties.forEach(update::set);
    update.commit();
  }

  void drop(DatasetName name) {
    catalog.dropView(TableAccess.identifier(name));
  }

  /**
   * Two writers may both find that it is not there: the second insert then fails, and all is well.
   */
  void makeNamespace(DatasetName name) {
    Namespace namespace = Namespace.of(name.namespace());
    try {
      if (!catalog.namespaceExists(namespace)) {
        catalog.createNamespace(namespace);
      }
    } catch (RuntimeException e) {
      if (!catalog.namespaceExists(namespace)) {
        throw e;
      }
    }
  }
}
