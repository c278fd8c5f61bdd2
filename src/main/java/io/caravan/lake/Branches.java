package io.caravan.lake;

import io.caravan.record.Column;
import io.caravan.record.Columns;
import io.caravan.record.FencedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Write, audit, publish: rows become visible by moving main to a branch, together with the branch's
 * columns.
 */
final class Branches {
  private final TableAccess access;

  Branches(TableAccess access) {
    this.access = access;
  }

  void make(String branch) {
    refuseMain(branch);
    access.swap(
        "make " + named(branch),
        metadata -> standsAtMain(metadata, branch),
        metadata -> madeAnew(metadata, branch));
    access.state().branchOpened(branch, access.clock().instant());
  }

  private static boolean standsAtMain(TableMetadata metadata, String branch) {
    Snapshot main = metadata.currentSnapshot();
    SnapshotRef ref = metadata.ref(branch);
    boolean sameColumns = !metadata.properties().containsKey(TableAccess.schemaKey(branch));
    return sameColumns
        && (ref == null ? main == null : main != null && ref.snapshotId() == main.snapshotId());
  }

  private TableMetadata madeAnew(TableMetadata metadata, String branch) {
    TableMetadata.Builder builder =
        TableMetadata.buildFrom(metadata)
            .removeRef(branch)
            .removeProperties(Set.of(TableAccess.schemaKey(branch)));
    if (metadata.currentSnapshot() != null) {
      long age = access.settings().upkeep().branchesKeptFor().toMillis();
      builder.setRef(
          branch,
          SnapshotRef.branchBuilder(metadata.currentSnapshot().snapshotId())
              .maxRefAgeMs(age)
              .build());
    }
    return builder.build();
  }

  void drop(String branch) {
    refuseMain(branch);
    access.state().branchClosed(branch);
    access.swap(
        "drop " + named(branch),
        metadata ->
            metadata.ref(branch) == null
                && !metadata.properties().containsKey(TableAccess.schemaKey(branch)),
        metadata ->
            TableMetadata.buildFrom(metadata)
                .removeRef(branch)
                .removeProperties(Set.of(TableAccess.schemaKey(branch)))
                .build());
  }

  List<Scan.Field> redefine(String branch, Columns wanted) {
    refuseMain(branch);
    TableMetadata after =
        access.swap(
            "give columns to " + named(branch),
            metadata -> FieldTypes.columns(schema(metadata, branch)).equals(wanted),
            metadata -> {
              Schema schema = fitted(schema(metadata, branch), wanted, metadata.lastColumnId());
              TableMetadata.Builder builder = TableMetadata.buildFrom(metadata).addSchema(schema);
              int id = idOf(builder.build(), schema);
              return builder
                  .setProperties(Map.of(TableAccess.schemaKey(branch), Integer.toString(id)))
                  .build();
            });
    return FieldTypes.fields(schema(after, branch));
  }

  private static Schema schema(TableMetadata metadata, String branch) {
    String own = metadata.properties().get(TableAccess.schemaKey(branch));
    return own == null ? metadata.schema() : metadata.schemasById().get(Integer.parseInt(own));
  }

  private static int idOf(TableMetadata metadata, Schema schema) {
    return metadata.schemas().stream()
        .filter(s -> s.sameSchema(schema))
        .findFirst()
        .orElseThrow()
        .schemaId();
  }

  private static Schema fitted(Schema present, Columns wanted, int lastId) {
    AtomicInteger ids = new AtomicInteger(lastId);
    Map<String, Types.NestedField> byName = new HashMap<>();
    present.columns().forEach(field -> byName.put(field.name(), field));
    List<Types.NestedField> fields = new ArrayList<>();
    for (Column column : wanted.list()) {
      Types.NestedField same = byName.get(column.name());
      fields.add(
          same == null
              ? FieldTypes.field(column, ids::incrementAndGet)
              : fitted(same, column, ids));
    }
    return new Schema(fields);
  }

  private static Types.NestedField fitted(
      Types.NestedField present, Column wanted, AtomicInteger ids) {
    var type = FieldTypes.columnType(present.name(), present.type());
    if (type.equals(wanted.type())) {
      return FieldTypes.field(present.fieldId(), wanted, present.type());
    } else if (Evolution.wider(type, wanted.type())) {
      Type wide = FieldTypes.type(wanted.type(), ids::incrementAndGet);
      return FieldTypes.field(present.fieldId(), wanted, wide);
    }
    return FieldTypes.field(wanted, ids::incrementAndGet);
  }

  io.caravan.lake.Snapshot publish(String branch) {
    refuseMain(branch);
    BaseTable before = access.load();
    Snapshot audited = before.snapshot(branch);
    if (audited == null) {
      throw new FencedException(
          "Cannot publish %s: there is no such branch. Make it and write to it again."
              .formatted(named(branch)));
    }
    access.swap(
        "publish " + named(branch),
        metadata ->
            metadata.currentSnapshot() != null
                && metadata.currentSnapshot().snapshotId() == audited.snapshotId(),
        metadata -> published(metadata, branch, audited.snapshotId()));
    access.state().branchClosed(branch);
    BaseTable after = access.load();
    return Carried.snapshot(audited, Head.ancestry(after, audited));
  }

  private TableMetadata published(TableMetadata metadata, String branch, long audited) {
    SnapshotRef ref = metadata.ref(branch);
    if (ref == null || ref.snapshotId() != audited) {
      throw new FencedException(
          "Cannot publish %s: another run has changed it since it was audited."
              .formatted(named(branch)));
    }
    Snapshot main = metadata.currentSnapshot();
    if (main != null
        && !SnapshotUtil.isAncestorOf(audited, main.snapshotId(), metadata::snapshot)) {
      throw new FencedException(
          "Cannot publish %s: main has moved to snapshot %d since the branch was made. Nothing was published; run it again."
              .formatted(named(branch), main.snapshotId()));
    }
    TableMetadata.Builder builder = TableMetadata.buildFrom(metadata);
    Schema schema = schema(metadata, branch);
    if (schema.schemaId() != metadata.currentSchemaId()) {
      builder.setCurrentSchema(schema.schemaId());
      adopt(builder, metadata, schema);
    }
    return builder
        .removeProperties(Set.of(TableAccess.schemaKey(branch)))
        .setBranchSnapshot(audited, SnapshotRef.MAIN_BRANCH)
        .removeRef(branch)
        .build();
  }

  /** What names columns must not name those that are gone. */
  private static void adopt(TableMetadata.Builder builder, TableMetadata metadata, Schema schema) {
    if (!BranchOperations.sorts(metadata.sortOrder(), schema)) {
      builder.setDefaultSortOrder(SortOrder.unsorted());
    }
    String mapping = "schema.name-mapping.default";
    if (metadata.properties().containsKey(mapping)) {
      builder.setProperties(Map.of(mapping, NameMappingParser.toJson(MappingUtil.create(schema))));
    }
  }

  private String named(String branch) {
    return "branch '%s' of %s".formatted(branch, access.name());
  }

  private static void refuseMain(String branch) {
    if (Objects.equals(branch, LakeTable.MAIN)) {
      throw new IllegalArgumentException(
          "Cannot use 'main' here: it is the branch that readers see, and every change reaches it by publishing.");
    }
  }
}
