package io.caravan.enrich;

import io.caravan.engine.SqlEngine;
import io.caravan.engine.SqlFailure;
import io.caravan.engine.SqlSession;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Snapshot;
import io.caravan.record.Column;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.record.Spelling;
import io.caravan.record.WorldException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A table of the lake. It is looked at for a new snapshot once a second, when it is asked. */
public final class LakeReference implements Reference {
  static final Duration LOOKED_AT_EVERY = Duration.ofSeconds(1);
  private static final int AT_ONCE = 10_000;
  private final DatasetName dataset;
  private final Choice choice;
  private final Lake lake;
  private final SqlEngine engine;
  private volatile KeyKind kind;
  private Long snapshot;
  private long looked;

  public LakeReference(DatasetName dataset, Choice choice, Lake lake, SqlEngine engine) {
    this.dataset = dataset;
    this.choice = choice;
    this.lake = lake;
    this.engine = engine;
  }

  /**
   * Looks whether the columns are there; not for a table that is still to be made.
   *
   * @throws io.caravan.record.ProjectException when they are not
   */
  public void check() {
    lake.find(dataset).ifPresent(this::kindIn);
  }

  private KeyKind kindIn(LakeTable table) {
    Columns columns = table.columns();
    choice.check(name(), columns.names());
    Column key = columns.find(choice.key()).orElseThrow();
    kind = KeyKind.of(key.type()).orElseThrow(() -> choice.noKey(name(), key.type().toString()));
    return kind;
  }

  private LakeTable table() {
    return lake.find(dataset)
        .orElseThrow(
            () ->
                new WorldException(
                    "Cannot look up in %s: there is no such table yet. %s"
                        .formatted(
                            dataset,
                            Spelling.didYouMean(
                                dataset.toString(),
                                lake.tables().stream().map(DatasetName::toString).toList(),
                                ""))));
  }

  @Override
  public KeyKind keyKind() {
    return kind != null ? kind : kindIn(table());
  }

  @Override
  public synchronized boolean changed() {
    long now = System.nanoTime();
    if (looked != 0 && now - looked < LOOKED_AT_EVERY.toNanos()) {
      return false;
    }
    looked = now;
    Optional<Snapshot> news = table().news(snapshot);
    news.ifPresent(found -> snapshot = found.id());
    return news.isPresent();
  }

  @Override
  public Map<Object, List<Object>> find(Collection<Object> keys) {
    LakeTable table = table();
    KeyKind by = kindIn(table);
    List<Object> all = new ArrayList<>(keys);
    Map<Object, List<Object>> rows = choice.unique();
    try (SqlSession session = engine.session()) {
      session.bind(dataset, table.scan(LakeTable.MAIN));
      String read =
          choice.select().stream().map(LakeReference::quoted).collect(Collectors.joining(", "));
      String select =
          "SELECT %1$s, %2$s FROM %3$s.%4$s WHERE %1$s IN "
              .formatted(
                  quoted(choice.key()), read, quoted(dataset.namespace()), quoted(dataset.table()));
      for (int from = 0; from < all.size(); from += AT_ONCE) {
        String some =
            all.subList(from, Math.min(all.size(), from + AT_ONCE)).stream()
                .map(key -> literal(key, by))
                .collect(Collectors.joining(", ", "(", ")"));
        for (List<Object> row : session.query(select + some).rows()) {
          rows.put(by.key(row.get(0)), row.subList(1, row.size()));
        }
      }
    } catch (SqlFailure e) {
      // Keys are what their column holds: it is not a record that is wrong.
      throw new WorldException("Cannot look up in %s: %s".formatted(dataset, e.getMessage()), e);
    }
    return rows;
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String literal(Object key, KeyKind kind) {
    return switch (kind) {
      case WHOLE -> key.toString();
      case DECIMAL -> ((java.math.BigDecimal) key).toPlainString();
      case TEXT -> "'" + key.toString().replace("'", "''") + "'";
      case UUID -> "UUID '" + key + "'";
    };
  }

  @Override
  public String name() {
    return dataset.toString();
  }
}
