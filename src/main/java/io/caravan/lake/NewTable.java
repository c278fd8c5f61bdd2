package io.caravan.lake;

import io.caravan.record.Columns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** A table that is to be made. */
record NewTable(Columns columns, TableLayout layout) {
  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry(TableProperties.FORMAT_VERSION, "3"),
          Map.entry(TableProperties.METADATA_COMPRESSION, "gzip"),
          Map.entry(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true"),
          Map.entry(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "10"),
          // Every read opens every manifest: a hundred of them, the default, cost more than merging
          // these more often.
          Map.entry(TableProperties.MANIFEST_MIN_MERGE_COUNT, "25"),
          Map.entry(TableProperties.COMMIT_NUM_RETRIES, "10"),
          Map.entry(TableProperties.COMMIT_MIN_RETRY_WAIT_MS, "20"),
          Map.entry(TableProperties.COMMIT_MAX_RETRY_WAIT_MS, "2000"),
          Map.entry(TableProperties.DELETE_MODE, "merge-on-read"),
          Map.entry(TableProperties.UPDATE_MODE, "merge-on-read"),
          Map.entry(TableProperties.MERGE_MODE, "merge-on-read"));

  void make(Catalog catalog, TableIdentifier identifier) {
    // The ids that Iceberg would give: the name mapping below is made of them.
    Schema schema = TypeUtil.assignIncreasingFreshIds(schema());
    Map<String, String> properties = new HashMap<>(PROPERTIES);
    if (layout.byName()) {
      properties.put(TableAccess.BY_NAME, "true");
      properties.put(
          TableProperties.DEFAULT_NAME_MAPPING,
          NameMappingParser.toJson(MappingUtil.create(schema)));
    }
    catalog
        .buildTable(identifier, schema)
        .withPartitionSpec(partitioning(schema))
        .withSortOrder(sorting(schema))
        .withProperties(properties)
        .create();
  }

  private Schema schema() {
    AtomicInteger ids = new AtomicInteger();
    List<Types.NestedField> fields =
        columns.list().stream().map(c -> FieldTypes.field(c, ids::incrementAndGet)).toList();
    return new Schema(fields);
  }

  private PartitionSpec partitioning(Schema schema) {
    return layout.partitionByDay().isEmpty()
        ? PartitionSpec.unpartitioned()
        : PartitionSpec.builderFor(schema).day(layout.partitionByDay()).build();
  }

  private SortOrder sorting(Schema schema) {
    SortOrder.Builder builder = SortOrder.builderFor(schema);
    layout.sortedBy().forEach(builder::asc);
    return builder.build();
  }
}
