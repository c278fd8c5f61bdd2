package io.caravan.enrich;

import io.caravan.bronze.SourceColumn;
import io.caravan.bronze.SourceDatabase;
import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.RecordException;
import io.caravan.record.WorldException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** A table of a database. */
public final class DatabaseReference implements Reference {
  private static final int AT_ONCE = 10_000;
  private static final int AT_ONCE_BY_LIST = 500;
  private static final String DATA_EXCEPTION = "22";
  private static final int PATIENCE_SECONDS = 30;
  private static final Set<String> POSTGRES_TEXTS = Set.of("text", "character varying");
  private final String name;
  private final Choice choice;
  private final SourceDatabase database;
  private volatile Prepared prepared;

  private record Prepared(
      String select, String key, KeyKind kind, List<SourceColumn> columns, boolean postgres) {}

  /**
   * @param dataSource its name in routes
   */
  public DatabaseReference(String dataSource, DataSource pool, Choice choice) {
    this.name = dataSource + "." + choice.table();
    this.choice = choice;
    this.database = new SourceDatabase(dataSource, pool);
  }

  /**
   * Looks whether table and columns are there.
   *
   * @throws io.caravan.record.ProjectException when they are not
   * @throws WorldException when the database cannot be asked
   */
  public void check() {
    prepared();
  }

  private Prepared prepared() {
    Prepared known = prepared;
    return known != null ? known : prepare();
  }

  private Prepared prepare() {
    SourceDatabase.Found found = database.find(choice.table(), choice.place());
    List<SourceColumn> all = found.table().columns();
    choice.check(name, all.stream().map(SourceColumn::name).toList());
    SourceColumn key = found.column(choice.key()).orElseThrow();
    boolean postgres = found.isPostgres();
    KeyKind kind = KeyKind.of(key.type()).orElseThrow(() -> refused(key));
    // What is text to us may be an enum or padded to its length there: other texts would equal it.
    boolean text = postgres ? isPostgresText(key) : !key.sourceType().equals("CHARACTER");
    if (kind == KeyKind.TEXT && !text) {
      throw refused(key);
    }
    List<SourceColumn> columns =
        choice.select().stream().map(c -> found.column(c).orElseThrow()).toList();
    String read = columns.stream().map(c -> expression(found, c)).collect(Collectors.joining(", "));
    String quoted = found.quote(key.name());
    Prepared made =
        new Prepared(
            "select " + quoted + ", " + read + " from " + found.from(),
            quoted,
            kind,
            columns,
            postgres);
    prepared = made;
    return made;
  }

  private static boolean isPostgresText(SourceColumn key) {
    return POSTGRES_TEXTS.contains(key.sourceType().replaceAll("\\(.*", ""));
  }

  private RuntimeException refused(SourceColumn key) {
    return choice.noKey(name, key.sourceType());
  }

  private static String expression(SourceDatabase.Found found, SourceColumn column) {
    String quoted = found.quote(column.name());
    if (column.type() instanceof ColumnType.ListOf) {
      return "array_to_json(" + quoted + ")::text";
    }
    return isTime(column.type()) || column.type() instanceof ColumnType.Decimal
        ? quoted
        : column.expression();
  }

  private static boolean isTime(ColumnType type) {
    return type == Simple.DATE
        || type == Simple.TIME
        || type == Simple.TIMESTAMP
        || type == Simple.TIMESTAMPTZ;
  }

  @Override
  public KeyKind keyKind() {
    return prepared().kind;
  }

  @Override
  public Map<Object, List<Object>> find(Collection<Object> keys) {
    Prepared asked = prepared();
    try {
      return database.ask(connection -> find(connection, asked, new ArrayList<>(keys)));
    } catch (WorldException e) {
      if (e.getCause() instanceof SQLException refused
          && String.valueOf(refused.getSQLState()).startsWith(DATA_EXCEPTION)) {
        throw new RecordException(
            "Cannot look up in %s: %s".formatted(name, refused.getMessage()), e);
      }
      // Perhaps table or columns have changed: then looking again says so.
      prepared = null;
      throw e;
    }
  }

  private Map<Object, List<Object>> find(Connection connection, Prepared asked, List<Object> keys)
      throws SQLException {
    Map<Object, List<Object>> rows = choice.unique();
    int atOnce = asked.postgres ? AT_ONCE : AT_ONCE_BY_LIST;
    for (int from = 0; from < keys.size(); from += atOnce) {
      List<Object> some = keys.subList(from, Math.min(keys.size(), from + atOnce));
      try (PreparedStatement statement = statement(connection, asked, some)) {
        statement.setQueryTimeout(PATIENCE_SECONDS);
        try (ResultSet found = statement.executeQuery()) {
          while (found.next()) {
            rows.put(asked.kind.key(found.getObject(1)), row(found, asked.columns));
          }
        }
      }
    }
    return rows;
  }

  private static PreparedStatement statement(
      Connection connection, Prepared asked, List<Object> keys) throws SQLException {
    if (asked.postgres) {
      PreparedStatement statement =
          connection.prepareStatement(asked.select + " where " + asked.key + " = any(?)");
      statement.setArray(1, connection.createArrayOf(arrayType(asked.kind), keys.toArray()));
      return statement;
    }
    String list = String.join(", ", Collections.nCopies(keys.size(), "?"));
    PreparedStatement statement =
        connection.prepareStatement(asked.select + " where " + asked.key + " in (" + list + ")");
    for (int i = 0; i < keys.size(); i++) {
      statement.setObject(i + 1, keys.get(i));
    }
    return statement;
  }

  private static String arrayType(KeyKind kind) {
    return switch (kind) {
      case WHOLE -> "int8";
      case DECIMAL -> "numeric";
      case TEXT -> "text";
      case UUID -> "uuid";
    };
  }

  private static List<Object> row(ResultSet found, List<SourceColumn> columns) throws SQLException {
    List<Object> row = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      Object value = value(found, i + 2, columns.get(i));
      row.add(found.wasNull() ? null : value);
    }
    return row;
  }

  private static Object value(ResultSet found, int at, SourceColumn column) throws SQLException {
    if (column.type() instanceof Simple simple) {
      return simple(found, at, simple, column.sourceType().startsWith("json"));
    }
    return column.type() instanceof ColumnType.Decimal
        ? found.getBigDecimal(at)
        : json(found.getString(at));
  }

  private static Object simple(ResultSet found, int at, Simple type, boolean isJson)
      throws SQLException {
    return switch (type) {
      case BOOLEAN -> found.getBoolean(at);
      case INT, LONG -> found.getLong(at);
      case FLOAT -> found.getFloat(at);
      case DOUBLE -> found.getDouble(at);
      case DATE -> found.getObject(at, LocalDate.class);
      case TIME -> found.getObject(at, LocalTime.class);
      case TIMESTAMP -> found.getObject(at, LocalDateTime.class);
      case TIMESTAMPTZ -> instant(found.getObject(at, OffsetDateTime.class));
      case BINARY -> found.getBytes(at);
      case STRING, UUID -> isJson ? json(found.getString(at)) : found.getString(at);
    };
  }

  private static Object instant(OffsetDateTime at) {
    return at == null ? null : at.toInstant();
  }

  private static Object json(String text) {
    return text == null ? null : new Shape.Json(text);
  }

  @Override
  public String name() {
    return name;
  }
}
