package io.caravan.bronze;

import io.caravan.record.Column;
import io.caravan.record.ColumnType;

/**
 * A column as a database has it and as it is read.
 *
 * @param name as the source spells it
 * @param type what it becomes in bronze
 * @param expression SQL that reads it, quoted; may cast to text where only text is exact
 * @param nullable false when the source declares that it holds no nulls
 * @param sourceType the source's own word for its type, for messages and the column's description
 */
public record SourceColumn(
    String name, ColumnType type, String expression, boolean nullable, String sourceType) {
  /**
   * Never required in the lake: what the source promises today it may not promise tomorrow, and old
   * rows stay.
   */
  Column column() {
    return new Column(name, type, false, sourceType);
  }

  SourceColumn asText(String textExpression) {
    return new SourceColumn(name, ColumnType.Simple.STRING, textExpression, nullable, sourceType);
  }
}
