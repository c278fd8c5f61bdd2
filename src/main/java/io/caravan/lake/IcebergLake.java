package io.caravan.lake;

import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** The lake over an Iceberg catalog. */
final class IcebergLake implements Lake {
  private final LakeSettings settings;
  private final Clock clock;
  private final ObjectStore store;
  private final LakeCatalog catalog;
  private final DeletionVectors vectors;
  private final Views views;
  private final Map<DatasetName, TableState> states = new ConcurrentHashMap<>();

  private IcebergLake(LakeSettings settings, Clock clock, ObjectStore store, LakeCatalog catalog) {
    this.settings = settings;
    this.clock = clock;
    this.store = store;
    this.catalog = catalog;
    this.vectors = new DeletionVectors(store.io());
    this.views = new Views(catalog, settings);
  }

  static IcebergLake open(LakeSettings settings, Clock clock) {
    ObjectStore store = Attempt.to("use the object store", () -> new ObjectStore(settings));
    try {
      LakeCatalog catalog =
          Attempt.to(
              "open the lake's catalog " + settings.catalog().uri(),
              () -> LakeCatalog.open(settings, store.io()));
      return new IcebergLake(settings, clock, store, catalog);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private TableAccess access(DatasetName name) {
    return new TableAccess(
        name,
        catalog,
        store,
        settings,
        clock,
        vectors,
        states.computeIfAbsent(name, n -> new TableState()));
  }

  @Override
  public Optional<LakeTable> find(DatasetName name) {
    return Attempt.to(
        "look for table " + name,
        () ->
            catalog.tableExists(TableAccess.identifier(name))
                ? Optional.of(new IcebergTable(access(name)))
                : Optional.empty());
  }

  @Override
  public LakeTable load(DatasetName name) {
    return find(name).orElseThrow(() -> missing(name));
  }

  private ProjectException missing(DatasetName name) {
    List<String> known = tables().stream().map(DatasetName::toString).toList();
    String otherwise =
        known.isEmpty()
            ? "The lake has no tables yet."
            : "Tables are: " + String.join(", ", known) + ".";
    return new ProjectException(
        Place.file("table " + name),
        "Cannot find table '%s' in the lake.".formatted(name),
        Spelling.didYouMean(name.toString(), known, otherwise));
  }

  @Override
  public LakeTable create(DatasetName name, Columns columns, TableLayout layout) {
    TableIdentifier identifier = TableAccess.identifier(name);
    return Attempt.to(
        "create table " + name,
        () -> {
          if (!catalog.tableExists(identifier)) {
            if (views.exists(name)) {
              throw new ProjectException(
                  Place.file("table " + name),
                  "Cannot create table '%s': a view has that name.".formatted(name),
                  "Drop the view first, or give the table another name.");
            }
            views.makeNamespace(name);
            make(identifier, columns, layout);
          }
          return new IcebergTable(access(name));
        });
  }

  private void make(TableIdentifier identifier, Columns columns, TableLayout layout) {
    try {
      new NewTable(columns, layout).make(catalog, identifier);
    } catch (AlreadyExistsException anotherWriterWasFirst) {
      return;
    } catch (RuntimeException e) {
      // The database may report the same race as a broken constraint, or lose the answer to our own
      // insert.
      if (!catalog.tableExists(identifier)) {
        throw e;
      }
    }
  }

  @Override
  public void drop(DatasetName name) {
    ReentrantLock turn = access(name).state().writing();
    turn.lock();
    try {
      Attempt.to("drop table " + name, () -> catalog.dropTable(TableAccess.identifier(name), true));
    } catch (NoSuchTableException gone) {
      // Which is what was wanted.
      return;
    } finally {
      turn.unlock();
    }
  }

  @Override
  public List<DatasetName> tables() {
    return Attempt.to("list the lake's tables", () -> listed(catalog::listTables));
  }

  private List<DatasetName> listed(Function<Namespace, List<TableIdentifier>> list) {
    return catalog.listNamespaces().stream()
        .flatMap(namespace -> list.apply(namespace).stream())
        .filter(Views::nameable)
        .map(t -> new DatasetName(t.namespace().level(0), t.name()))
        .sorted()
        .toList();
  }

  @Override
  public void createView(DatasetName name, String sql, Columns columns) {
    Attempt.to("create view " + name, () -> views.create(name, sql, columns));
  }

  @Override
  public Optional<String> viewSql(DatasetName name) {
    return Attempt.to("read view " + name, () -> views.sql(name));
  }

  @Override
  public Map<String, String> viewProperties(DatasetName name) {
    return Attempt.to("read view " + name, () -> views.properties(name));
  }

  @Override
  public void setViewProperties(DatasetName name, Map<String, String> properties) {
    Attempt.to("describe view " + name, () -> views.describe(name, properties));
  }

  @Override
  public List<DatasetName> views() {
    return Attempt.to("list the lake's views", () -> listed(catalog::listViews));
  }

  @Override
  public void dropView(DatasetName name) {
    Attempt.to("drop view " + name, () -> views.drop(name));
  }

  @Override
  public Path local(String location) {
    return store.local(location);
  }

  @Override
  public void put(Path file, String location) {
    store.put(file, location);
  }

  @Override
  public int sweepOrphans() {
    return tables().stream().mapToInt(name -> new Orphans(access(name)).sweep().files()).sum();
  }

  @Override
  public void close() {
    catalog.close();
    store.close();
  }
}
