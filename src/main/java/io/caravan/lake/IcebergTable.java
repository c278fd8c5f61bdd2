package io.caravan.lake;

import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.record.Position;
import io.caravan.record.WorldException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;

/** A table of the lake; every method loads it anew. */
final class IcebergTable implements LakeTable {
  private final TableAccess access;

  IcebergTable(TableAccess access) {
    this.access = access;
  }

  @Override
  public DatasetName name() {
    return access.name();
  }

  @Override
  public Columns columns() {
    return FieldTypes.columns(access.load().schema());
  }

  @Override
  public Position position() {
    return Head.of(access.load(), MAIN).carried().position();
  }

  @Override
  public Optional<Snapshot> snapshot(String branch) {
    return Head.of(access.load(), branch).newest();
  }

  @Override
  public List<Snapshot> history() {
    return Head.of(access.load(), MAIN).history();
  }

  @Override
  public Map<String, String> properties() {
    Map<String, String> properties = new TreeMap<>(access.load().properties());
    properties.keySet().removeIf(TableAccess::internal);
    return properties;
  }

  @Override
  public void setProperties(Map<String, String> properties) {
    properties.keySet().stream()
        .filter(TableAccess::internal)
        .findFirst()
        .ifPresent(
            key -> {
              throw new IllegalArgumentException(
                  "Cannot set property '%s' of %s: the lake keeps it itself."
                      .formatted(key, name()));
            });
    access.swap(
        "set properties of " + name(),
        metadata -> metadata.properties().entrySet().containsAll(properties.entrySet()),
        metadata -> TableMetadata.buildFrom(metadata).setProperties(properties).build());
  }

  @Override
  public Instant nextIngestedAt() {
    Instant now = access.clock().instant().truncatedTo(ChronoUnit.MICROS);
    Optional<Instant> last = Head.of(access.load(), MAIN).carried().ingestedAt();
    return last.map(l -> l.plus(1, ChronoUnit.MICROS))
        .filter(next -> next.isAfter(now))
        .orElse(now);
  }

  @Override
  public Columns evolve(Columns wanted) {
    return new Evolution(access).to(wanted);
  }

  @Override
  public String dataLocation() {
    return access.load().location() + "/";
  }

  @Override
  public String metadataLocation() {
    return access.load().operations().current().metadataFileLocation();
  }

  @Override
  public Scan scan(String branch) {
    BaseTable table = access.load();
    Head head = Head.of(table, branch);
    return scan(table, head.snapshot(), TableAccess.schemaOf(table, branch));
  }

  @Override
  public Scan scan(long snapshot) {
    BaseTable table = access.load();
    org.apache.iceberg.Snapshot found = table.snapshot(snapshot);
    if (found == null) {
      throw new WorldException(
          "Cannot read snapshot %d of %s: there is none, or it has expired."
              .formatted(snapshot, name()));
    }
    Integer schemaId = found.schemaId();
    return scan(table, snapshot, schemaId == null ? table.schema() : table.schemas().get(schemaId));
  }

  private Scan scan(BaseTable table, long snapshot, Schema schema) {
    return Attempt.to(
        "read " + name(),
        () ->
            Plan.of(table, snapshot, true)
                .scan(schema, TableAccess.byName(table), access.vectors()));
  }

  @Override
  public Commit change(String branch) {
    return new TableCommit(access, branch);
  }

  @Override
  public void branch(String branch) {
    new Branches(access).make(branch);
  }

  @Override
  public void dropBranch(String branch) {
    new Branches(access).drop(branch);
  }

  @Override
  public List<Scan.Field> redefine(String branch, Columns wanted) {
    return new Branches(access).redefine(branch, wanted);
  }

  @Override
  public Snapshot publish(String branch) {
    return new Branches(access).publish(branch);
  }

  @Override
  public Maintenance maintain(Repacker repacker) {
    return new Housekeeping(access).run(repacker);
  }
}
