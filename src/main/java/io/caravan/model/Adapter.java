package io.caravan.model;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Undefined;
import io.caravan.record.Column;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * dbt's {@code adapter}: dispatch, and looks at relations. What would change the lake behind its
 * back is refused.
 */
final class Adapter implements HostObject {
  private static final List<String> REFUSED =
      List.of(
          "create_schema",
          "drop_schema",
          "drop_relation",
          "rename_relation",
          "truncate_relation",
          "expand_target_column_types",
          "commit",
          "add_query");
  private static final List<String> ANSWERED =
      List.of(
          "dispatch",
          "Relation",
          "get_columns_in_relation",
          "get_relation",
          "list_relations",
          "load_relation",
          "get_missing_columns",
          "quote",
          "quote_as_configured",
          "type",
          "already_exists",
          "check_schema_exists",
          "execute",
          "is_replaceable",
          "get_incremental_strategy_macro");
  private final Calls calls;
  private final Callable dispatch;
  private final HostObject relationType;

  Adapter(Calls calls, Callable dispatch, HostObject relationType) {
    this.calls = calls;
    this.dispatch = dispatch;
    this.relationType = relationType;
  }

  @Override
  public Object attribute(String name) {
    if (REFUSED.contains(name)) {
      return (Callable)
          arguments -> {
            throw new Fault(
                Fault.Kind.RUNTIME,
                "adapter." + name + " is not supported",
                "Tables of the lake change only by being built.");
          };
    }
    return switch (name) {
      case "dispatch" -> dispatch;
      case "Relation" -> relationType;
      case "get_columns_in_relation" ->
          (Callable) arguments -> columns(arguments.required(0, "relation"));
      case "list_relations", "list_relations_without_caching" -> (Callable) this::relations;
      case "get_missing_columns" -> (Callable) this::missing;
      case "get_relation" -> (Callable) this::relation;
      case "load_relation" ->
          (Callable) arguments -> known(arguments.required(0, "relation")).orElse(null);
      case "already_exists" ->
          (Callable)
              arguments ->
                  calls
                      .find(DatasetNames.of(arguments.text(0, "schema"), arguments.text(1, "name")))
                      .isPresent();
      case "check_schema_exists" -> (Callable) arguments -> true;
      case "quote", "quote_as_configured" ->
          (Callable)
              arguments -> Relation.quote(String.valueOf(arguments.required(0, "identifier")));
      case "type" -> (Callable) arguments -> "duckdb";
      default -> Undefined.MISSING;
    };
  }

  private List<Object> columns(Object relation) {
    if (!calls.execute() || !(relation instanceof Relation known)) {
      return new ArrayList<>();
    }
    List<Object> columns = new ArrayList<>();
    for (Column column : calls.columns(known.dataset())) {
      columns.add(new RelationColumn(column));
    }
    return columns;
  }

  /** Those of a schema, or all. */
  private Object relations(Arguments arguments) {
    Object schema = arguments.optional(1, "schema", null);
    return new ArrayList<>(
        calls.relations().stream()
            .filter(relation -> schema == null || relation.dataset().namespace().equals(schema))
            .toList());
  }

  private Object missing(Arguments arguments) {
    List<String> there =
        columns(arguments.required(1, "to_relation")).stream()
            .map(c -> ((RelationColumn) c).column().name())
            .toList();
    return new ArrayList<>(
        columns(arguments.required(0, "from_relation")).stream()
            .filter(c -> !there.contains(((RelationColumn) c).column().name()))
            .toList());
  }

  private Object relation(Arguments arguments) {
    Object schema = arguments.optional(1, "schema", null);
    Object identifier = arguments.optional(2, "identifier", null);
    if (!calls.execute() || schema == null || identifier == null) {
      return null;
    }
    return calls
        .find(DatasetNames.of(String.valueOf(schema), String.valueOf(identifier)))
        .orElse(null);
  }

  private Optional<Relation> known(Object relation) {
    return calls.execute() && relation instanceof Relation asked
        ? calls.find(asked.dataset())
        : Optional.empty();
  }

  @Override
  public Collection<String> attributes() {
    return ANSWERED;
  }

  @Override
  public String typeName() {
    return "adapter";
  }
}
