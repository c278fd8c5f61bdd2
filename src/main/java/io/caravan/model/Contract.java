package io.caravan.model;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.util.List;
import java.util.Map;

/**
 * What a properties file promises of a table that a streaming route writes.
 *
 * @param fields its columns, in order
 * @param place where the table is declared
 */
public record Contract(List<Field> fields, Place place) {
  public Contract {
    fields = List.copyOf(fields);
  }

  /**
   * One column.
   *
   * @param type as written: a type of the SQL engine
   * @param path of the record's field it is filled from: names with dots between them; from {@code
   *     meta: {caravan: {from: user.email}}}, the column's own name when that is not there
   * @param required whether it must not be null: it has the test {@code not_null}
   */
  public record Field(
      String name, String type, String path, boolean required, String doc, Place place) {}

  static Contract of(SourceTable source) {
    List<Field> fields = source.patch().columns().stream().map(Contract::field).toList();
    return new Contract(fields, source.place());
  }

  private static Field field(ColumnSpec column) {
    if (column.dataType().isEmpty()) {
      throw new ProjectException(
          column.place(),
          "Cannot use column '%s' as a contract: it says no type.".formatted(column.name()),
          "Add 'data_type: varchar', or another type, to the column.");
    }
    Object ours = column.meta().get("caravan");
    Object from = ours instanceof Map<?, ?> map ? map.get("from") : null;
    return new Field(
        column.name(),
        column.dataType(),
        from == null ? column.name() : from.toString(),
        column.tests().stream().anyMatch(test -> test.test().equals("not_null")),
        column.description(),
        column.place());
  }
}
