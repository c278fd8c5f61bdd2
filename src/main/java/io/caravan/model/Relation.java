package io.caravan.model;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Undefined;
import io.caravan.record.DatasetName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table as a template sees it: prints as quoted SQL, answers what dbt's relations answer.
 *
 * @param dataset the lake's name for it
 * @param type {@code table}, {@code view}, {@code cte} or empty when nobody looked
 * @param filter what is true of the rows that are read; empty for all rows
 * @param cte name of the common table expression that stands for it; empty for what is in the lake
 */
record Relation(DatasetName dataset, String type, String cte, String filter) implements HostObject {
  private static final List<String> ATTRIBUTES =
      List.of(
          "database",
          "schema",
          "identifier",
          "name",
          "table",
          "type",
          "is_table",
          "is_view",
          "is_cte",
          "include",
          "quote",
          "render",
          "replace_path",
          "metadata",
          "get",
          "without_identifier");
  static final String CTE = "__dbt__cte__";

  static Relation table(DatasetName dataset) {
    return new Relation(dataset, "table", "", "");
  }

  static Relation view(DatasetName dataset) {
    return new Relation(dataset, "view", "", "");
  }

  /** An ephemeral model: its text is put before whatever reads it. */
  static Relation ephemeral(Node node) {
    return new Relation(node.relation(), "cte", cteName(node), "");
  }

  /** A common table expression that stands for a dataset. */
  static Relation standIn(DatasetName dataset) {
    return new Relation(dataset, "cte", CTE + dataset.namespace() + "__" + dataset.table(), "");
  }

  /** The same, as far as something is true of its rows. */
  Relation where(String condition) {
    return new Relation(dataset, type, cte, condition);
  }

  static String cteName(Node node) {
    return CTE + node.relation().table();
  }

  static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  static String quote(DatasetName dataset) {
    return quote(dataset.namespace()) + "." + quote(dataset.table());
  }

  @Override
  public Object attribute(String name) {
    return switch (name) {
      case "database" -> "lake";
      case "schema" -> dataset.namespace();
      case "identifier", "name", "table" -> dataset.table();
      case "type" -> type.isEmpty() ? null : type;
      case "is_table" -> type.equals("table");
      case "is_view" -> type.equals("view");
      case "is_cte" -> type.equals("cte");
      // Quoting and parts are fixed: the lake has no other spelling of a name.
      case "include", "quote", "incorporate" -> (Callable) arguments -> included(name, arguments);
      case "replace_path" -> (Callable) arguments -> at(arguments.named());
      case "metadata" -> new LinkedHashMap<Object, Object>(Map.of("type", "DuckDBRelation"));
      case "get" ->
          (Callable)
              arguments -> {
                Object found = attribute(arguments.text(0, "key"));
                return found == Undefined.MISSING ? arguments.optional(1, "default", null) : found;
              };
      case "without_identifier" -> (Callable) arguments -> quote(dataset.namespace());
      case "render" -> (Callable) arguments -> print();
      default -> Undefined.MISSING;
    };
  }

  private Object included(String name, Arguments arguments) {
    if (name.equals("include") && Boolean.FALSE.equals(arguments.named().get("schema"))) {
      return quote(dataset.table());
    }
    if (name.equals("incorporate")) {
      Object path = arguments.named().get("path");
      Object other = arguments.named().get("type");
      Relation there = path instanceof Map<?, ?> parts ? at(parts) : this;
      return other == null
          ? there
          : new Relation(there.dataset, String.valueOf(other), there.cte, there.filter);
    }
    return this;
  }

  private Relation at(Map<?, ?> parts) {
    Object schema = parts.get("schema");
    Object identifier = parts.get("identifier");
    return new Relation(
        new DatasetName(
            schema == null ? dataset.namespace() : String.valueOf(schema),
            identifier == null ? dataset.table() : String.valueOf(identifier)),
        type,
        identifier == null ? cte : "",
        filter);
  }

  /** dbt's relations are dicts to a template, and packages ask for that. */
  @Override
  public boolean mapping() {
    return true;
  }

  @Override
  public Collection<String> attributes() {
    return ATTRIBUTES;
  }

  @Override
  public String print() {
    String name = cte.isEmpty() ? quote(dataset) : cte;
    return filter.isEmpty() ? name : "(select * from " + name + " where " + filter + ")";
  }

  @Override
  public String typeName() {
    return "Relation";
  }

  @Override
  public String toString() {
    return print();
  }
}
