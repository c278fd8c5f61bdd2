package io.caravan.bronze;

import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Snapshot;
import io.caravan.lake.StagedFile;
import io.caravan.lake.TableLayout;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.record.PositionRange;
import io.caravan.record.RecordException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.util.Utf8;

/**
 * One bronze table as its sink sees it: what a batch becomes as a file, and when the files of a
 * load become rows of the table. Files are only ever added; they count from the one commit that
 * also writes the position they were read from.
 */
public final class BronzeTable {
  private static final DateTimeFormatter BATCH_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSSSSS", Locale.ROOT);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("'year='yyyy'/month='MM'/day='dd'/'", Locale.ROOT);
  private final Lake lake;
  private final DatasetName name;
  private final DriftPolicy drift;

  public BronzeTable(Lake lake, DatasetName name, DriftPolicy drift) {
    this.lake = lake;
    this.name = name;
    this.drift = drift;
  }

  public DatasetName name() {
    return name;
  }

  /**
   * Makes the table fit for the batch and gives the file to write. The batch's rows are read only
   * when the file's records are.
   *
   * @throws RecordException when the drift policy refuses the batch's columns
   */
  public BronzeFile begin(Batch batch) {
    refuseReservedNames(batch.columns());
    LakeTable table =
        lake.find(name)
            .orElseGet(
                () ->
                    lake.create(
                        name, MetadataColumns.appendedTo(batch.columns()), TableLayout.bronze()));
    Columns own = follow(table, batch.columns());
    Load load = batch.load();
    Load.Commitment commitment = load.commitment().orElseGet(() -> decide(table, load));
    int number = load.files().size() + 1;
    String location =
        table.dataLocation()
            + DAY.format(utc(commitment.ingestedAt()))
            + commitment.batchId()
            + "-%05d.parquet".formatted(number);
    Schema schema =
        AvroSchemas.record(name.table().replace('-', '_'), MetadataColumns.appendedTo(own));
    Instant at = commitment.ingestedAt();
    long micros = at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
    BronzeRecord.File file =
        new BronzeRecord.File(
            schema,
            own.list().size(),
            micros,
            new Utf8(load.source()),
            new Utf8(commitment.batchId()));
    return new BronzeFile(location, new BronzeRecords(file, batch), batch);
  }

  /** What the encoded file says of itself, and the bytes to put. */
  public StagedBytes stage(BronzeFile file, byte[] encoded) {
    byte[] parquet = LocalTimes.declare(encoded);
    return new StagedBytes(parquet, ParquetFooter.read(parquet, file.location()));
  }

  /**
   * Takes note of a file that now lies in the store; with the last of its load, commits all of
   * them.
   *
   * @return the snapshot, when this file completed its load
   * @throws io.caravan.record.FencedException when the table has moved on since the load began: its
   *     files count for nothing
   */
  public Optional<Snapshot> add(BronzeFile file, StagedFile staged) {
    Load load = file.batch().load();
    load.add(staged);
    return file.batch().completesLoad() ? Optional.of(commit(load)) : Optional.empty();
  }

  /**
   * Moves the table's position past a load that has no rows: all of its records are dead letters.
   */
  public Optional<Snapshot> pass(PositionRange range) {
    LakeTable table =
        lake.find(name)
            .orElseGet(
                () ->
                    lake.create(
                        name,
                        MetadataColumns.appendedTo(MessageRows.COLUMNS),
                        TableLayout.bronze()));
    return Optional.of(table.change(LakeTable.MAIN).covering(range).commit());
  }

  private Snapshot commit(Load load) {
    Load.Commitment commitment = load.commitment().orElseThrow();
    LakeTable.Commit commit =
        lake.load(name)
            .change(LakeTable.MAIN)
            .add(load.files())
            .ingestedAt(commitment.ingestedAt())
            .note("batch", commitment.batchId());
    load.range().ifPresent(commit::covering);
    return commit.commit();
  }

  private Columns follow(LakeTable table, Columns batch) {
    SchemaDrift found = SchemaDrift.between(table.columns(), batch);
    if (!found.changes().isEmpty()) {
      drift.check(name, found.changes());
    }
    if (!found.wanted().list().isEmpty()) {
      table.evolve(MetadataColumns.appendedTo(found.wanted()));
    }
    return found.file();
  }

  private void refuseReservedNames(Columns columns) {
    List<String> reserved =
        columns.names().stream()
            .filter(c -> MetadataColumns.NAMES.contains(c.toLowerCase(Locale.ROOT)))
            .toList();
    if (!reserved.isEmpty()) {
      throw new RecordException(
          "Cannot add rows to %s: bronze itself adds a column '%s'. Rename the source's, for example by a view."
              .formatted(name, reserved.get(0)));
    }
    columns.names().stream()
        .collect(Collectors.groupingBy(c -> c.toLowerCase(Locale.ROOT)))
        .values()
        .forEach(this::refuseTwins);
  }

  private void refuseTwins(List<String> sameInSmallLetters) {
    if (sameInSmallLetters.size() > 1) {
      throw new RecordException(
          "Cannot add rows to %s: columns %s differ in capitals only, which SQL engines do not tell apart. Rename one, for example by a view."
              .formatted(name, sameInSmallLetters));
    }
  }

  private Load.Commitment decide(LakeTable table, Load load) {
    Instant at = table.nextIngestedAt();
    Load.Commitment decided =
        new Load.Commitment(at, BATCH_TIME.format(utc(at)) + "-" + digest(load));
    load.decide(decided);
    return decided;
  }

  /**
   * The same for the same try of the same range, another for every other: a late process cannot
   * overwrite a newer one's file.
   */
  private String digest(Load load) {
    try {
      String identity = name + "\n" + load.source() + "\n" + load.attempt();
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(
          "Cannot name a batch: this Java has no SHA-256, which every Java must have.", e);
    }
  }

  private static ZonedDateTime utc(Instant at) {
    return at.atZone(ZoneOffset.UTC);
  }
}
