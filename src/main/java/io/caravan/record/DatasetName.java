package io.caravan.record;

import java.util.regex.Pattern;

/**
 * The one spelling of a dataset: {@code silver.users} is the route id, the Iceberg table, the dbt
 * relation and the file path.
 *
 * @param namespace layer or schema, for example {@code silver}
 * @param table table within it, for example {@code users}
 */
public record DatasetName(String namespace, String table) implements Comparable<DatasetName> {
  // Names become object keys and SQL identifiers: nothing that could leave its prefix or its quotes
  // is a name.
  private static final Pattern PART = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,126}");

  public DatasetName {
    check(namespace, namespace + "." + table);
    check(table, namespace + "." + table);
  }

  private static void check(String part, String whole) {
    if (!PART.matcher(part).matches()) {
      throw new IllegalArgumentException(
          "Cannot use '%s' as a dataset name: '%s' must be letters, digits, '_' or '-', beginning with a letter or '_'. Write it as layer.table, for example silver.users."
              .formatted(whole, part));
    }
  }

  /**
   * Reads {@code layer.table}.
   *
   * @throws IllegalArgumentException when the text is not two names with a dot between; the message
   *     says how to write it
   */
  public static DatasetName parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException(
          "Cannot use '%s' as a dataset name: the layer is missing. Write it as layer.table, for example bronze.%s."
              .formatted(text, text));
    }
    return new DatasetName(text.substring(0, dot), text.substring(dot + 1));
  }

  @Override
  public int compareTo(DatasetName other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : table.compareTo(other.table);
  }

  @Override
  public String toString() {
    return namespace + "." + table;
  }
}
